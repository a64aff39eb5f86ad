#pragma once

#include "attack/Attacker.h"
#include "bench/ServedTrial.h"
#include "wire/Session.h"
#include "wire/Submission.h"

#include <optional>

namespace countersign::bench {

/// One person's console as the wire sees it, over one TLS connection that stays open. What costs the console
/// itself (proofs, signatures, codes) is made ahead of what is timed. Throws where the server refuses.
class Console
{
public:
    /// Comes from an address of its own, as consoles do.
    Console(const ServedTrial& trial, const Seat& seat, std::string address);

    [[nodiscard]] const Seat& seat() const { return m_seat; }

    /// A whole request with a fresh proof, ready to be sent once.
    [[nodiscard]] std::string request(const std::string& method, const std::string& target,
                                      const std::string& body = {});
    /// Sends it as it stands; the body of the answer.
    std::string send(const std::string& request);
    template <typename T>
    T call(const std::string& method, const std::string& target, const std::string& body = {})
    {
        return decoded<T>(send(request(method, target, body)));
    }

    /// Six digits that were not used: two a minute of the trial's clock at most.
    [[nodiscard]] Secret code();

    /// Password and code; all that is the console's own is in it.
    struct SignIn
    {
        std::string password; ///< a request
        std::string head;     ///< of the second one, all but the length and the body
        std::string code;
    };
    [[nodiscard]] SignIn prepareSignIn();
    void signIn(const SignIn& prepared);
    /// Renews what is about to end, by the clock of the trial.
    void keepSignedIn();

    /// `seen` by whoever has it; issued now.
    [[nodiscard]] wire::SignedStatement sign(wire::StatementBody body, const wire::Seen& seen) const;
    /// The request that submits these under one code.
    [[nodiscard]] std::string submission(const std::vector<wire::SignedStatement>& statements);
    [[nodiscard]] wire::Seen heads();

private:
    template <typename T>
    static T decoded(const std::string& body)
    {
        auto message = wire::decode<T>(body);
        if (!message)
            throw std::runtime_error("not understood: " + body);
        return std::move(*message);
    }
    [[nodiscard]] std::string proofFor(const std::string& method, const std::string& target, bool withToken);
    void connect();
    [[nodiscard]] test::Answer exchange(const std::string& request);
    void adopt(const wire::SessionGrant& grant);

    const ServedTrial& m_trial;
    const Seat& m_seat;
    std::string m_address;
    crypto::SigningKey m_device = crypto::SigningKey::generate();
    std::unique_ptr<test::Attacker> m_line;
    std::string m_nonce;
    Time m_nonceAt{};
    std::string m_token, m_refresh;
    Time m_tokenEnds{};
    std::int64_t m_lastStep = 0;
};

} // namespace countersign::bench
