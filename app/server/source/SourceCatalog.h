#pragma once

#include "server/source/SourceAccess.h"
#include "wire/Request.h"

namespace countersign::server {

/// What a source has: the types of its CapabilityStatement, their counts and its groups, as far as it answers
/// within the budget. What came too late is left out; `failure` only where it could not be reached or refused
/// our token.
[[nodiscard]] wire::Source describeSource(const SourceConfig& config, SourceAccess& access,
                                          std::chrono::milliseconds budget, const std::stop_token& stop);

} // namespace countersign::server
