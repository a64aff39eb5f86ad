#include "server/job/JobView.h"

#include "server/job/ExportCases.h"
#include "server/job/FileRows.h"

namespace countersign::server {

namespace {

void addStatements(soci::session& sql, wire::Job& job)
{
    for (const auto& row : statementsOfJob(sql, job.id)) {
        if (row.type == wire::StatementType::ExportRequest)
            job.request = row.record();
        else if (row.type == wire::StatementType::Decision)
            job.decisions.push_back(row.record());
        else if (row.type == wire::StatementType::Release)
            job.release = row.record();
    }
}

void addReceipts(soci::session& sql, wire::Job& job)
{
    std::string file;
    int count = 0;
    soci::statement select =
        (sql.prepare << "SELECT files.id, count(*) FROM files JOIN receipts ON receipts.file = files.id "
                        "WHERE files.job = :job GROUP BY files.id, files.ordinal ORDER BY files.ordinal",
         soci::use(job.id.text()), soci::into(file), soci::into(count));
    select.execute();
    while (select.fetch())
        job.receipts.push_back({FileId(file), count});
}

wire::Intake intakeOf(const std::vector<FileRow>& files, const JobRow& row, const Progress& progress)
{
    wire::Intake intake;
    intake.sourceProgress = row.sourceProgress;
    intake.attempts = row.attempts;
    const auto running = progress.of(row.id);
    for (const auto& file : files) {
        ++intake.filesTotal;
        intake.bytes += file.length;
        intake.resources += file.count;
        // A destroyed one that never came in has no digest.
        if (file.state == FileState::Sealed || file.sha256 != Digest())
            ++intake.filesDone;
        else if (const auto found = running.find(file.id); found != running.end()) {
            intake.bytes += found->second.bytes;
            intake.resources += found->second.resources;
        }
    }
    return intake;
}

} // namespace

wire::Job viewOf(soci::session& sql, const JobRow& row, const Progress& progress)
{
    wire::Job job;
    job.id = row.id;
    job.state = row.state;
    job.since = row.since;
    job.revision = row.revision;
    addStatements(sql, job);
    job.intake = intakeOf(filesOfJob(sql, row.id), row, progress);
    addReceipts(sql, job);
    if (!row.failure.empty())
        job.failure = row.failure;
    // What the source did wrong, in which line; what is amiss in our own house has paths in it, for the log.
    if (row.failure.starts_with("source-") && !row.failureDetail.empty())
        job.failureDetail = row.failureDetail;
    return job;
}

} // namespace countersign::server
