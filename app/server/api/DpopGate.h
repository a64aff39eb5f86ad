#pragma once

#include "base/Ids.h"
#include "base/Secret.h"
#include "base/Time.h"
#include "server/http/Http.h"

#include <deque>
#include <map>
#include <mutex>
#include <set>

namespace countersign::server {

/// Checks DPoP proofs (RFC 9449 §4.3): one proof, one call. The nonce is an HMAC of the time under a key made
/// when the gate is, good for 120 s; a proof's (key, jti) is remembered at least that long, so none is
/// accepted twice. Anybody can make proofs: those of strangers are remembered in a part of their own, of
/// which an address gets a share, so that a flood of them refuses nobody who is signed in.
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
    /// another call was faster, `TooManyRequests` when more arrive than can be remembered.
    [[nodiscard]] Result<void> use(const Proven& proven, const std::string& stranger);

    static constexpr std::chrono::seconds nonceLife{120};
    /// What a console's clock may be off; the nonce bounds replay, this only keeps proofs honest.
    static constexpr std::chrono::seconds clockTolerance{300};
    static constexpr std::size_t mostOfPeople = 500'000;
    static constexpr std::size_t mostOfStrangers = 100'000;
    static constexpr std::size_t mostOfOneAddress = 6'000; ///< strangers': about 48 calls a second

private:
    [[nodiscard]] bool nonceIsGood(std::string_view nonce) const;
    void forgetLapsed();

    struct Seen
    {
        Time until;
        Digest proof;
        std::string stranger; ///< `addressBucket`; empty: of somebody signed in
    };

    std::string m_origin;
    const Clock& m_clock;
    Secret m_key;
    std::mutex m_mutex;
    std::set<Digest> m_seen;
    std::deque<Seen> m_order; // oldest first
    std::map<std::string, std::size_t> m_strangers;
    std::size_t m_ofStrangers = 0;
};

} // namespace countersign::server
