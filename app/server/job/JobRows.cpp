#include "server/job/JobRows.h"

namespace countersign::server {

namespace {

constexpr auto select =
    "SELECT jobs.id, jobs.state, jobs.since, jobs.revision, jobs.request, COALESCE(jobs.release, ''), "
    "COALESCE(jobs.source, ''), COALESCE(jobs.source_job, ''), COALESCE(jobs.transaction_time, ''), "
    "jobs.attempts, COALESCE(jobs.source_progress, ''), COALESCE(jobs.failure, ''), "
    "COALESCE(jobs.failure_detail, ''), COALESCE(jobs.ends, 0) FROM jobs";

// The columns as SOCI exchanges them.
struct Columns
{
    std::string id, state, request, release, source, sourceJob, transactionTime, sourceProgress, failure,
        failureDetail;
    long long since = 0, revision = 0, ends = 0, entry = 0;
    int attempts = 0;
};

Time timeOf(long long millis)
{
    return Time(std::chrono::milliseconds(millis));
}

JobRow rowOf(const Columns& c)
{
    JobRow row;
    row.id = JobId(c.id);
    row.state = wire::enumFromText<wire::JobState>(c.state).value_or(wire::JobState::Failed);
    row.since = timeOf(c.since);
    row.revision = static_cast<std::uint64_t>(c.revision);
    row.request = Digest::fromText(c.request).value_or(Digest());
    if (!c.release.empty())
        row.release = Digest::fromText(c.release).value_or(Digest());
    row.source = SourceId(c.source);
    row.sourceJob = c.sourceJob;
    row.transactionTime = c.transactionTime;
    row.attempts = c.attempts;
    row.sourceProgress = c.sourceProgress;
    row.failure = c.failure;
    row.failureDetail = c.failureDetail;
    row.ends = timeOf(c.ends);
    return row;
}

Columns columnsOf(const JobRow& row, std::uint64_t entry)
{
    Columns c;
    c.id = row.id.text();
    c.state = wire::enumText(row.state);
    c.since = row.since.time_since_epoch().count();
    c.revision = static_cast<long long>(row.revision);
    c.request = row.request.text();
    c.release = row.release ? row.release->text() : std::string();
    c.source = row.source.text();
    c.sourceJob = row.sourceJob;
    c.transactionTime = row.transactionTime;
    c.attempts = row.attempts;
    c.sourceProgress = row.sourceProgress;
    c.failure = row.failure;
    c.failureDetail = row.failureDetail;
    c.ends = row.ends.time_since_epoch().count();
    c.entry = static_cast<long long>(entry);
    return c;
}

void writeRow(soci::session& sql, const char* statement, const JobRow& row, std::uint64_t entry)
{
    const auto c = columnsOf(row, entry);
    sql << statement, soci::use(c.state, "state"), soci::use(c.since, "since"),
        soci::use(c.revision, "revision"), soci::use(c.request, "request"), soci::use(c.release, "release"),
        soci::use(c.source, "source"), soci::use(c.sourceJob, "source_job"),
        soci::use(c.transactionTime, "transaction_time"), soci::use(c.attempts, "attempts"),
        soci::use(c.sourceProgress, "source_progress"), soci::use(c.failure, "failure"),
        soci::use(c.failureDetail, "failure_detail"), soci::use(c.ends, "ends"), soci::use(c.entry, "entry"),
        soci::use(c.id, "id");
}

std::vector<JobRow> fetch(soci::session& sql, const std::string& tail, const std::string* id)
{
    Columns c;
    soci::statement statement(sql);
    for (auto* text : {&c.id, &c.state})
        statement.exchange(soci::into(*text));
    statement.exchange(soci::into(c.since));
    statement.exchange(soci::into(c.revision));
    for (auto* text : {&c.request, &c.release, &c.source, &c.sourceJob, &c.transactionTime})
        statement.exchange(soci::into(*text));
    statement.exchange(soci::into(c.attempts));
    for (auto* text : {&c.sourceProgress, &c.failure, &c.failureDetail})
        statement.exchange(soci::into(*text));
    statement.exchange(soci::into(c.ends));
    if (id)
        statement.exchange(soci::use(*id, "wanted"));
    statement.alloc();
    statement.prepare(select + tail);
    statement.define_and_bind();
    statement.execute();
    std::vector<JobRow> rows;
    while (statement.fetch())
        rows.push_back(rowOf(c));
    return rows;
}

} // namespace

std::optional<JobRow> findJob(soci::session& sql, const JobId& id)
{
    auto rows = fetch(sql, " WHERE jobs.id = :wanted", &id.text());
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<JobRow> allJobs(soci::session& sql)
{
    return fetch(sql,
                 " JOIN statements ON statements.digest = jobs.request ORDER BY statements.audit_index DESC",
                 nullptr);
}

std::map<wire::JobState, std::uint64_t> countJobs(soci::session& sql)
{
    std::map<wire::JobState, std::uint64_t> counts;
    std::string state;
    long long count = 0;
    soci::statement select = (sql.prepare << "SELECT state, count(*) FROM jobs GROUP BY state",
                              soci::into(state), soci::into(count));
    select.execute();
    while (select.fetch())
        if (const auto known = wire::enumFromText<wire::JobState>(state))
            counts[*known] = static_cast<std::uint64_t>(count);
    return counts;
}

std::vector<JobRow> unfinishedJobs(soci::session& sql)
{
    return fetch(
        sql,
        " WHERE jobs.state NOT IN ('rejected', 'withdrawn', 'lapsed', 'failed', 'voided', 'destroyed') "
        "OR COALESCE(jobs.source_job, '') <> '' "
        "OR EXISTS (SELECT 1 FROM files WHERE files.job = jobs.id AND files.state <> 'destroyed')",
        nullptr);
}

void insertJob(soci::session& sql, const JobRow& row, std::uint64_t entry)
{
    writeRow(sql,
             "INSERT INTO jobs (state, since, revision, request, release, source, source_job, "
             "transaction_time, attempts, source_progress, failure, failure_detail, ends, entry, id) VALUES "
             "(:state, :since, :revision, :request, :release, :source, :source_job, :transaction_time, "
             ":attempts, :source_progress, :failure, :failure_detail, :ends, :entry, :id)",
             row, entry);
}

void updateJob(soci::session& sql, const JobRow& row, std::uint64_t entry)
{
    writeRow(
        sql,
        "UPDATE jobs SET state = :state, since = :since, revision = :revision, request = :request, "
        "release = :release, source = :source, source_job = :source_job, "
        "transaction_time = :transaction_time, attempts = :attempts, source_progress = :source_progress, "
        "failure = :failure, failure_detail = :failure_detail, ends = :ends, entry = :entry "
        "WHERE id = :id",
        row, entry);
}

} // namespace countersign::server
