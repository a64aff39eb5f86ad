#include "server/store/WriteQueue.h"

#include <algorithm>
#include <chrono>

namespace countersign::server {

namespace {

// The least that the system's timer can do: some 50 µs.
constexpr auto gathering = std::chrono::microseconds(1);

} // namespace

WriteQueue::WriteQueue(Handler handler) : m_handler(std::move(handler)), m_thread([this] { work(); }) {}

WriteQueue::~WriteQueue()
{
    close();
    m_thread.join();
}

void WriteQueue::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_wake.notify_one();
}

Result<void> WriteQueue::run(const Store::Change& change)
{
    if (onItsThread())
        return fail(ErrorCode::Internal, "a change inside a change");
    WaitingChange waiting{&change};
    auto settled = waiting.settled.get_future();
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return fail(ErrorCode::ShuttingDown, "the store is closing");
        m_waiting.push_back(&waiting);
        m_wake.notify_one();
    }
    settled.wait();
    return std::move(waiting.result);
}

std::size_t WriteQueue::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.size();
}

std::vector<WaitingChange*> WriteQueue::next()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_closed || !m_waiting.empty(); });
    const auto count = static_cast<std::ptrdiff_t>(std::min(m_waiting.size(), batchLimit));
    std::vector<WaitingChange*> batch(m_waiting.begin(), m_waiting.begin() + count);
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + count);
    return batch;
}

void WriteQueue::work()
{
    for (auto batch = next(); !batch.empty(); batch = next()) {
        m_handler(batch);
        // The waiting thread owns its change and ends it as soon as it wakes.
        for (auto* waiting : batch) {
            auto settled = std::move(waiting->settled);
            settled.set_value();
        }
        // Callers who were many just now will mostly be back at once: one sync for all of them.
        if (batch.size() > 1)
            std::this_thread::sleep_for(gathering);
    }
}

} // namespace countersign::server
