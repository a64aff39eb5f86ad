#include "server/job/Clockwork.h"

#include "server/job/Intake.h"
#include "server/job/JobState.h"

namespace countersign::server {

using wire::JobState;

Clockwork::Clockwork(const IntakeRoom& room, const Clock& clock)
    : m_room(room), m_clock(clock), m_endings(room)
{
}

Clockwork::~Clockwork()
{
    stop();
}

void Clockwork::start()
{
    if (!m_thread.joinable())
        m_thread = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

void Clockwork::stop()
{
    if (!m_thread.joinable())
        return;
    m_thread.request_stop();
    m_thread.join();
    for (const auto& [job, runner] : m_runners) {
        runner->halt.request_stop();
        runner->work.request_stop();
    }
    m_runners.clear();
}

void Clockwork::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_one();
}

void Clockwork::loop(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        round();
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, stop, std::chrono::seconds(1), [this] { return m_woken; });
        m_woken = false;
    }
}

void Clockwork::round()
{
    std::erase_if(m_runners, [](const auto& one) { return one.second->done.load(); });
    const auto rows = readFor<std::vector<JobRow>>(
        *m_room.store, [](soci::session& sql) -> Result<std::vector<JobRow>> { return unfinishedJobs(sql); });
    // What fails here is tried again a second later.
    if (!rows)
        return;
    const auto now = m_clock.now();
    for (const auto& row : *rows) {
        const auto runner = m_runners.find(row.id);
        const bool runs = runner != m_runners.end();
        if (runs && isOver(row.state))
            runner->second->work.request_stop(); // what it left is destroyed once it is done
        else if (bringAbout(row, now))
            wake();
        else if (!runs && (takesIn(row.state) || !row.sourceJob.empty()))
            startIntake(row.id);
    }
    m_first = false;
}

bool Clockwork::bringAbout(const JobRow& row, Time now)
{
    const bool ended = row.ends <= now;
    const bool delivered = row.state == JobState::Released || row.state == JobState::Retrieved;
    if (takesIn(row.state) && ended)
        return m_endings.endIntake(row).value_or(false);
    // An intake may still be taking leave of the source; it has nothing to do with files any more.
    if (isOver(row.state) || (delivered && ended))
        return m_endings.destroy(row).value_or(false);
    return mayHaveLapsed(row, now) && m_endings.lapse(row).value_or(false);
}

// Spares the rules' work each second; they have the last word. A state that waits began when its statement
// entered. Only the root's policy, until `policy-change` exists.
bool Clockwork::mayHaveLapsed(const JobRow& row, Time now) const
{
    if (row.state != JobState::AwaitingApproval && row.state != JobState::AwaitingRelease)
        return false;
    bool may = row.ends <= now;
    m_room.store->withTrust([&](const trust::TrustState& state) {
        if (state.founded())
            may = may || now >= row.since + std::chrono::hours(state.policyAt(state.size()).lapseHours);
    });
    return may;
}

void Clockwork::startIntake(const JobId& job)
{
    if (m_runners.size() >= mostIntakes)
        return;
    auto runner = std::make_unique<Runner>();
    runner->thread = std::jthread([this, job, &runner = *runner, resumes = m_first] {
        Intake intake(m_room, job, runner.work.get_token(), runner.halt.get_token());
        if (resumes)
            intake.resume();
        else
            intake.run();
        runner.done = true;
        wake();
    });
    m_runners[job] = std::move(runner);
}

} // namespace countersign::server
