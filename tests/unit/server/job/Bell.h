#pragma once

#include "server/http/Http.h"

#include <condition_variable>
#include <mutex>

namespace countersign::test {

/// Rings at each event, so that nobody has to ask again and again.
class Bell final : public http::EventStream
{
public:
    bool push(std::string_view, std::string_view) override
    {
        {
            const std::lock_guard lock(m_mutex);
            ++m_rung;
        }
        m_changed.notify_all();
        return true;
    }
    void close() override {}

    std::uint64_t rung()
    {
        const std::lock_guard lock(m_mutex);
        return m_rung;
    }
    bool awaitNext(std::uint64_t after)
    {
        std::unique_lock lock(m_mutex);
        constexpr std::chrono::seconds longest{60}; // a failure, not a pace
        return m_changed.wait_for(lock, longest, [&] { return m_rung != after; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_rung = 0;
};

} // namespace countersign::test
