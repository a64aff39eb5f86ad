#pragma once

#include "base/Bytes.h"
#include "base/Error.h"
#include "base/WriteBehind.h"

#include <algorithm>
#include <filesystem>

/// The system calls below sealed objects, with their errors told apart.
namespace countersign::server {

/// `ServerDiskFull` for a full disk or quota, otherwise `FileAccess`; the detail names the path and the
/// system's reason for `number` (an errno).
[[nodiscard]] tl::unexpected<Error> fileError(int number, const std::filesystem::path& path);

/// What of a disk of so many bytes files must leave free: a tenth, at most 1 GiB.
[[nodiscard]] constexpr std::uint64_t reserveOf(std::uint64_t disk)
{
    return std::min<std::uint64_t>(disk / 10, std::uint64_t{1} << 30);
}
/// Whether it stays free after a write. A file system that tells no sizes is believed to have room.
[[nodiscard]] constexpr bool leavesReserve(std::uint64_t free, std::uint64_t disk, std::uint64_t written)
{
    return disk == 0 || (free >= written && free - written >= reserveOf(disk));
}

/// An open file; closes itself.
class ObjectFile
{
public:
    /// Fails with `Conflict` where the path exists. Mode 0600.
    [[nodiscard]] static Result<ObjectFile> create(std::filesystem::path path);
    /// `NotFound` where there is none, or no regular file.
    [[nodiscard]] static Result<ObjectFile> open(std::filesystem::path path);
    ObjectFile(ObjectFile&& other) noexcept;
    ObjectFile& operator=(ObjectFile&& other) noexcept;
    ~ObjectFile();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] Result<std::uint64_t> length() const;
    /// Appends; see `WriteBehind` for what becomes of it. `ServerDiskFull` unless it `leavesReserve`: the
    /// database and the log go on when a source fills the rest.
    [[nodiscard]] Result<void> write(ByteView bytes);
    /// Fills `out` from an offset; fewer bytes only at the end of the file.
    [[nodiscard]] Result<std::size_t> read(std::uint64_t from, std::span<std::uint8_t> out) const;
    [[nodiscard]] Result<void> sync() const;
    /// Reports what the system tells no earlier than when closing.
    [[nodiscard]] Result<void> close();

private:
    [[nodiscard]] Result<void> checkRoom(std::size_t bytes) const;
    ObjectFile(std::filesystem::path path, int handle) : m_path(std::move(path)), m_handle(handle) {}

    std::filesystem::path m_path;
    int m_handle = -1;
    std::uint64_t m_written = 0;
    WriteBehind m_behind;
};

/// Makes renamings and removals in a folder last.
[[nodiscard]] Result<void> syncFolder(const std::filesystem::path& folder);

} // namespace countersign::server
