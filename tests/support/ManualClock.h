#pragma once

#include "base/Time.h"

#include <atomic>

namespace countersign::test {

/// Time that stands still until a test moves it; a server may read it on its threads meanwhile.
class ManualClock final : public Clock
{
public:
    /// 2026-11-24T08:00:00Z unless told.
    explicit ManualClock(Time now = Time(std::chrono::seconds(1'795'507'200))) : m_now(now) {}

    [[nodiscard]] Time now() const override { return m_now; }
    void set(Time now) { m_now = now; }
    void advance(std::chrono::milliseconds by) { m_now = m_now.load() + by; }

private:
    std::atomic<Time> m_now;
};

} // namespace countersign::test
