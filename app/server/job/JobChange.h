#pragma once

#include "server/api/Events.h"
#include "server/job/JobRows.h"
#include "server/store/Store.h"

namespace countersign::server {

/// An entry of what the server itself does to an export; `outcome` is `done`.
[[nodiscard]] wire::AuditEntry serverEntry(std::string action, const JobId& job);

/// `NotFound` where there is no such export.
[[nodiscard]] Result<JobRow> readJob(soci::session& sql, const JobId& job);
/// The export if it is still in this state; `Cancelled` where it has moved on (withdrawn, say), so that what
/// was under way ends there.
[[nodiscard]] Result<JobRow> readJobIn(soci::session& sql, const JobId& job, wire::JobState state);

/// Sets the state and its time; `Conflict` for what may not follow.
[[nodiscard]] Result<void> move(JobRow& row, wire::JobState to, Time now);

/// Who sees the export, as its statements stand.
[[nodiscard]] JobAudience audienceOf(soci::session& sql, const JobRow& row);

/// Writes the row under the open entry with the next revision, and tells its audience once that is durable.
/// `events` may be null.
void keep(Transaction& transaction, Events* events, JobRow& row, std::uint64_t entry);

} // namespace countersign::server
