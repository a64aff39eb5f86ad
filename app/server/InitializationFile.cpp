#include "server/InitializationFile.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace countersign::server {

namespace {

tl::unexpected<Error> refused(const std::filesystem::path& path)
{
    return fail(errno == EEXIST ? ErrorCode::Conflict : ErrorCode::FileAccess,
                path.string() + ": cannot be written: " + std::strerror(errno));
}

bool writeAll(int handle, std::string_view text)
{
    while (!text.empty()) {
        const auto count = ::write(handle, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::fsync(handle) == 0;
}

} // namespace

Result<InitializationFile> InitializationFile::write(std::filesystem::path path, std::string_view text)
{
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0)
        return refused(path);
    InitializationFile file(path);
    const bool written = writeAll(handle, text);
    const auto why = errno;
    ::close(handle);
    errno = why;
    if (!written)
        return refused(path);
    return file;
}

InitializationFile::InitializationFile(InitializationFile&& other) noexcept
    : m_path(std::exchange(other.m_path, {}))
{
}

InitializationFile& InitializationFile::operator=(InitializationFile&& other) noexcept
{
    std::swap(m_path, other.m_path);
    return *this;
}

InitializationFile::~InitializationFile()
{
    if (!m_path.empty())
        ::unlink(m_path.c_str());
}

} // namespace countersign::server
