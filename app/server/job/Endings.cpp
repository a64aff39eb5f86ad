#include "server/job/Endings.h"

#include "server/artifact/SealedObject.h"
#include "server/job/ExportCases.h"
#include "server/job/FileRows.h"
#include "server/job/JobChange.h"
#include "server/job/JobState.h"
#include "server/job/KeyEntries.h"

namespace countersign::server {

using wire::JobState;

Result<bool> Endings::lapse(const JobRow& row)
{
    const auto gate = row.state == JobState::AwaitingApproval ? wire::Gate::Request : wire::Gate::Release;
    return writeFor<bool>(*m_room.store, [&](Transaction& transaction) -> Result<bool> {
        auto& sql = transaction.sql();
        auto job = readJobIn(sql, row.id, row.state);
        if (!job)
            return tl::unexpected(job.error());
        const auto theCase = exportCaseOf(sql, row.id);
        if (!theCase)
            return tl::unexpected(theCase.error());
        if (trust::standing(transaction.trustState(), *theCase, gate, transaction.now()) !=
            wire::Standing::Lapsed)
            return false;
        auto entry = serverEntry("job.lapsed", row.id);
        entry.detail["gate"] = wire::enumText(gate);
        const auto index = transaction.audit(std::move(entry));
        if (!index)
            return tl::unexpected(index.error());
        if (auto done = move(*job, JobState::Lapsed, transaction.now()); !done)
            return tl::unexpected(done.error());
        updateStanding(sql, gate == wire::Gate::Request ? job->request : job->release.value_or(Digest()),
                       wire::Standing::Lapsed, *index);
        keep(transaction, m_room.events, *job, *index);
        return true;
    });
}

Result<bool> Endings::endIntake(const JobRow& row)
{
    return writeFor<bool>(*m_room.store, [&](Transaction& transaction) -> Result<bool> {
        auto job = readJob(transaction.sql(), row.id);
        if (!job || !takesIn(job->state))
            return false;
        auto entry = serverEntry("job.failed", row.id);
        entry.outcome = "failed";
        entry.detail["code"] = codeText(ErrorCode::SourceUnfinished);
        const auto index = transaction.audit(std::move(entry));
        if (!index)
            return tl::unexpected(index.error());
        job->failure = codeText(ErrorCode::SourceUnfinished);
        job->failureDetail = "the export ended before its files were in";
        if (auto done = move(*job, JobState::Failed, transaction.now()); !done)
            return tl::unexpected(done.error());
        keep(transaction, m_room.events, *job, *index);
        return true;
    });
}

Result<bool> Endings::destroy(const JobRow& row)
{
    auto files =
        readFor<std::vector<FileRow>>(*m_room.store, [&](soci::session& sql) -> Result<std::vector<FileRow>> {
            return filesOfJob(sql, row.id);
        });
    if (!files)
        return tl::unexpected(files.error());
    std::erase_if(*files, [](const FileRow& file) { return file.state == FileState::Destroyed; });
    if (files->empty() && isOver(row.state))
        return false;
    const auto record = keyEntries(*m_room.store, row.id);
    for (const auto& file : *files)
        if (auto done = m_room.keys->destroyFileKey(file.id, record); !done)
            return tl::unexpected(done.error());
    for (const auto& file : *files)
        if (auto done = removeSealedObject(m_room.objects, file.id); !done)
            return tl::unexpected(done.error());
    return recordDestruction(row.id).map([] { return true; });
}

Result<void> Endings::recordDestruction(const JobId& id)
{
    return m_room.store->write([&](Transaction& transaction) -> Result<void> {
        auto job = readJob(transaction.sql(), id);
        if (!job)
            return tl::unexpected(job.error());
        auto files = filesOfJob(transaction.sql(), id);
        std::erase_if(files, [](const FileRow& file) { return file.state == FileState::Destroyed; });
        auto entry = serverEntry("job.destroyed", id);
        entry.detail["files"] = std::to_string(files.size());
        entry.detail["state"] = wire::enumText(job->state);
        const auto index = transaction.audit(std::move(entry));
        if (!index)
            return tl::unexpected(index.error());
        for (auto& file : files) {
            file.state = FileState::Destroyed;
            file.url.clear();
            updateFile(transaction.sql(), file, *index);
        }
        if (!isOver(job->state))
            if (auto done = move(*job, JobState::Destroyed, transaction.now()); !done)
                return done;
        keep(transaction, m_room.events, *job, *index);
        return {};
    });
}

} // namespace countersign::server
