#pragma once

#include "server/job/JobRows.h"
#include "server/job/Progress.h"
#include "wire/Job.h"

namespace countersign::server {

/// An export as people see it: its row, its statements, its files, its receipts, and what comes in right now.
[[nodiscard]] wire::Job viewOf(soci::session& sql, const JobRow& row, const Progress& progress);

} // namespace countersign::server
