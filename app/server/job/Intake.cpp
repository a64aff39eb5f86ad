#include "server/job/Intake.h"

#include "server/job/ExportCases.h"
#include "server/job/FileIntake.h"
#include "server/job/JobChange.h"
#include "server/job/JobState.h"
#include "server/job/Patience.h"
#include "server/job/ReleaseMaking.h"
#include "server/job/SealedUrl.h"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace countersign::server {

using wire::JobState;

namespace {

/// An export that is over waits for little: what it left here is destroyed afterwards.
constexpr int leavingAttempts = 3;

} // namespace

Intake::Intake(const IntakeRoom& room, JobId job, std::stop_token work, std::stop_token halt)
    : m_room(room), m_job(std::move(job)), m_work(std::move(work)), m_halt(std::move(halt))
{
}

void Intake::resume()
{
    const auto row = read();
    if (row && takesIn(row->state) && row->state != JobState::Approved) {
        // The source may have begun an export whose address was lost with the program: it is asked anew, as
        // Bulk Data has no way to find out, and whoever reads the trail learns that one may be left there.
        const bool lost = row->state == JobState::KickingOff;
        auto entry = serverEntry(lost ? "job.kick-off-again" : "job.resumed", m_job);
        entry.detail["state"] = wire::enumText(row->state);
        // Only tells, and that nothing is being tried again; what follows has entries of its own.
        std::ignore = change(row->state, std::move(entry),
                             [](Transaction&, JobRow& job, std::uint64_t) -> Result<void> {
                                 job.failure.clear();
                                 job.failureDetail.clear();
                                 return {};
                             });
    }
    run();
}

void Intake::run()
{
    while (!m_halt.stop_requested()) {
        const auto row = read();
        if (!row)
            return;
        if (!takesIn(row->state)) {
            if (const auto left = leaveSource(*row); !left)
                awaitStore(left.error());
            return;
        }
        const auto done = step(*row);
        if (done)
            continue;
        if (m_halt.stop_requested() || done.error().code == ErrorCode::ShuttingDown)
            return;
        // Withdrawn meanwhile, or ended: the row says what follows.
        const auto now = read();
        if (now && !takesIn(now->state))
            continue;
        if (m_work.stop_requested())
            return;
        if (const auto told = failed(done.error()); !told)
            awaitStore(told.error());
    }
}

// What can't be written down is not done: neither goes the export on, nor is the source asked again
// meanwhile.
void Intake::awaitStore(const Error& why)
{
    constexpr std::chrono::seconds longest{16};
    spdlog::error("export {} waits until the server can store again: {}", m_job.text(), why.detail);
    for (std::chrono::seconds pause{1}; !m_work.stop_requested(); pause = std::min(2 * pause, longest)) {
        m_room.pause(pause, m_work);
        if (commitNothing(*m_room.store))
            return;
    }
}

Result<JobRow> Intake::read() const
{
    return readFor<JobRow>(*m_room.store, [&](soci::session& sql) { return readJob(sql, m_job); });
}

Result<wire::ExportRequestBody> Intake::request() const
{
    return readFor<wire::ExportRequestBody>(
        *m_room.store, [&](soci::session& sql) { return exportCaseOf(sql, m_job).map(requestOf); });
}

Result<void> Intake::change(JobState state, wire::AuditEntry entry, const RowChange& what)
{
    return m_room.store->write([&](Transaction& transaction) -> Result<void> {
        auto row = readJobIn(transaction.sql(), m_job, state);
        if (!row)
            return tl::unexpected(row.error());
        const auto index = transaction.audit(entry);
        if (!index)
            return tl::unexpected(index.error());
        if (auto done = what(transaction, *row, *index); !done)
            return done;
        keep(transaction, m_room.events, *row, *index);
        return {};
    });
}

Result<void> Intake::step(const JobRow& row)
{
    switch (row.state) {
    case JobState::Approved:
        return begin(row);
    case JobState::KickingOff:
        return kickOff(row);
    case JobState::Preparing:
        return awaitManifest(row);
    default:
        return takeIn(row);
    }
}

Result<void> Intake::takeIn(const JobRow& row)
{
    const auto asked = request();
    if (!asked)
        return tl::unexpected(asked.error());
    auto source = m_room.sources->client(row.source);
    if (!source)
        return tl::unexpected(source.error());
    const auto files =
        readFor<std::vector<FileRow>>(*m_room.store, [&](soci::session& sql) -> Result<std::vector<FileRow>> {
            return filesOfJob(sql, m_job);
        });
    if (!files)
        return tl::unexpected(files.error());
    const auto tenant = m_room.sources->config(row.source)->tenant;
    const auto audience = readFor<JobAudience>(
        *m_room.store, [&](soci::session& sql) -> Result<JobAudience> { return audienceOf(sql, row); });
    if (!audience)
        return tl::unexpected(audience.error());
    FileIntake intake(m_room, {row, asked->sensitivity, tenant, std::move(*source), *audience}, m_work);
    if (auto done = intake.run(*files); !done)
        return done;
    return release();
}

Result<void> Intake::release()
{
    const auto seen = publishedHeads(*m_room.store);
    if (!seen)
        return tl::unexpected(seen.error());
    return change(JobState::TakingIn, serverEntry("job.release-made", m_job),
                  [&](Transaction& transaction, JobRow& job, std::uint64_t index) -> Result<void> {
                      const auto files = filesOfJob(transaction.sql(), m_job);
                      if (auto done = enterRelease(transaction, *m_room.keys, *seen, job, files, index);
                          !done)
                          return done;
                      return move(job, JobState::AwaitingRelease, transaction.now());
                  });
}

Result<void> Intake::failed(const Error& why)
{
    const auto row = read();
    if (!row)
        return tl::unexpected(row.error());
    // For whoever runs the server: what people read is the code's sentence.
    spdlog::warn("export {} failed: {}: {}", m_job.text(), codeText(why.code), why.detail);
    auto entry = serverEntry("job.failed", m_job);
    entry.outcome = "failed";
    entry.detail["code"] = codeText(why.code);
    return change(row->state, std::move(entry), [&](Transaction& transaction, JobRow& job, std::uint64_t) {
        job.failure = codeText(why.code);
        job.failureDetail = why.detail;
        return move(job, JobState::Failed, transaction.now());
    });
}

// Best effort: the source forgets exports by itself, too. Either way nobody needs the address any more.
Result<void> Intake::leaveSource(const JobRow& row)
{
    if (row.sourceJob.empty())
        return {};
    auto entry = serverEntry("job.source-delete", m_job);
    const auto url = openUrl(*m_room.keys, row.sourceJob, m_job.text());
    const auto source = m_room.sources->client(row.source);
    const Patience patiently(m_room, m_job, m_halt, leavingAttempts);
    auto done = url && source ? patiently([&] { return (*source)->remove(*url, m_halt); })
                              : Result<void>(fail(ErrorCode::SourceRefused));
    if (m_halt.stop_requested())
        return {};
    if (!done) {
        entry.outcome = "failed";
        entry.detail["code"] = codeText(done.error().code);
    }
    return m_room.store->write([&](Transaction& transaction) -> Result<void> {
        auto job = readJob(transaction.sql(), m_job);
        if (!job)
            return tl::unexpected(job.error());
        const auto index = transaction.audit(entry);
        if (!index)
            return tl::unexpected(index.error());
        job->sourceJob.clear();
        keep(transaction, m_room.events, *job, *index);
        return {};
    });
}

} // namespace countersign::server
