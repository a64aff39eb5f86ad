#pragma once

#include "client/LogFollower.h"
#include "client/Session.h"
#include "wire/Submission.h"

namespace countersign::client {

/// Makes, signs and sends statements: the one place where a person's key signs.
class Statements final : public QObject
{
public:
    Statements(Connection& connection, Session& session, LogFollower& log);

    /// The payload as it would be signed now, for the page that shows it; `send` signs these very bytes.
    struct Draft
    {
        wire::Statement statement;
        std::string payload;
        Digest digest;
    };
    [[nodiscard]] Result<Draft> draft(wire::StatementBody body) const;
    /// Advances the log (so that `seen` is fresh), drafts each body, signs and sends them under one code,
    /// after those that are `ready`; then looks each up in the trust log. `StatementNotLogged`: the server
    /// took them and its log, as far as it shows it, does not hold them as it must.
    [[nodiscard]] QCoro::Task<Result<std::vector<wire::StatementRecord>>>
    send(std::vector<wire::StatementBody> bodies, Secret code, std::vector<crypto::Jws> ready = {});

    /// The same for one.
    [[nodiscard]] QCoro::Task<Result<wire::StatementRecord>> sendOne(wire::StatementBody body, Secret code,
                                                                     std::vector<crypto::Jws> ready = {});

    /// For what is signed while the log shows nothing new, or is broken by a loss: under heads that its
    /// caller verified. The log can't be asked for it yet.
    [[nodiscard]] QCoro::Task<Result<void>> sendSeeing(wire::StatementBody body, wire::Seen seen,
                                                       Secret code);

private:
    struct Signed;
    [[nodiscard]] Result<Draft> draftSeeing(wire::StatementBody body, std::optional<wire::Seen> seen) const;
    [[nodiscard]] Result<Signed> sign(std::vector<wire::StatementBody> bodies,
                                      const std::vector<crypto::Jws>& ready) const;
    [[nodiscard]] Result<void> checkPlaces(const std::vector<Draft>& drafts,
                                           const std::vector<wire::StatementRecord>& records) const;

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
};

} // namespace countersign::client
