#pragma once

#include "base/Ids.h"
#include "base/Secret.h"
#include "base/Time.h"
#include "server/api/ProofMemory.h"
#include "server/http/Http.h"

#include <mutex>

namespace countersign::server {

/// Checks DPoP proofs (RFC 9449 §4.3): one proof, one call. The nonce is an HMAC of the time under a key made
/// when the gate is, good for 120 s; a proof's (key, jti) is remembered at least that long, so none is
/// accepted twice. Anybody can make proofs: those of strangers are remembered apart, by addresses, those of
/// consoles in a session by their key. Past what can be remembered `ProofMemory` forgets a flood's own first.
class DpopGate
{
public:
    /// `origin`: `https://host:port`, without a path.
    DpopGate(std::string origin, const Clock& clock);

    [[nodiscard]] std::string freshNonce() const;
    struct Proven
    {
        KeyThumbprint device; ///< whose key made it
        Digest proof;         ///< what to remember
    };
    /// Whether this request's proof is good for it, and was not used yet. `accessToken`: empty where none
    /// came along. `NonceNeeded`, `ProofRefused`.
    [[nodiscard]] Result<Proven> check(const http::Request& request, std::string_view accessToken);
    /// Uses it up. `stranger`: the address of a caller without a session; empty: with one. `ProofRefused` if
    /// another call was faster, `TooManyRequests` when more come of one caller than are remembered.
    [[nodiscard]] Result<void> use(const Proven& proven, const std::string& stranger);

    static constexpr std::chrono::seconds nonceLife{120};
    /// What a console's clock may be off; the nonce bounds replay, this only keeps proofs honest.
    static constexpr std::chrono::seconds clockTolerance{300};
    static constexpr std::size_t mostOfPeople = 500'000;
    static constexpr std::size_t mostOfOneDevice = 60'000; ///< in a session: about 480 calls a second
    static constexpr std::size_t mostOfStrangers = 100'000;
    static constexpr std::size_t mostOfOneAddress = 6'000; ///< strangers': about 48 calls a second

private:
    [[nodiscard]] bool nonceIsGood(std::string_view nonce) const;

    std::string m_origin;
    const Clock& m_clock;
    Secret m_key;
    std::mutex m_mutex;
    ProofMemory m_people{mostOfPeople, mostOfOneDevice};
    ProofMemory m_strangers{mostOfStrangers, mostOfOneAddress};
};

} // namespace countersign::server
