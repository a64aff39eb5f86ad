#pragma once

#include "base/Ids.h"
#include "base/Time.h"
#include "wire/Vocabulary.h"

#include <map>
#include <optional>
#include <vector>

#include <soci/soci.h>

namespace countersign::server {

/// A row of `jobs`: how far an export is.
struct JobRow
{
    JobId id;
    wire::JobState state = wire::JobState::AwaitingApproval;
    Time since{}; ///< of this state
    std::uint64_t revision = 0;
    Digest request;
    std::optional<Digest> release;
    SourceId source;
    std::string sourceJob; ///< status URL of the export at the source, sealed (`SealedUrl.h`); empty: none
    std::string transactionTime; ///< of the source's manifest, as sent
    int attempts = 0;            ///< faults of the source that were tried again
    std::string sourceProgress;  ///< its last X-Progress
    std::string failure;         ///< a code of `Error.h`: why it failed, or what is being tried again
    std::string failureDetail;
    Time ends{};
};

// These speak SQL and leave SOCI's exceptions to the store, which turns them into `Storage`.
[[nodiscard]] std::optional<JobRow> findJob(soci::session& sql, const JobId& id);
/// Newest first.
[[nodiscard]] std::vector<JobRow> allJobs(soci::session& sql);
/// How many are in each state; states that none is in are left out.
[[nodiscard]] std::map<wire::JobState, std::uint64_t> countJobs(soci::session& sql);
/// On which the clockwork has something to do, now or later: not over yet, or having left something behind.
[[nodiscard]] std::vector<JobRow> unfinishedJobs(soci::session& sql);
void insertJob(soci::session& sql, const JobRow& row, std::uint64_t entry);
/// As the row says, revision included.
void updateJob(soci::session& sql, const JobRow& row, std::uint64_t entry);

} // namespace countersign::server
