#pragma once

#include "server/store/LogTable.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace countersign::server {

/// Signs heads that are on the disk and gives them out: at most one a second a log, and each is stored before
/// anybody sees it, so that no size is ever signed with two roots. When the logs' keys change, the first
/// heads under the new ones appear together: whoever reads one log finds the other under the keys that it
/// names.
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
    using Several = std::vector<std::pair<LogName, Published>>;
    /// Makes all of them durable or none; refuses a size that does not grow.
    using Persist = std::function<Result<void>(const Several&)>;
    using Signer = std::shared_ptr<const crypto::NoteSigner>;
    struct Signers
    {
        Signer trust;
        Signer audit;
    };
    struct Heads
    {
        LogHead trust;
        LogHead audit;
    };

    Publisher(Signers signers, Persist persist);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// What an earlier run published, and where the log stands now.
    void resume(LogName log, Published published, const LogHead& head);
    /// Publishes the heads as they are, if they are new and nothing holds them, and starts the thread.
    [[nodiscard]] Result<void> start();
    void stop();

    /// The logs have grown to heads that are on the disk.
    void committed(const Heads& heads);
    /// The same, and these heads are the first that other keys sign. Ends a hold.
    void committed(const Heads& heads, Signers signers);
    /// Publishes nothing from now on: what it published last is what the world sees.
    void hold();

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
    [[nodiscard]] static Published signedBy(const Signer& signer, const LogHead& head);
    void grow(const Heads& heads);
    /// The logs that are due together; none while nothing is pending, or all is held.
    [[nodiscard]] std::vector<LogName> due() const;
    [[nodiscard]] Result<void> publish(const std::vector<LogName>& logs);
    void work();

    Persist m_persist;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::array<Log, 2> m_logs;
    std::vector<std::function<void(LogName)>> m_listeners;
    bool m_stopping = false;
    bool m_held = false;
    bool m_together = false;     ///< the keys have changed, and no head under the new ones is out yet
    std::uint64_t m_changes = 0; ///< of the keys
    std::thread m_thread;
};

} // namespace countersign::server
