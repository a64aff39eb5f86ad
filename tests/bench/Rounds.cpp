#include "bench/Rounds.h"

#include "bench/Ratio.h"

#include <algorithm>
#include <barrier>
#include <mutex>
#include <thread>

namespace countersign::bench {

namespace {

class RoundsRun
{
public:
    explicit RoundsRun(const Rounds& rounds)
        : m_rounds(rounds), m_meet(static_cast<std::ptrdiff_t>(rounds.consoles) + 1), m_mine(rounds.consoles)
    {
    }

    CallTimes run()
    {
        CallTimes times;
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < m_rounds.consoles; ++i)
                threads.emplace_back([this, i] { work(i); });
            for (int round = 0; round < m_rounds.rounds; ++round) {
                attempt(m_rounds.between);
                m_meet.arrive_and_wait(); // prepare
                m_meet.arrive_and_wait(); // ready
                times.whole += secondsOf([&] { m_meet.arrive_and_wait(); });
            }
        }
        if (m_fault)
            std::rethrow_exception(m_fault);
        for (const auto& mine : m_mine)
            times.calls.insert(times.calls.end(), mine.begin(), mine.end());
        return times;
    }

private:
    void work(std::size_t console)
    {
        for (int round = 0; round < m_rounds.rounds; ++round) {
            m_meet.arrive_and_wait();
            Rounds::Call call;
            attempt([&] { call = m_rounds.prepare(console, round); });
            m_meet.arrive_and_wait();
            attempt([&] {
                if (call)
                    m_mine[console].push_back(secondsOf(call));
            });
            m_meet.arrive_and_wait();
        }
    }

    void attempt(const std::function<void()>& what)
    {
        try {
            if (what && !m_failed)
                what();
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            if (!m_failed.exchange(true))
                m_fault = std::current_exception();
        }
    }

    const Rounds& m_rounds;
    std::barrier<> m_meet;
    std::vector<std::vector<double>> m_mine;
    std::mutex m_mutex;
    std::atomic<bool> m_failed = false;
    std::exception_ptr m_fault;
};

} // namespace

void CallTimes::add(const CallTimes& others)
{
    calls.insert(calls.end(), others.calls.begin(), others.calls.end());
    whole += others.whole;
}

double CallTimes::at(double share) const
{
    auto sorted = calls;
    std::sort(sorted.begin(), sorted.end());
    const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
    return sorted.at(std::min(place, sorted.size() - 1));
}

CallTimes timeRounds(const Rounds& rounds)
{
    return RoundsRun(rounds).run();
}

} // namespace countersign::bench
