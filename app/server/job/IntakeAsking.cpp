#include "server/job/Intake.h"
#include "server/job/JobChange.h"
#include "server/job/Manifest.h"
#include "server/job/Patience.h"
#include "server/job/SealedUrl.h"

/// From the first word to the source until its manifest is here.
namespace countersign::server {

using wire::JobState;

namespace {

/// How often a source that forgot an export is asked for it anew.
constexpr int mostAnew = 3;

} // namespace

// The entry stands before the source is asked: nothing leaves there unlogged.
Result<void> Intake::begin(const JobRow& row)
{
    auto entry = serverEntry("job.kick-off", m_job);
    entry.detail["source"] = row.source.text();
    return change(JobState::Approved, std::move(entry),
                  [](Transaction& transaction, JobRow& job, std::uint64_t) {
                      return move(job, JobState::KickingOff, transaction.now());
                  });
}

Result<void> Intake::kickOff(const JobRow& row)
{
    const auto asked = request();
    if (!asked)
        return tl::unexpected(asked.error());
    const auto source = m_room.sources->client(row.source);
    if (!source)
        return tl::unexpected(source.error());
    const Patience patiently(m_room, m_job, m_work);
    const auto url = patiently([&] { return (*source)->kickOff(*asked, m_work); });
    if (!url)
        return tl::unexpected(url.error());
    auto done = accepted(*url);
    // Nobody will know its address any more.
    if (!done)
        std::ignore = (*source)->remove(*url, m_halt);
    return done;
}

Result<void> Intake::accepted(const std::string& statusUrl)
{
    const auto sealed = sealUrl(*m_room.keys, statusUrl, m_job.text());
    return change(JobState::KickingOff, serverEntry("job.accepted", m_job),
                  [&](Transaction& transaction, JobRow& job, std::uint64_t) {
                      job.sourceJob = sealed;
                      return move(job, JobState::Preparing, transaction.now());
                  });
}

Result<void> Intake::awaitManifest(const JobRow& row)
{
    const auto url = openUrl(*m_room.keys, row.sourceJob, m_job.text());
    if (!url)
        return tl::unexpected(url.error());
    const auto source = m_room.sources->client(row.source);
    if (!source)
        return tl::unexpected(source.error());
    const Patience patiently(m_room, m_job, m_work);
    auto told = row.sourceProgress;
    for (int polls = 1; !m_work.stop_requested(); ++polls) {
        const auto status = patiently([&] { return (*source)->poll(*url, m_work); });
        if (!status && status.error().code == ErrorCode::SourceGone && m_askedAnew++ < mostAnew)
            return askAnew();
        if (!status)
            return tl::unexpected(status.error());
        if (const auto* manifest = std::get_if<SourceManifest>(&*status))
            return receive(*manifest);
        const auto& waiting = std::get<SourceInProgress>(*status);
        if (waiting.progress != told) {
            told = waiting.progress;
            if (auto done = noteProgress(told, polls); !done)
                return done;
            polls = 0;
        }
        m_room.pause(waiting.retryAfter, m_work);
    }
    return fail(ErrorCode::Cancelled, "the intake was stopped");
}

// A source that starts again may have forgotten the export. Nothing of it has come yet, so it is asked for
// the same once more.
Result<void> Intake::askAnew()
{
    auto entry = serverEntry("job.kick-off-again", m_job);
    entry.detail["code"] = codeText(ErrorCode::SourceGone);
    return change(JobState::Preparing, std::move(entry),
                  [](Transaction& transaction, JobRow& job, std::uint64_t) {
                      job.sourceJob.clear();
                      job.sourceProgress.clear();
                      return move(job, JobState::KickingOff, transaction.now());
                  });
}

// Polls that told nothing new are counted into the entry of the next that does.
Result<void> Intake::noteProgress(const std::string& progress, int polls)
{
    auto entry = serverEntry("job.poll", m_job);
    entry.detail["polls"] = std::to_string(polls);
    return change(JobState::Preparing, std::move(entry),
                  [&](Transaction&, JobRow& job, std::uint64_t) -> Result<void> {
                      job.sourceProgress = progress;
                      return {};
                  });
}

Result<void> Intake::receive(const SourceManifest& manifest)
{
    const auto asked = request();
    if (!asked)
        return tl::unexpected(asked.error());
    const auto files = filesOf(manifest, *asked, m_job, *m_room.keys);
    if (!files)
        return tl::unexpected(files.error());
    auto entry = serverEntry("job.manifest", m_job);
    entry.detail["files"] = std::to_string(files->size());
    entry.detail["transaction-time"] = manifest.transactionTime;
    if (manifest.deletedFiles > 0)
        entry.detail["deleted-not-fetched"] = std::to_string(manifest.deletedFiles);
    return change(JobState::Preparing, std::move(entry),
                  [&](Transaction& transaction, JobRow& job, std::uint64_t index) -> Result<void> {
                      for (const auto& file : *files)
                          insertFile(transaction.sql(), file, index);
                      job.transactionTime = manifest.transactionTime;
                      job.sourceProgress.clear();
                      return move(job, JobState::TakingIn, transaction.now());
                  });
}

} // namespace countersign::server
