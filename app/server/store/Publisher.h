#pragma once

#include "server/store/LogTable.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace countersign::server {

/// Signs heads that are on the disk and gives them out: at most one a second a log, and each is stored before
/// anybody sees it, so that no size is ever signed with two roots.
class Publisher
{
public:
    using Steady = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds pause{1000};

    struct Published
    {
        LogHead head;
        std::string note; ///< empty: none yet
    };
    /// Makes it durable; refuses a size that does not grow.
    using Persist = std::function<Result<void>(LogName, const Published&)>;
    using Signer = std::shared_ptr<const crypto::NoteSigner>;

    Publisher(Signer trust, Signer audit, Persist persist);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// What an earlier run published, and where the log stands now.
    void resume(LogName log, Published published, const LogHead& head);
    /// Publishes the heads as they are, if they are new, and starts the thread.
    [[nodiscard]] Result<void> start();
    void stop();

    /// The log has grown to a head that is on the disk.
    void committed(LogName log, const LogHead& head);

    [[nodiscard]] Published published(LogName log) const;
    [[nodiscard]] Store::LogStanding standing(LogName log) const;
    void listen(std::function<void(LogName)> listener);

private:
    struct Log
    {
        Signer signer;
        LogHead head;
        Published published;
        Steady::time_point next{}; ///< not before
        Steady::time_point signedAt = Steady::now();
        Steady::time_point pendingSince{}; ///< of the first entry that no checkpoint covers
    };

    [[nodiscard]] Log& of(LogName log) { return m_logs[static_cast<std::size_t>(log)]; }
    [[nodiscard]] const Log& of(LogName log) const { return m_logs[static_cast<std::size_t>(log)]; }
    [[nodiscard]] static bool pending(const Log& log);
    [[nodiscard]] Result<void> publish(LogName log);
    void work();

    Persist m_persist;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::array<Log, 2> m_logs;
    std::vector<std::function<void(LogName)>> m_listeners;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace countersign::server
