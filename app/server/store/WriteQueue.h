#pragma once

#include "server/store/Store.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

namespace countersign::server {

/// A change on its way to the disk; its caller waits.
struct WaitingChange
{
    const Store::Change* change = nullptr;
    Result<void> result = {};
    std::vector<std::function<void()>> afterCommit = {};
    std::promise<void> settled = {};
};

/// Changes of many threads, taken by one in batches: while a batch is synced, the next one gathers.
class WriteQueue
{
public:
    static constexpr std::size_t batchLimit = 256;
    using Handler = std::function<void(const std::vector<WaitingChange*>&)>;

    /// `handler` fills in the results; callers go on once it has returned.
    explicit WriteQueue(Handler handler);
    /// Finishes what waits.
    ~WriteQueue();
    WriteQueue(const WriteQueue&) = delete;
    WriteQueue& operator=(const WriteQueue&) = delete;

    [[nodiscard]] Result<void> run(const Store::Change& change);
    /// From now on `ShuttingDown`; what waits is still done.
    void close();
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] bool onItsThread() const { return std::this_thread::get_id() == m_thread.get_id(); }

private:
    void work();
    [[nodiscard]] std::vector<WaitingChange*> next();

    Handler m_handler;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<WaitingChange*> m_waiting;
    bool m_closed = false;
    std::thread m_thread;
};

} // namespace countersign::server
