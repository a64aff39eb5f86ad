#include "client/Statements.h"

#include "client/PersonKeys.h"
#include "crypto/Jws.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "trust/Entry.h"

#include <algorithm>

#include <QPointer>

namespace countersign::client {

namespace {

// How many entries of the trust log show all of them.
std::uint64_t entriesNeeded(const std::vector<wire::StatementRecord>& records)
{
    std::uint64_t needed = 0;
    for (const auto& record : records)
        needed = std::max(needed, record.trustIndex ? *record.trustIndex + 1 : 0);
    return needed;
}

std::string whyOf(const Error& error)
{
    return std::string(codeText(error.code)) + ": " + error.detail;
}

} // namespace

Statements::Statements(Connection& connection, Session& session, LogFollower& log)
    : m_connection(connection), m_session(session), m_log(log)
{
}

Result<Statements::Draft> Statements::draft(wire::StatementBody body) const
{
    return draftSeeing(std::move(body), m_log.seen());
}

Result<Statements::Draft> Statements::draftSeeing(wire::StatementBody body,
                                                  std::optional<wire::Seen> seen) const
{
    const auto* keys = m_session.keys();
    if (!keys)
        return tl::unexpected(m_session.whyNoKeys());
    const auto now = m_connection.signingTime();
    if (!now)
        return tl::unexpected(now.error());
    Draft draft;
    auto& statement = draft.statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = m_session.me().server;
    statement.author = {m_session.me().person, keys->signing.thumbprint()};
    statement.issued = *now;
    statement.expires = statement.issued + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    statement.seen = std::move(seen);
    statement.body = std::move(body);
    draft.payload = wire::encodeStatement(statement);
    draft.digest = crypto::sha256(draft.payload);
    // What the server and every reader would refuse is not signed either.
    if (const auto read = wire::parseStatement(bytesOf(draft.payload)); !read)
        return tl::unexpected(read.error());
    return draft;
}

struct Statements::Signed
{
    std::vector<Draft> drafts;
    wire::Submission message;
};

Result<Statements::Signed> Statements::sign(std::vector<wire::StatementBody> bodies,
                                            const std::vector<crypto::Jws>& ready) const
{
    Signed all;
    std::vector<Digest> digests;
    for (const auto& jws : ready) {
        auto opened = wire::openStatement({jws});
        if (!opened)
            return tl::unexpected(opened.error());
        digests.push_back(opened->digest);
        all.message.statements.push_back(jws);
        all.drafts.push_back({std::move(opened->statement), {}, opened->digest});
    }
    for (auto& body : bodies) {
        auto drafted = draft(std::move(body));
        if (!drafted)
            return tl::unexpected(drafted.error());
        digests.push_back(drafted->digest);
        all.message.statements.push_back(
            crypto::signJws(bytesOf(drafted->payload), wire::statementTyp, m_session.keys()->signing));
        all.drafts.push_back(std::move(*drafted));
    }
    all.message.action = wire::actionDigest(digests);
    return all;
}

// A rejection that a server took and kept to itself, or entered by digest alone, is seen by its author here.
Result<void> Statements::checkPlaces(const std::vector<Draft>& drafts,
                                     const std::vector<wire::StatementRecord>& records) const
{
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        const auto place = trust::placeOf(m_log.trust(), drafts[i].statement, drafts[i].digest);
        if (!place) {
            Error missed{ErrorCode::StatementNotLogged, place.error().detail};
            missed.about = wire::enumText(drafts[i].statement.type());
            return tl::unexpected(std::move(missed));
        }
        if (place->index != records[i].trustIndex)
            return fail(ErrorCode::StatementNotLogged,
                        "the log holds " + drafts[i].statement.id.text() + " at another place");
    }
    return {};
}

QCoro::Task<Result<std::vector<wire::StatementRecord>>>
Statements::send(std::vector<wire::StatementBody> bodies, Secret code, std::vector<crypto::Jws> ready)
{
    const QPointer self(this);
    auto done = co_await m_log.advance();
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (!done)
        co_return tl::unexpected(done.error());
    auto all = sign(std::move(bodies), ready);
    if (!all)
        co_return tl::unexpected(all.error());
    all->message.code = std::move(code);
    const QString path = QStringLiteral("/v1/statements");
    auto answer = co_await m_connection.post<wire::Submitted>(path, all->message);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (!answer)
        co_return tl::unexpected(answer.error());
    auto& records = answer->statements;
    if (records.size() != all->drafts.size())
        co_return fail(ErrorCode::StatementNotLogged, "the server answered for other statements");
    done = co_await m_log.reach(entriesNeeded(records), 0);
    if (!self || (!done && done.error().code == ErrorCode::Cancelled))
        co_return fail(ErrorCode::Cancelled);
    if (m_log.broken())
        co_return tl::unexpected(*m_log.broken());
    if (!done)
        co_return fail(ErrorCode::StatementNotLogged, whyOf(done.error()));
    done = checkPlaces(all->drafts, records);
    if (!done)
        co_return tl::unexpected(done.error());
    co_return std::move(records);
}

QCoro::Task<Result<wire::StatementRecord>> Statements::sendOne(wire::StatementBody body, Secret code,
                                                               std::vector<crypto::Jws> ready)
{
    std::vector<wire::StatementBody> bodies(1, std::move(body));
    auto sent = co_await send(std::move(bodies), std::move(code), std::move(ready));
    if (!sent)
        co_return tl::unexpected(sent.error());
    co_return std::move(sent->back());
}

QCoro::Task<Result<void>> Statements::sendSeeing(wire::StatementBody body, wire::Seen seen, Secret code)
{
    const auto drafted = draftSeeing(std::move(body), std::move(seen));
    if (!drafted)
        co_return tl::unexpected(drafted.error());
    wire::Submission message;
    message.statements.push_back(
        crypto::signJws(bytesOf(drafted->payload), wire::statementTyp, m_session.keys()->signing));
    message.action = wire::actionDigest({drafted->digest});
    message.code = std::move(code);
    const QString path = QStringLiteral("/v1/statements");
    auto answer = co_await m_connection.post<wire::Submitted>(path, message);
    if (!answer)
        co_return tl::unexpected(answer.error());
    if (answer->statements.size() != 1)
        co_return fail(ErrorCode::StatementNotLogged, "the server answered for other statements");
    co_return Result<void>{};
}

} // namespace countersign::client
