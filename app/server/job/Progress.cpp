#include "server/job/Progress.h"

namespace countersign::server {

namespace {

constexpr std::chrono::milliseconds pace{500};

} // namespace

void Progress::report(const JobId& job, std::uint64_t revision, const JobAudience& audience,
                      const FileId& file, Running running)
{
    bool due = false;
    {
        const std::lock_guard lock(m_mutex);
        auto& one = m_exports[job];
        one.files[file] = running;
        const auto now = Steady::now();
        due = now - one.told >= pace;
        if (due)
            one.told = now;
    }
    if (due && m_events)
        m_events->job(job, revision, audience);
}

void Progress::forget(const JobId& job, const FileId& file)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_exports.find(job);
    if (found == m_exports.end())
        return;
    found->second.files.erase(file);
    if (found->second.files.empty())
        m_exports.erase(found);
}

std::map<FileId, Progress::Running> Progress::of(const JobId& job) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_exports.find(job);
    return found == m_exports.end() ? std::map<FileId, Running>() : found->second.files;
}

} // namespace countersign::server
