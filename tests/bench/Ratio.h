#pragma once

#include <chrono>
#include <exception>
#include <functional>

#include <benchmark/benchmark.h>

namespace countersign::bench {

/// Runs ours and a public tool's way of the same work by turns in one benchmark, so that both meet the same
/// machine. Counters: `ours` and `theirs` in units a second (best of the turns), `ratio` ours to theirs
/// (median of the turns). Each work answers the seconds that it took.
void compareRates(benchmark::State& state, double units, const std::function<double()>& ours,
                  const std::function<double()>& theirs);

/// The same for durations: `ours` and `theirs` in seconds, `ratio` ours to theirs; smaller is better.
void compareTimes(benchmark::State& state, const std::function<double()>& ours,
                  const std::function<double()>& theirs);

/// Runs a whole benchmark; what it throws becomes its error, so that what it started is ended.
template <typename F>
void guarded(benchmark::State& state, F&& whole)
{
    try {
        whole();
    } catch (const std::exception& fault) {
        state.SkipWithError(fault.what());
    }
}

/// Seconds that `work` takes.
template <typename F>
double secondsOf(F&& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace countersign::bench
