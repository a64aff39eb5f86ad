#include "client/NamedStatements.h"

#include "client/AuditBundles.h"
#include "wire/Audit.h"
#include "wire/Submission.h"

namespace countersign::client {

namespace {

constexpr std::size_t atOnce = 8;

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

} // namespace

QCoro::Task<Result<void>> NamedStatements::fetchOne(Digest digest)
{
    const auto keep = shared_from_this();
    const QString path = QStringLiteral("/v1/statements/") + qt(digest.text());
    auto answer = co_await patientGet(m_connection, path);
    auto record = answer ? wire::decode<wire::StatementRecord>(viewOf(*answer))
                         : Result<wire::StatementRecord>(tl::unexpected(answer.error()));
    if (record)
        m_statements.insert_or_assign(digest, std::move(record->signatures));
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
    const auto keep = shared_from_this();
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
            m_receipts.insert_or_assign(digest, std::vector{std::move(receipt)});
        }
    }
    co_return Result<void>{};
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
