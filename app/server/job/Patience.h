#pragma once

#include "server/job/IntakeRoom.h"

namespace countersign::server {

/// Tries again what may pass: a source that can't be reached, a disk that is full. A few times, with growing
/// pauses, each time with an entry (`job.retry`); then the last error stands.
class Patience
{
public:
    static constexpr int mostAttempts = 6;

    Patience(const IntakeRoom& room, JobId job, std::stop_token stop)
        : m_room(room), m_job(std::move(job)), m_stop(std::move(stop))
    {
    }

    /// `attempt` returns a Result.
    template <typename F>
    [[nodiscard]] auto operator()(F&& attempt) const -> decltype(attempt())
    {
        for (int made = 1;; ++made) {
            auto result = attempt();
            if (result || !again(result.error(), made))
                return result;
        }
    }

private:
    /// After the pause, unless there is no use in it.
    [[nodiscard]] bool again(const Error& why, int made) const;
    [[nodiscard]] Result<void> record(const Error& why) const;

    const IntakeRoom& m_room;
    JobId m_job;
    std::stop_token m_stop;
};

} // namespace countersign::server
