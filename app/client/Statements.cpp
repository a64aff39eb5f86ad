#include "client/Statements.h"

#include "client/PersonKeys.h"
#include "crypto/Jws.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"

#include <QPointer>

namespace countersign::client {

Statements::Statements(Connection& connection, Session& session, LogFollower& log, const Clock& clock)
    : m_connection(connection), m_session(session), m_log(log), m_clock(clock)
{
}

Result<Statements::Draft> Statements::draft(wire::StatementBody body) const
{
    const auto* keys = m_session.keys();
    if (!keys)
        return fail(ErrorCode::KeyMissing);
    Draft draft;
    auto& statement = draft.statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = m_session.me().server;
    statement.author = {m_session.me().person, keys->signing.thumbprint()};
    statement.issued = m_clock.now() + std::chrono::seconds(m_connection.skewSeconds());
    statement.expires = statement.issued + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    statement.seen = m_log.seen();
    statement.body = std::move(body);
    draft.payload = wire::encodeStatement(statement);
    draft.digest = crypto::sha256(draft.payload);
    // What the server and every reader would refuse is not signed either.
    if (const auto read = wire::parseStatement(bytesOf(draft.payload)); !read)
        return tl::unexpected(read.error());
    return draft;
}

QCoro::Task<Result<std::vector<wire::StatementRecord>>>
Statements::send(std::vector<wire::StatementBody> bodies, Secret code)
{
    const QPointer<Session> alive(&m_session); // goes with the same console as this does
    auto advanced = co_await m_log.advance();
    if (!advanced)
        co_return tl::unexpected(advanced.error());
    if (!alive)
        co_return fail(ErrorCode::Cancelled);
    wire::Submission message;
    std::vector<Digest> digests;
    for (auto& body : bodies) {
        auto drafted = draft(std::move(body));
        if (!drafted)
            co_return tl::unexpected(drafted.error());
        digests.push_back(drafted->digest);
        message.statements.push_back(
            crypto::signJws(bytesOf(drafted->payload), wire::statementTyp, m_session.keys()->signing));
    }
    message.action = wire::actionDigest(digests);
    message.code = std::move(code);
    const QString path = QStringLiteral("/v1/statements");
    auto answer = co_await m_connection.post<wire::Submitted>(path, message);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (answer->statements.size() != digests.size())
        co_return fail(ErrorCode::Internal, "the server answered for other statements");
    co_return std::move(answer->statements);
}

} // namespace countersign::client
