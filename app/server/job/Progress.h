#pragma once

#include "server/api/Events.h"

#include <chrono>
#include <map>

namespace countersign::server {

/// How far the files of exports are that come in right now: kept in memory, since a file that is cut off
/// starts again. Thread-safe.
class Progress
{
public:
    /// `events` may be null.
    explicit Progress(Events* events) : m_events(events) {}

    struct Running
    {
        std::uint64_t bytes = 0;
        std::uint64_t resources = 0;
    };

    /// Replaces what was known of the file; the audience is told of the export at most twice a second.
    void report(const JobId& job, std::uint64_t revision, const JobAudience& audience, const FileId& file,
                Running running);
    /// The file is in, or given up.
    void forget(const JobId& job, const FileId& file);
    [[nodiscard]] std::map<FileId, Running> of(const JobId& job) const;

private:
    using Steady = std::chrono::steady_clock; // paces events, decides nothing
    struct Export
    {
        std::map<FileId, Running> files;
        Steady::time_point told{};
    };

    Events* m_events;
    mutable std::mutex m_mutex;
    std::map<JobId, Export> m_exports;
};

} // namespace countersign::server
