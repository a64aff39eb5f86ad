#pragma once

#include "base/Error.h"

#include <filesystem>
#include <string_view>

namespace countersign::verify {

/// Writes a bundle's parts into a new folder, each in the standard form that other tools take: flattened JWS,
/// signed notes, tlog-proofs, the logs' lines, keys as JWK and as verifier keys. `FileExists` if the folder
/// is there already, `FileAccess` if it can't be made.
[[nodiscard]] Result<void> extract(std::string_view bundle, const std::filesystem::path& folder);

} // namespace countersign::verify
