#pragma once

#include "server/job/IntakeRoom.h"
#include "server/job/JobRows.h"

namespace countersign::server {

/// Tries again what may pass: a source that can't be reached, a disk that is full. A few times, with pauses
/// that double or are as long as the source asks for, each time with an entry (`job.retry`) and the reason in
/// the row, so that people see why it takes long; then the last error stands. What works again is an entry,
/// too (`job.recovered`).
class Patience
{
public:
    /// Eight and a half minutes of pauses: a source that starts again is there by then.
    static constexpr int mostAttempts = 10;

    Patience(const IntakeRoom& room, JobId job, std::stop_token stop, int most = mostAttempts)
        : m_room(room), m_job(std::move(job)), m_stop(std::move(stop)), m_most(most)
    {
    }

    /// `attempt` returns a Result.
    template <typename F>
    [[nodiscard]] auto operator()(F&& attempt) const -> decltype(attempt())
    {
        for (int made = 1;; ++made) {
            auto result = attempt();
            if (result && made > 1)
                recovered();
            if (result || !again(result.error(), made))
                return result;
        }
    }

private:
    /// After the pause, unless there is no use in it.
    [[nodiscard]] bool again(const Error& why, int made) const;
    [[nodiscard]] Result<void> record(const Error& why, std::chrono::seconds pause) const;
    void recovered() const;
    [[nodiscard]] Result<void> write(wire::AuditEntry entry,
                                     const std::function<void(JobRow&)>& change) const;

    const IntakeRoom& m_room;
    JobId m_job;
    std::stop_token m_stop;
    int m_most;
};

} // namespace countersign::server
