#include "server/artifact/ObjectFile.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace countersign::server {

tl::unexpected<Error> fileError(int number, const std::filesystem::path& path)
{
    const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    return fail(full ? ErrorCode::ServerDiskFull : ErrorCode::FileAccess,
                path.string() + ": " + std::strerror(number));
}

Result<ObjectFile> ObjectFile::create(std::filesystem::path path)
{
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0)
        return errno == EEXIST ? fail(ErrorCode::Conflict, path.string() + ": exists")
                               : fileError(errno, path);
    return ObjectFile(std::move(path), handle);
}

Result<ObjectFile> ObjectFile::open(std::filesystem::path path)
{
    // Without O_NONBLOCK a FIFO in the folder would hold us up.
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (handle < 0)
        return errno == ENOENT ? fail(ErrorCode::NotFound, path.string() + ": missing")
                               : fileError(errno, path);
    ObjectFile file(std::move(path), handle);
    struct stat facts
    {
    };
    if (::fstat(handle, &facts) != 0)
        return fileError(errno, file.path());
    if (!S_ISREG(facts.st_mode))
        return fail(ErrorCode::NotFound, file.path().string() + ": no regular file");
    ::posix_fadvise(handle, 0, 0, POSIX_FADV_SEQUENTIAL);
    return file;
}

ObjectFile::ObjectFile(ObjectFile&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_handle(std::exchange(other.m_handle, -1)),
      m_written(other.m_written),
      m_behind(other.m_behind)
{
}

ObjectFile& ObjectFile::operator=(ObjectFile&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_handle, other.m_handle);
    std::swap(m_written, other.m_written);
    std::swap(m_behind, other.m_behind);
    return *this;
}

ObjectFile::~ObjectFile()
{
    if (m_handle >= 0)
        ::close(m_handle);
}

Result<std::uint64_t> ObjectFile::length() const
{
    struct stat facts
    {
    };
    if (::fstat(m_handle, &facts) != 0)
        return fileError(errno, m_path);
    return static_cast<std::uint64_t>(facts.st_size);
}

Result<void> ObjectFile::checkRoom(std::size_t bytes) const
{
    struct statvfs disk
    {
    };
    int failed = 0;
    do
        failed = ::fstatvfs(m_handle, &disk);
    while (failed != 0 && errno == EINTR);
    if (failed != 0)
        return fileError(errno, m_path);
    const std::uint64_t unit = disk.f_frsize;
    if (!leavesReserve(disk.f_bavail * unit, disk.f_blocks * unit, bytes))
        return fail(ErrorCode::ServerDiskFull, m_path.string() + ": the disk's reserve would be touched");
    return {};
}

Result<void> ObjectFile::write(ByteView bytes)
{
    if (auto room = checkRoom(bytes.size()); !room)
        return room;
    while (!bytes.empty()) {
        const auto written = ::write(m_handle, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fileError(errno, m_path);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        m_written += static_cast<std::uint64_t>(written);
    }
    if (!m_behind.advance(m_handle, m_written))
        return fileError(errno, m_path);
    return {};
}

Result<std::size_t> ObjectFile::read(std::uint64_t from, std::span<std::uint8_t> out) const
{
    std::size_t filled = 0;
    while (filled < out.size()) {
        const auto got =
            ::pread(m_handle, out.data() + filled, out.size() - filled, static_cast<off_t>(from + filled));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fileError(errno, m_path);
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    return filled;
}

Result<void> ObjectFile::sync() const
{
    // Never tried again: after a failed fsync the kernel may have dropped what it could not write.
    if (::fsync(m_handle) != 0)
        return fileError(errno, m_path);
    return {};
}

Result<void> ObjectFile::close()
{
    if (::close(std::exchange(m_handle, -1)) != 0)
        return fileError(errno, m_path);
    return {};
}

Result<void> syncFolder(const std::filesystem::path& folder)
{
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return fileError(errno, folder);
    const bool synced = ::fsync(handle) == 0;
    const int number = errno;
    ::close(handle);
    if (!synced)
        return fileError(number, folder);
    return {};
}

} // namespace countersign::server
