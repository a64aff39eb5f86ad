#pragma once

#include "crypto/Cosignature.h"
#include "wire/Codec.h"

/// The file in which a server is pinned: for consoles, and for who verifies evidence. See the project's
/// README.
namespace countersign::wire {

struct ProfileText
{
    std::string name;
    std::string url;
    std::string environment;
    std::string ca; ///< PEM
    ServerId server;
    std::optional<Digest> root;                        ///< absent until the admins have founded it
    std::optional<std::vector<std::string>> witnesses; ///< verifier keys (C2SP tlog-cosignature)
    std::optional<int> witnessesNeeded;                ///< how many of them; all where it is absent
};
template <typename V>
void fields(V& v, ProfileText& m)
{
    v("name", m.name);
    v("url", m.url);
    v("environment", m.environment);
    v("ca", m.ca);
    v("server", m.server);
    v("root", m.root);
    v("witnesses", m.witnesses);
    v("witnessesNeeded", m.witnessesNeeded);
}

/// Witnesses that somebody believes, and how many of them must have cosigned.
struct PinnedWitnesses
{
    std::vector<crypto::WitnessKey> keys;
    int needed = 0;
};

/// `Configuration` where a key is none or named twice, or where not that many can be had. Without a number
/// all are needed.
[[nodiscard]] Result<PinnedWitnesses> pinnedWitnesses(const std::vector<std::string>& keys,
                                                      std::optional<int> needed);

} // namespace countersign::wire
