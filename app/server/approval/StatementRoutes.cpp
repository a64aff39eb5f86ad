#include "server/approval/StatementRoutes.h"

#include "server/api/JobAudience.h"
#include "server/approval/Admitting.h"
#include "server/session/Privileged.h"

#include <algorithm>
#include <set>

namespace countersign::server {

namespace {

constexpr std::size_t mostStatements = 64;

using Opened = std::vector<wire::SignedStatement>;

// Everything that can be said of a submission before the transaction.
Result<Opened> openAll(const Call& call, const wire::Submission& submission)
{
    if (submission.statements.empty() || submission.statements.size() > mostStatements)
        return fail(ErrorCode::BadRequest, "no statement, or too many");
    Opened statements;
    std::vector<Digest> digests;
    for (const auto& jws : submission.statements) {
        auto opened = wire::openStatement({jws});
        if (!opened)
            return tl::unexpected(opened.error());
        if (opened->statement.author.person != call.caller->person)
            return fail(ErrorCode::StatementRefused, "another's statement");
        digests.push_back(opened->digest);
        statements.push_back(std::move(*opened));
    }
    if (std::set<Digest>(digests.begin(), digests.end()).size() != digests.size())
        return fail(ErrorCode::BadRequest, "a statement sent twice");
    if (wire::actionDigest(digests) != submission.action)
        return fail(ErrorCode::ActionMismatch, "the code was typed for other statements");
    return statements;
}

// The log knows better than the row how an admin matter stands.
wire::StatementRecord recordOf(const StatementRow& row, const trust::TrustState& state)
{
    auto record = row.record();
    if (const auto* matter = state.matter(row.digest))
        record.standing = matter->standing;
    return record;
}

bool isBy(const std::vector<crypto::Jws>& signatures, const PersonId& person)
{
    const auto opened = wire::openStatement(signatures);
    return opened && opened->statement.author.person == person;
}

class Statements
{
public:
    explicit Statements(const StatementRooms& rooms) : m_rooms(rooms) {}

    Result<http::Response> submit(Call& call)
    {
        const auto body = bodyOf<wire::Submission>(call);
        if (!body)
            return tl::unexpected(body.error());
        const auto statements = openAll(call, *body);
        if (!statements)
            return tl::unexpected(statements.error());
        Progress progress;
        auto submitted = writeFor<wire::Submitted>(*m_rooms.store, [&](Transaction& transaction) {
            return enterAll(transaction, call, *statements, body->code, progress);
        });
        if (submitted)
            return answer(*submitted);
        // What the transaction did is undone; that it was tried is logged under what it was to be.
        if (progress.codeRefused) {
            Privileged privileged(*m_rooms.store, *m_rooms.stepUp);
            return tl::unexpected(privileged.report(call, progress.attempt, *progress.codeRefused));
        }
        if (progress.attempt.action.empty())
            return tl::unexpected(submitted.error());
        return tl::unexpected(m_rooms.refusals->log(progress.attempt, submitted.error()));
    }

    Result<http::Response> record(Call& call)
    {
        const auto digest = Digest::fromText(call.path.at(0));
        if (!digest)
            return fail(ErrorCode::NotFound);
        const auto row = readFor<std::optional<StatementRow>>(
            *m_rooms.store, [&](soci::session& sql) -> Result<std::optional<StatementRow>> {
                return findStatement(sql, *digest);
            });
        if (!row)
            return tl::unexpected(row.error());
        // Whoever may not see it learns nothing, not even that it exists.
        if (!*row || !isSeen(call, **row))
            return fail(ErrorCode::NotFound);
        wire::StatementRecord found;
        m_rooms.store->withTrust([&](const trust::TrustState& state) { found = recordOf(**row, state); });
        return answer(found);
    }

private:
    struct Progress
    {
        wire::AuditEntry attempt; ///< of the statement under way
        std::optional<Error> codeRefused;
    };

    // The records of a submission that came before: statements are named by their payload, so the same bytes
    // are the same act, and no second code is spent on them.
    static std::optional<wire::Submitted> earlier(Transaction& transaction, const Opened& statements)
    {
        wire::Submitted submitted;
        for (const auto& statement : statements) {
            const auto row = findStatement(transaction.sql(), statement.digest);
            if (!row)
                return std::nullopt;
            submitted.statements.push_back(recordOf(*row, transaction.trustState()));
        }
        return submitted;
    }

    Result<wire::Submitted> enterAll(Transaction& transaction, const Call& call, const Opened& statements,
                                     const Secret& code, Progress& progress)
    {
        progress = {};
        if (auto submitted = earlier(transaction, statements))
            return std::move(*submitted);
        Admitting admitting(transaction, *m_rooms.jobs, *m_rooms.sessions);
        Privileged privileged(*m_rooms.store, *m_rooms.stepUp);
        wire::Submitted submitted;
        bool people = false;
        for (const auto& statement : statements) {
            // Said first, so that what can't be described is refused as what it claims to be.
            progress.attempt = call.entry("approval.decide", statement.digest.text());
            if (auto done = admitting.describe(statement, progress.attempt); !done)
                return tl::unexpected(done.error());
            const auto entry =
                submitted.statements.empty()
                    ? privileged.begin(transaction, call, progress.attempt, code, progress.codeRefused)
                    : transaction.audit(progress.attempt);
            if (!entry)
                return tl::unexpected(entry.error());
            const auto row = admitting.enter(statement, *entry);
            if (!row)
                return tl::unexpected(row.error());
            people = people || admitting.isAdminMatter(statement);
            submitted.statements.push_back(recordOf(*row, transaction.trustState()));
        }
        if (people && m_rooms.events)
            transaction.afterCommit([events = m_rooms.events] { events->people(); });
        return submitted;
    }

    // What belongs to an export is seen by those who see the export, and by whoever wrote it.
    bool isSeen(const Call& call, const StatementRow& row) const
    {
        if (row.job.empty() || isBy(row.signatures, call.caller->person))
            return true;
        const auto job = m_rooms.jobs->job(row.job);
        return maySee(*call.caller, job ? audienceOf(*job) : JobAudience{});
    }

    StatementRooms m_rooms;
};

} // namespace

void addStatementRoutes(RouteTable& table, const StatementRooms& rooms)
{
    const auto statements = std::make_shared<Statements>(rooms);
    table.push_back({"POST",
                     "/v1/statements",
                     Access::Session,
                     {},
                     StepUpNeed::Code,
                     "approval.decide",
                     [statements](Call& call) { return statements->submit(call); }});
    table.push_back({"GET",
                     "/v1/statements/{digest}",
                     Access::Session,
                     {},
                     StepUpNeed::None,
                     "approval.read",
                     [statements](Call& call) { return statements->record(call); }});
}

} // namespace countersign::server
