#pragma once

#include "server/job/Endings.h"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace countersign::server {

/// Looks at the clock and at what changed, at most a second apart: starts an intake for each approved export,
/// ends intakes of exports that are over, lets gates lapse, and destroys what has come to its end.
class Clockwork
{
public:
    /// Most exports that come in at the same time; others wait.
    static constexpr std::size_t mostIntakes = 8;

    Clockwork(const IntakeRoom& room, const Clock& clock);
    ~Clockwork();
    Clockwork(const Clockwork&) = delete;
    Clockwork& operator=(const Clockwork&) = delete;

    void start();
    void stop();
    /// Looks now. Never blocks for long.
    void wake();

private:
    struct Runner
    {
        std::stop_source work;
        std::stop_source halt;
        std::atomic<bool> done = false;
        std::jthread thread; // last, so that it ends before what it uses
    };

    void loop(const std::stop_token& stop);
    void round();
    /// What the time, or the state, brings about; whether anything changed.
    [[nodiscard]] bool bringAbout(const JobRow& row, Time now);
    [[nodiscard]] bool mayHaveLapsed(const JobRow& row, Time now) const;
    void startIntake(const JobId& job);

    const IntakeRoom& m_room;
    const Clock& m_clock;
    Endings m_endings;
    bool m_first = true;
    std::map<JobId, std::unique_ptr<Runner>> m_runners; // of the clockwork's thread alone
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_woken = false;
    std::jthread m_thread;
};

} // namespace countersign::server
