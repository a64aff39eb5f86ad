#pragma once

#include "client/LogFollower.h"
#include "client/Session.h"
#include "wire/Submission.h"

namespace countersign::client {

/// Makes, signs and sends statements: the one place where a person's key signs.
class Statements final
{
public:
    Statements(Connection& connection, Session& session, LogFollower& log, const Clock& clock);

    /// The payload as it would be signed now, for the page that shows it; `send` signs these very bytes.
    struct Draft
    {
        wire::Statement statement;
        std::string payload;
        Digest digest;
    };
    [[nodiscard]] Result<Draft> draft(wire::StatementBody body) const;
    /// Advances the log (so that `seen` is fresh), drafts each body, signs and sends them under one code.
    [[nodiscard]] QCoro::Task<Result<std::vector<wire::StatementRecord>>>
    send(std::vector<wire::StatementBody> bodies, Secret code);

private:
    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    const Clock& m_clock;
};

} // namespace countersign::client
