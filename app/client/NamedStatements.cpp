#include "client/NamedStatements.h"

#include "client/AuditBundles.h"
#include "wire/Audit.h"
#include "wire/Submission.h"

namespace countersign::client {

namespace {

constexpr std::size_t atOnce = 8;
constexpr std::size_t heldAtOnce = 256; // some milliseconds on the thread that paints

// The server answered, and gives no such thing: that is for the report, not the end of the check.
bool isRefusal(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
    case ErrorCode::RoleMissing:
    case ErrorCode::TooLarge:
    case ErrorCode::BadRequest:
    case ErrorCode::StatementMalformed:
    case ErrorCode::Storage:
    case ErrorCode::Internal:
        return true;
    default:
        return false;
    }
}

std::vector<crypto::Jws> receiptsIn(const QByteArray& bytes)
{
    auto trail = wire::decode<wire::Trail>(viewOf(bytes));
    return trail ? std::move(trail->receipts) : std::vector<crypto::Jws>();
}

struct Heads
{
    std::vector<Digest> statements;
    std::vector<wire::Seen> seen;
};

Heads headsSeenBy(const std::map<Digest, std::vector<crypto::Jws>>& statements)
{
    Heads heads;
    for (const auto& [digest, signatures] : statements) {
        const auto opened = wire::openStatement(signatures);
        if (!opened || !opened->statement.seen)
            continue;
        heads.statements.push_back(digest);
        heads.seen.push_back(*opened->statement.seen);
    }
    return heads;
}

} // namespace

QCoro::Task<Result<void>> NamedStatements::fetchOne(Digest digest)
{
    const auto self = shared_from_this();
    const QString path = QStringLiteral("/v1/statements/") + qt(digest.text());
    auto answer = co_await patientGet(m_connection, path);
    auto record = answer ? wire::decode<wire::StatementRecord>(viewOf(*answer))
                         : Result<wire::StatementRecord>(tl::unexpected(answer.error()));
    if (record)
        keep(m_statements, digest, std::move(record->signatures));
    else if (!answer && !isRefusal(answer.error().code))
        co_return tl::unexpected(answer.error());
    co_return Result<void>{};
}

QCoro::Task<Result<void>> NamedStatements::fetch(std::vector<Digest> statements)
{
    const auto keep = shared_from_this();
    for (std::size_t at = 0; at < statements.size(); at += atOnce) {
        std::vector<QCoro::Task<Result<void>>> under;
        for (auto i = at; i < std::min(statements.size(), at + atOnce); ++i)
            under.push_back(fetchOne(statements[i]));
        for (auto& one : under) {
            auto done = co_await one;
            if (!done)
                co_return done;
        }
    }
    co_return Result<void>{};
}

QCoro::Task<Result<void>> NamedStatements::fetchReceipts(std::vector<JobId> jobs)
{
    const auto self = shared_from_this();
    for (const auto& job : jobs) {
        if (!m_asked.insert(job).second)
            continue;
        const QString path = QStringLiteral("/v1/jobs/") + qt(job.text()) + QStringLiteral("/trail");
        auto answer = co_await patientGet(m_connection, path);
        if (!answer && !isRefusal(answer.error().code))
            co_return tl::unexpected(answer.error());
        if (!answer)
            continue;
        // Of thousands of files: not on the thread that paints.
        auto work = [bytes = std::move(*answer)] { return receiptsIn(bytes); };
        auto receipts = co_await OnWorker<decltype(work)>(std::move(work));
        for (auto& receipt : receipts) {
            const auto digest = receipt.payloadDigest();
            keep(m_receipts, digest, {std::move(receipt)});
        }
    }
    co_return Result<void>{};
}

void NamedStatements::keep(Held& held, const Digest& digest, std::vector<crypto::Jws> signatures)
{
    m_fresh.insert_or_assign(digest, signatures);
    held.insert_or_assign(digest, std::move(signatures));
}

QCoro::Task<Result<void>> NamedStatements::holdAgainst(QPointer<LogFollower> log)
{
    const auto self = shared_from_this();
    Held some;
    while (hasFresh() && some.size() < heldAtOnce)
        some.insert(m_fresh.extract(m_fresh.begin()));
    auto work = [fresh = std::move(some)] { return headsSeenBy(fresh); };
    auto heads = co_await OnWorker<decltype(work)>(std::move(work));
    if (heads.seen.empty() || !log)
        co_return Result<void>{};
    auto each = co_await log->lookFor(std::move(heads.seen));
    if (!each)
        co_return tl::unexpected(each.error());
    for (std::size_t i = 0; i < each->size(); ++i)
        if ((*each)[i])
            m_elsewhere.insert_or_assign(heads.statements[i], std::move(*(*each)[i]));
    co_return Result<void>{};
}

std::optional<Error> NamedStatements::elsewhere(const Digest& digest) const
{
    const auto found = m_elsewhere.find(digest);
    return found == m_elsewhere.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::vector<crypto::Jws>> NamedStatements::take(Held& held, const Digest& digest)
{
    auto found = held.extract(digest);
    return found.empty() ? std::nullopt : std::optional(std::move(found.mapped()));
}

std::optional<std::vector<crypto::Jws>> NamedStatements::takeStatement(const Digest& digest)
{
    return take(m_statements, digest);
}

std::optional<std::vector<crypto::Jws>> NamedStatements::takeReceipt(const Digest& digest)
{
    return take(m_receipts, digest);
}

} // namespace countersign::client
