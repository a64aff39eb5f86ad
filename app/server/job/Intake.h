#pragma once

#include "server/job/IntakeRoom.h"
#include "server/job/JobRows.h"

namespace countersign::server {

/// Brings one export from its approval to its release, one persisted step after the other, and deletes it at
/// the source afterwards. Whatever ends it in between, a later one goes on from the step that is in the row.
class Intake
{
public:
    /// `work` is stopped when the export is over, `halt` when the program ends (`work` then, too).
    Intake(const IntakeRoom& room, JobId job, std::stop_token work, std::stop_token halt);

    /// Returns when nothing is left to do, or a stop was asked for. A fault of the source, or of ours, is in
    /// the row.
    void run();
    /// The same for an export that an earlier run of the program had begun.
    void resume();

private:
    [[nodiscard]] Result<void> step(const JobRow& row);
    [[nodiscard]] Result<void> begin(const JobRow& row);
    [[nodiscard]] Result<void> kickOff(const JobRow& row);
    [[nodiscard]] Result<void> accepted(const std::string& statusUrl);
    [[nodiscard]] Result<void> awaitManifest(const JobRow& row);
    [[nodiscard]] Result<void> askAnew();
    [[nodiscard]] Result<void> noteProgress(const std::string& progress, int polls);
    [[nodiscard]] Result<void> receive(const SourceManifest& manifest);
    [[nodiscard]] Result<void> takeIn(const JobRow& row);
    [[nodiscard]] Result<void> release();
    [[nodiscard]] Result<void> failed(const Error& why);
    [[nodiscard]] Result<void> leaveSource(const JobRow& row);
    void awaitStore(const Error& why);

    using RowChange = std::function<Result<void>(Transaction&, JobRow&, std::uint64_t entry)>;
    /// One change of the export, if it is still in `state`, under an entry of its own.
    [[nodiscard]] Result<void> change(wire::JobState state, wire::AuditEntry entry, const RowChange& what);
    [[nodiscard]] Result<JobRow> read() const;
    [[nodiscard]] Result<wire::ExportRequestBody> request() const;

    const IntakeRoom& m_room;
    JobId m_job;
    std::stop_token m_work;
    std::stop_token m_halt;
    int m_askedAnew = 0;
};

} // namespace countersign::server
