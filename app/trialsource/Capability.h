#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace countersign::trialsource {

/// The CapabilityStatement of a server at `base` that holds these types.
[[nodiscard]] nlohmann::json capabilityStatement(const std::string& base,
                                                 const std::vector<std::string>& types);
[[nodiscard]] nlohmann::json smartConfigurationOf(const std::string& tokenEndpoint);

} // namespace countersign::trialsource
