#include "server/job/ExportJobs.h"

#include "server/artifact/SealedObject.h"
#include "server/job/ExportCases.h"
#include "server/job/FileRows.h"
#include "server/job/JobChange.h"
#include "server/job/JobView.h"

namespace countersign::server {

using wire::Gate;
using wire::JobState;
using wire::Standing;

namespace {

void waitFor(std::chrono::milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

IntakeRoom roomOf(const Jobs::Options& options, Sources& sources, Progress& progress)
{
    return {options.store,
            options.keys,
            options.events,
            &sources,
            &progress,
            options.objects,
            options.environment,
            options.parallelFiles,
            options.pause ? options.pause : waitFor,
            options.tookIn};
}

const char* actionOf(JobState state)
{
    switch (state) {
    case JobState::Approved:
        return "job.approved";
    case JobState::Released:
        return "job.released";
    default:
        return "job.rejected";
    }
}

// A receipt of this file may be in the table by now, or follow.
bool othersReceipted(soci::session& sql, const JobId& job, const FileId& file)
{
    int missing = 0;
    sql << "SELECT count(*) FROM files WHERE job = :job AND id <> :file AND NOT EXISTS "
           "(SELECT 1 FROM receipts WHERE receipts.file = files.id)",
        soci::use(job.text(), "job"), soci::use(file.text(), "file"), soci::into(missing);
    return missing == 0;
}

} // namespace

std::unique_ptr<Jobs> Jobs::create(Options options)
{
    return std::make_unique<ExportJobs>(std::move(options));
}

ExportJobs::ExportJobs(Options options)
    : m_options(std::move(options)),
      m_sources(m_options),
      m_progress(m_options.events),
      m_room(roomOf(m_options, m_sources, m_progress)),
      m_clockwork(m_room, *m_options.clock)
{
}

ExportJobs::~ExportJobs()
{
    stop();
}

void ExportJobs::start()
{
    // Whatever can't be done here shows when the first file is to be written, with a reason.
    std::error_code ignored;
    std::filesystem::create_directories(m_options.objects, ignored);
    std::filesystem::permissions(m_options.objects, std::filesystem::perms::owner_all, ignored);
    std::ignore = removeUnfinishedObjects(m_options.objects);
    m_stop = std::stop_source();
    m_clockwork.start();
}

void ExportJobs::stop()
{
    m_stop.request_stop();
    m_clockwork.stop();
}

void ExportJobs::keepAndWake(Transaction& transaction, JobRow& row, std::uint64_t entry)
{
    keep(transaction, m_options.events, row, entry);
    transaction.afterCommit([this] { m_clockwork.wake(); });
}

Result<JobId> ExportJobs::requested(Transaction& transaction, const trust::Entered& request,
                                    std::uint64_t entry)
{
    const auto& body = std::get<wire::ExportRequestBody>(request.signedStatement.statement.body);
    if (!m_sources.config(body.source))
        return fail(ErrorCode::SourceRefused, "no such source");
    JobRow row;
    row.id = jobIdOf(request.signedStatement.digest);
    row.since = transaction.now();
    row.request = request.signedStatement.digest;
    row.source = body.source;
    row.ends = body.ends;
    if (findJob(transaction.sql(), row.id))
        return fail(ErrorCode::Conflict, "an export of that id exists");
    insertJob(transaction.sql(), row, entry);
    if (m_options.events)
        transaction.afterCommit([events = m_options.events, id = row.id,
                                 audience = audienceOf(request.signedStatement.statement, false)] {
            events->job(id, 0, audience);
        });
    return row.id;
}

Result<void> ExportJobs::decided(Transaction& transaction, const JobId& job, Gate gate, Standing standing,
                                 std::uint64_t entry)
{
    auto row = readJobIn(transaction.sql(), job,
                         gate == Gate::Request ? JobState::AwaitingApproval : JobState::AwaitingRelease);
    if (!row)
        return fail(ErrorCode::NotOpen, row.error().detail);
    switch (standing) {
    case Standing::Open: // another approval is needed
        keepAndWake(transaction, *row, entry);
        return {};
    case Standing::Effective:
        return passGate(transaction, *row, gate == Gate::Request ? JobState::Approved : JobState::Released,
                        gate);
    case Standing::Rejected:
        return passGate(transaction, *row, JobState::Rejected, gate);
    default:
        return fail(ErrorCode::NotOpen, std::string(wire::enumText(standing)));
    }
}

Result<void> ExportJobs::passGate(Transaction& transaction, JobRow& row, JobState to, Gate gate)
{
    auto said = serverEntry(actionOf(to), row.id);
    said.detail["gate"] = wire::enumText(gate);
    const auto index = transaction.audit(std::move(said));
    if (!index)
        return tl::unexpected(index.error());
    if (auto done = move(row, to, transaction.now()); !done)
        return done;
    keepAndWake(transaction, row, *index);
    return {};
}

Result<void> ExportJobs::withdrawn(Transaction& transaction, const JobId& job, std::uint64_t entry)
{
    auto row = readJob(transaction.sql(), job);
    if (!row)
        return tl::unexpected(row.error());
    if (auto done = move(*row, JobState::Withdrawn, transaction.now()); !done)
        return fail(ErrorCode::NotOpen, done.error().detail);
    keepAndWake(transaction, *row, entry);
    return {};
}

Result<void> ExportJobs::revoked(Transaction& transaction)
{
    for (auto& row : unfinishedJobs(transaction.sql())) {
        if (isOver(row.state))
            continue;
        const auto theCase = exportCaseOf(transaction.sql(), row.id);
        if (!theCase)
            return tl::unexpected(theCase.error());
        const auto stands = trust::checkNotVoid(transaction.trustState(), *theCase, transaction.now());
        if (stands)
            continue;
        auto said = serverEntry("job.voided", row.id);
        said.detail["why"] = stands.error().detail;
        const auto entry = transaction.audit(std::move(said));
        if (!entry)
            return tl::unexpected(entry.error());
        if (auto done = move(row, JobState::Voided, transaction.now()); !done)
            return done;
        keepAndWake(transaction, row, *entry);
    }
    return {};
}

Result<bool> ExportJobs::receipted(Transaction& transaction, const FileId& file, std::uint64_t entry)
{
    const auto found = findFile(transaction.sql(), file);
    if (!found)
        return fail(ErrorCode::NotFound, "no such file");
    auto row = readJob(transaction.sql(), found->job);
    if (!row)
        return tl::unexpected(row.error());
    const bool all = othersReceipted(transaction.sql(), found->job, file);
    // A receipt that comes when the export is over proves what was delivered, and changes no state.
    if (all && row->state == JobState::Released)
        if (auto done = move(*row, JobState::Retrieved, transaction.now()); !done)
            return tl::unexpected(done.error());
    keepAndWake(transaction, *row, entry);
    return row->state == JobState::Retrieved;
}

Result<wire::Job> ExportJobs::job(const JobId& id) const
{
    return readFor<wire::Job>(*m_options.store, [&](soci::session& sql) -> Result<wire::Job> {
        const auto row = readJob(sql, id);
        if (!row)
            return tl::unexpected(row.error());
        return viewOf(sql, *row, m_progress);
    });
}

Result<std::vector<wire::Job>> ExportJobs::jobs() const
{
    return readFor<std::vector<wire::Job>>(*m_options.store,
                                           [&](soci::session& sql) -> Result<std::vector<wire::Job>> {
                                               std::vector<wire::Job> jobs;
                                               for (const auto& row : allJobs(sql))
                                                   jobs.push_back(viewOf(sql, row, m_progress));
                                               return jobs;
                                           });
}

Result<trust::ExportCase> ExportJobs::exportCase(soci::session& sql, const JobId& job) const
{
    return exportCaseOf(sql, job);
}

std::vector<wire::Source> ExportJobs::sources()
{
    return m_sources.describe(m_stop.get_token());
}

} // namespace countersign::server
