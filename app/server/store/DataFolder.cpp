#include "server/store/DataFolder.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace countersign::server {

namespace {

tl::unexpected<Error> refused(const std::filesystem::path& path, std::string_view what)
{
    return fail(ErrorCode::FileAccess, path.string() + ": " + std::string(what));
}

} // namespace

Result<void> requirePrivateFolder(const std::filesystem::path& folder)
{
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return refused(folder, std::strerror(errno));
    struct stat facts
    {
    };
    if (::stat(folder.c_str(), &facts) != 0)
        return refused(folder, std::strerror(errno));
    if (!S_ISDIR(facts.st_mode))
        return refused(folder, "not a folder");
    if ((facts.st_mode & 07777) != 0700)
        return refused(folder, "its mode is not 0700: others may have read or changed what lies in it; find "
                               "out, then chmod 700");
    if (facts.st_uid != ::geteuid())
        return refused(folder, "belongs to another user");
    return {};
}

Result<void> requirePrivateFile(const std::filesystem::path& file)
{
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0)
        return refused(file, std::strerror(errno));
    struct stat facts
    {
    };
    const bool open = ::fstat(handle, &facts) != 0 || (facts.st_mode & 077) != 0;
    ::close(handle);
    if (open)
        return refused(file, "others can read it");
    return {};
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder)
{
    const auto file = folder / "lock";
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0)
        return refused(file, std::strerror(errno));
    FolderLock lock(handle);
    if (::flock(handle, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (errno == EWOULDBLOCK)
        return fail(ErrorCode::Conflict, folder.string() + ": another server uses it");
    return refused(file, std::strerror(errno));
}

FolderLock::FolderLock(FolderLock&& other) noexcept : m_file(std::exchange(other.m_file, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept
{
    std::swap(m_file, other.m_file);
    return *this;
}

FolderLock::~FolderLock()
{
    if (m_file >= 0)
        ::close(m_file);
}

} // namespace countersign::server
