#pragma once

#include "server/http/Http.h"

#include <nlohmann/json_fwd.hpp>

namespace countersign::trialsource {

/// A FHIR OperationOutcome; `code` is of the value set issue-type.
[[nodiscard]] http::Response outcome(int status, std::string_view code, const std::string& diagnostics,
                                     std::string_view severity = "error");
[[nodiscard]] http::Response jsonResponse(int status, const nlohmann::json& body,
                                          std::string_view contentType);

inline constexpr std::string_view fhirJson = "application/fhir+json";
inline constexpr std::string_view plainJson = "application/json";

} // namespace countersign::trialsource
