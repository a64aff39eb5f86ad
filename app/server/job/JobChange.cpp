#include "server/job/JobChange.h"

#include "server/approval/StatementRows.h"
#include "server/job/JobState.h"
#include "wire/Statement.h"

namespace countersign::server {

wire::AuditEntry serverEntry(std::string action, const JobId& job)
{
    wire::AuditEntry entry;
    entry.actor.person = wire::serverAuthor.text();
    entry.actor.name = wire::serverAuthor.text();
    entry.action = std::move(action);
    entry.object = job.text();
    entry.job = job.text();
    entry.outcome = "done";
    return entry;
}

Result<JobRow> readJob(soci::session& sql, const JobId& job)
{
    auto row = findJob(sql, job);
    if (!row)
        return fail(ErrorCode::NotFound, "no such export");
    return std::move(*row);
}

Result<JobRow> readJobIn(soci::session& sql, const JobId& job, wire::JobState state)
{
    auto row = readJob(sql, job);
    if (row && row->state != state)
        return fail(ErrorCode::Cancelled, "the export is " + std::string(wire::enumText(row->state)));
    return row;
}

Result<void> move(JobRow& row, wire::JobState to, Time now)
{
    if (!mayFollow(row.state, to))
        return fail(ErrorCode::Conflict, std::string(wire::enumText(to)) + " can't follow " +
                                             std::string(wire::enumText(row.state)));
    row.state = to;
    row.since = now;
    // What was tried again is behind it.
    if (to != wire::JobState::Failed) {
        row.failure.clear();
        row.failureDetail.clear();
    }
    return {};
}

JobAudience audienceOf(soci::session& sql, const JobRow& row)
{
    const auto request = findStatement(sql, row.request);
    const auto opened = request ? wire::openStatement(request->signatures) : fail(ErrorCode::NotFound);
    if (!opened)
        return {};
    const auto release = row.release ? findStatement(sql, *row.release) : std::nullopt;
    return audienceOf(opened->statement, release && release->standing == wire::Standing::Effective);
}

void keep(Transaction& transaction, Events* events, JobRow& row, std::uint64_t entry)
{
    ++row.revision;
    updateJob(transaction.sql(), row, entry);
    if (events)
        transaction.afterCommit(
            [events, id = row.id, revision = row.revision, audience = audienceOf(transaction.sql(), row)] {
                events->job(id, revision, audience);
            });
}

} // namespace countersign::server
