#pragma once

#include "attack/Attacker.h"
#include "crypto/Dpop.h"
#include "support/TrialWorld.h"

namespace countersign::test {

/// A person's console as the wire sees it: a device key, a session, and calls over one TLS connection whose
/// every part a test can spoil. Shares no code with the console.
class Desk
{
public:
    /// `origin`: what proofs name. Calls come from 127.0.0.1.
    Desk(std::string origin, std::uint16_t port, const Clock& clock);

    /// The whole enrolment of one of the world's people. Throws.
    void enrol(const TrialWorld& world, const PersonId& person);

    /// What a good console claims of a call.
    [[nodiscard]] crypto::DpopClaims claims(const std::string& method, const std::string& target);
    /// A request as bytes; `proof` and `token` as they stand, none where empty.
    [[nodiscard]] static std::string request(const std::string& method, const std::string& target,
                                             const std::string& proof, const std::string& token,
                                             const std::string& body = {});
    /// Sent as it stands; `status` 0 where the server hung up.
    [[nodiscard]] Answer send(const std::string& bytes);
    /// A good call.
    [[nodiscard]] Answer call(const std::string& method, const std::string& target,
                              const std::string& body = {});

    crypto::SigningKey device = crypto::SigningKey::generate();
    std::string access; ///< token; empty: not signed in

private:
    template <typename T, typename Message>
    T must(const std::string& target, const Message& message);

    std::string m_origin;
    std::uint16_t m_port;
    const Clock& m_clock;
    std::string m_nonce;
    std::unique_ptr<Attacker> m_line;
};

} // namespace countersign::test
