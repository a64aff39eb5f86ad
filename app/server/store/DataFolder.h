#pragma once

#include "base/Error.h"

#include <filesystem>

namespace countersign::server {

/// Creates the folder if it is missing. `FileAccess` unless it is ours with mode 0700: what lies in it names
/// people.
[[nodiscard]] Result<void> requirePrivateFolder(const std::filesystem::path& folder);

/// Makes an empty file of mode 0600 if there is none; SQLite gives its WAL the same mode.
[[nodiscard]] Result<void> requirePrivateFile(const std::filesystem::path& file);

/// Holds a folder for this process until destroyed; a crash lets go of it, too (flock).
class FolderLock
{
public:
    FolderLock() = default;
    /// `Conflict` when somebody holds it.
    [[nodiscard]] static Result<FolderLock> take(const std::filesystem::path& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int file) : m_file(file) {}
    int m_file = -1;
};

} // namespace countersign::server
