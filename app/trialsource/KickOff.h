#pragma once

#include "server/http/Http.h"
#include "trialsource/ExportJobs.h"

namespace countersign::trialsource {

/// Reads a kick-off request's fields and parameters (Bulk Data 2.0.0, "Bulk Data Kick-off Request") into an
/// order. The error's detail is a sentence for the OperationOutcome.
[[nodiscard]] Result<ExportOrder> readKickOff(const http::Request& request, const Population& population,
                                              const std::string& base, Filter filter);

/// `2026-01-01` of `ge2026-01-01`; other prefixes are refused.
[[nodiscard]] Result<Time> readLastUpdated(std::string_view value);

/// Whether a comma-separated field holds a value, parameters such as `;q=1` aside.
bool listHolds(std::string_view field, std::string_view value);

} // namespace countersign::trialsource
