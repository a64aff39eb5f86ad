#pragma once

#include "base/Error.h"

#include <nlohmann/json.hpp>

namespace countersign::crypto {

/// JSON (RFC 8259) with what others leave open closed: duplicate names, invalid UTF-8, anything behind the
/// value and more than `maxDepth` levels are refused (`MalformedJson`).
[[nodiscard]] Result<nlohmann::json> parseStrictJson(std::string_view text, unsigned maxDepth = 16);

} // namespace countersign::crypto
