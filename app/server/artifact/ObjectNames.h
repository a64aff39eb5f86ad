#pragma once

#include "base/Ids.h"

#include <filesystem>

namespace countersign::server {

/// What an object under way has behind its name.
constexpr std::string_view partSuffix = ".part";

/// `<objects>/<id>.sealed`; `BadRequest` for an id of another form, so that none leads out of the folder.
[[nodiscard]] Result<std::filesystem::path> objectPath(const std::filesystem::path& objects,
                                                       const FileId& id);

} // namespace countersign::server
