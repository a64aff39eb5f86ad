#pragma once

#include "server/job/Clockwork.h"

namespace countersign::server {

/// `Jobs` on the tables `jobs` and `files`.
class ExportJobs final : public Jobs
{
public:
    explicit ExportJobs(Options options);
    ~ExportJobs() override;

    void start() override;
    void stop() override;

    Result<JobId> requested(Transaction& transaction, const trust::Entered& request,
                            std::uint64_t entry) override;
    Result<void> decided(Transaction& transaction, const JobId& job, wire::Gate gate, wire::Standing standing,
                         std::uint64_t entry) override;
    Result<void> withdrawn(Transaction& transaction, const JobId& job, std::uint64_t entry) override;
    Result<bool> receipted(Transaction& transaction, const FileId& file, std::uint64_t entry) override;

    Result<wire::Job> job(const JobId& id) const override;
    Result<std::vector<wire::Job>> jobs() const override;
    Result<void> revoked(Transaction& transaction) override;
    Result<trust::ExportCase> exportCase(soci::session& sql, const JobId& job) const override;
    std::vector<wire::Source> sources() override;

private:
    [[nodiscard]] Result<void> passGate(Transaction& transaction, JobRow& row, wire::JobState to,
                                        wire::Gate gate);
    void keepAndWake(Transaction& transaction, JobRow& row, std::uint64_t entry);

    Options m_options;
    Sources m_sources;
    Progress m_progress;
    IntakeRoom m_room;
    std::stop_source m_stop; ///< of questions to sources
    Clockwork m_clockwork;
};

} // namespace countersign::server
