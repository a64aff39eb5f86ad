#pragma once

#include "base/Ids.h"
#include "base/Secret.h"
#include "base/Time.h"
#include "server/http/Http.h"

#include <deque>
#include <mutex>
#include <set>

namespace countersign::server {

/// Checks DPoP proofs (RFC 9449 §4.3): one proof, one call. The nonce is an HMAC of the time under a key made
/// when the gate is, good for 120 s; a proof's (key, jti) is remembered at least that long, so none is
/// accepted twice.
class DpopGate
{
public:
    /// `origin`: `https://host:port`, without a path.
    DpopGate(std::string origin, const Clock& clock);

    [[nodiscard]] std::string freshNonce() const;
    /// The device key that made this request's proof. `accessToken`: empty where none came along.
    /// `NonceNeeded`, `ProofRefused`, or `TooManyRequests` when more proofs than can be remembered arrive.
    [[nodiscard]] Result<KeyThumbprint> check(const http::Request& request, std::string_view accessToken);

    static constexpr std::chrono::seconds nonceLife{120};
    /// What a console's clock may be off; the nonce bounds replay, this only keeps proofs honest.
    static constexpr std::chrono::seconds clockTolerance{300};

private:
    [[nodiscard]] bool nonceIsGood(std::string_view nonce) const;
    [[nodiscard]] Result<void> remember(const KeyThumbprint& key, const std::string& jti);

    struct Seen
    {
        Time until;
        Digest proof;
    };

    std::string m_origin;
    const Clock& m_clock;
    Secret m_key;
    std::mutex m_mutex;
    std::set<Digest> m_seen;
    std::deque<Seen> m_order; // oldest first
};

} // namespace countersign::server
