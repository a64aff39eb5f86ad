#pragma once

#include "crypto/Checkpoint.h"
#include "server/store/Store.h"

#include <array>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace countersign::server {

/// Copies what is published of both logs to a folder off this host (another's, mounted), as C2SP tlog-tiles
/// lays them out: `trust/checkpoint`, `trust/tile/…`, the same for `audit`. Entries go before the checkpoint
/// that covers them, so that whatever is found there later is whole. It only ever grows: a server that was
/// restored from an older state finds there what it had signed, and does not start. After a recovery the logs
/// go on in folders of their own (`copyFolderOf`), beside what was lost. While one awaits the admins, nothing
/// is copied.
class LogCopy
{
public:
    static constexpr std::chrono::seconds pauseAfterFault{5};
    /// A copy that lags longer is a fault.
    static constexpr std::chrono::seconds lateAfter{60};

    LogCopy(const Store& store, std::filesystem::path folder);
    ~LogCopy();
    LogCopy(const LogCopy&) = delete;
    LogCopy& operator=(const LogCopy&) = delete;

    /// That what lies in the folder is these logs' past. `Configuration` where it cannot be read or written,
    /// or holds other logs, or later ones than this server knows; `LogRolledBack` where it has more of them
    /// than this server; `LogForked` where they are not the same.
    [[nodiscard]] Result<void> check();
    /// Copies in a thread of its own from now on.
    void start();
    void stop();
    /// Something new was published. Returns at once.
    void wake();

    /// One round of both logs; for the thread, and for tests.
    [[nodiscard]] Result<void> copyAll();
    /// Nothing while the copy keeps up; else the last fault, or that it lags.
    [[nodiscard]] std::optional<Error> fault() const;

private:
    [[nodiscard]] Result<void> copy(LogName log);
    [[nodiscard]] Result<void> copyTiles(LogName log, const std::filesystem::path& folder, std::uint64_t from,
                                         std::uint64_t to) const;
    [[nodiscard]] Result<void> copyTile(LogName log, const std::filesystem::path& folder,
                                        const crypto::TileId& tile) const;
    [[nodiscard]] Result<void> checkPast(LogName log);
    [[nodiscard]] static Result<std::optional<crypto::Checkpoint>>
    copied(const std::filesystem::path& folder);
    /// As the store publishes it now; of no size before the first.
    [[nodiscard]] Result<crypto::Checkpoint> present(LogName log) const;
    void work();

    const Store& m_store;
    std::filesystem::path m_folder;
    struct Copied
    {
        std::string origin; ///< a recovery begins another, and its copy from the beginning
        std::uint64_t size = 0;
    };
    std::array<Copied, 2> m_copied{};
    mutable std::mutex m_mutex;
    std::condition_variable m_woken;
    bool m_due = true;
    bool m_stopping = false;
    std::optional<Error> m_fault;
    std::chrono::steady_clock::time_point m_behindSince = std::chrono::steady_clock::now();
    std::thread m_thread;
};

} // namespace countersign::server
