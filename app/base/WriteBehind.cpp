#include "base/WriteBehind.h"

#include <cerrno>

#include <fcntl.h>

namespace countersign {

namespace {

// Two of them are under way: the disk works at one while the other fills.
constexpr std::uint64_t window = 8 * 1024 * 1024;

#ifdef __linux__
constexpr unsigned send = SYNC_FILE_RANGE_WRITE;
constexpr unsigned waitFor = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;

// A file system that does not know this leaves all to the `fsync`.
bool synced(int file, std::uint64_t from, std::uint64_t to, unsigned how)
{
    if (::sync_file_range(file, static_cast<off64_t>(from), static_cast<off64_t>(to - from), how) == 0)
        return true;
    return errno != EIO && errno != ENOSPC && errno != EDQUOT;
}
#endif

} // namespace

bool WriteBehind::advance(int file, std::uint64_t length)
{
#ifdef __linux__
    while (length - m_sent >= window) {
        if (!synced(file, m_sent, m_sent + window, send))
            return false;
        if (m_sent > m_gone) {
            if (!synced(file, m_gone, m_sent, waitFor))
                return false;
            ::posix_fadvise(file, static_cast<off64_t>(m_gone), static_cast<off64_t>(m_sent - m_gone),
                            POSIX_FADV_DONTNEED);
            m_gone = m_sent;
        }
        m_sent += window;
    }
#else
    static_cast<void>(file);
    static_cast<void>(length);
#endif
    return true;
}

} // namespace countersign
