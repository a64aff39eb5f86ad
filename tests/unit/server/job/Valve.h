#pragma once

#include "server/source/SourceClient.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace countersign::test {

/// Stands between the intake and the real client of a source: holds calls until a test lets them go, or
/// answers them itself.
class Valve
{
public:
    /// `KickedOff`: the source has answered, and nobody knows it yet.
    enum class Call : std::uint8_t { KickOff, KickedOff, Poll, Fetch };

    /// The next calls of this kind wait from now on.
    void hold(Call call);
    void letGo();
    /// Returns once a call waits.
    void awaitHeld();
    /// The next `times` calls of this kind fail.
    void refuse(Call call, Error why, int times);

    /// Called before each call goes on to the source.
    [[nodiscard]] Result<void> pass(Call call, const std::stop_token& stop);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::optional<Call> m_held;
    int m_waiting = 0;
    Call m_refused = Call::Poll;
    Error m_why;
    int m_refusals = 0;
};

/// The real client of a source behind a valve, which outlives it.
[[nodiscard]] std::unique_ptr<server::SourceClient> behind(Valve& valve,
                                                           std::unique_ptr<server::SourceClient> real);

} // namespace countersign::test
