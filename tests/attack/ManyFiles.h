#pragma once

#include <algorithm>

#include <sys/resource.h>

namespace countersign::test {

/// So many open files for this process while it lives, if the system allows: both ends of each connection are
/// in it.
class ManyFiles
{
public:
    explicit ManyFiles(rlim_t needed) : m_needed(needed)
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        auto more = m_before;
        more.rlim_cur = std::max(more.rlim_cur, std::min(needed, more.rlim_max));
        ::setrlimit(RLIMIT_NOFILE, &more);
    }
    ~ManyFiles() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    ManyFiles(const ManyFiles&) = delete;
    ManyFiles& operator=(const ManyFiles&) = delete;

    [[nodiscard]] bool enough() const { return m_before.rlim_max >= m_needed; }

private:
    rlim_t m_needed;
    rlimit m_before{};
};

} // namespace countersign::test
