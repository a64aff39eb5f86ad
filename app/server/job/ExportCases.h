#pragma once

#include "server/approval/StatementRows.h"
#include "trust/Admission.h"

namespace countersign::server {

/// The statements of an export, in log order.
[[nodiscard]] std::vector<StatementRow> statementsOfJob(soci::session& sql, const JobId& job);

/// The same as the rules of `trust` take them. `NotFound` without a request, `Storage` for a row that does
/// not parse.
[[nodiscard]] Result<trust::ExportCase> exportCaseOf(soci::session& sql, const JobId& job);

/// What the request asks for.
[[nodiscard]] const wire::ExportRequestBody& requestOf(const trust::ExportCase& theCase);

} // namespace countersign::server
