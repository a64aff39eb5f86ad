#pragma once

#include "base/Error.h"

#include <filesystem>

namespace countersign::server {

/// A file that `init` leaves: of mode 0600, new, on the disk before the people's rows are, and gone again
/// unless kept.
class InitializationFile
{
public:
    /// `Conflict` where there is one already: it may hold codes that are still needed. `FileAccess`.
    [[nodiscard]] static Result<InitializationFile> write(std::filesystem::path path, std::string_view text);
    InitializationFile() = default;
    InitializationFile(InitializationFile&& other) noexcept;
    InitializationFile& operator=(InitializationFile&& other) noexcept;
    ~InitializationFile();

    void keep() { m_path.clear(); }

private:
    explicit InitializationFile(std::filesystem::path path) : m_path(std::move(path)) {}
    std::filesystem::path m_path;
};

} // namespace countersign::server
