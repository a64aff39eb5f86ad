#pragma once

#include "base/Error.h"

#include <chrono>

namespace countersign {

/// A point in UTC, to the millisecond.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339 in UTC with milliseconds: `2026-11-24T08:15:00.000Z`.
std::string timeText(Time time);
/// Accepts exactly what `timeText` writes, and whole seconds.
[[nodiscard]] Result<Time> timeFromText(std::string_view text);

/// The one source of time of a program; injected, so that tests own it.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] Time now() const override;
};

} // namespace countersign
