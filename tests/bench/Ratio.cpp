#include "bench/Ratio.h"

#include <algorithm>
#include <vector>

namespace countersign::bench {

namespace {

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Turns
{
    std::vector<double> ours, theirs, quotients; ///< seconds; ours to theirs

    double best(const std::vector<double>& seconds) const
    {
        return *std::min_element(seconds.begin(), seconds.end());
    }
};

Turns takeTurns(benchmark::State& state, const std::function<double()>& ours,
                const std::function<double()>& theirs)
{
    Turns turns;
    for (auto _ : state) {
        turns.theirs.push_back(theirs());
        turns.ours.push_back(ours());
        turns.quotients.push_back(turns.ours.back() / turns.theirs.back());
        state.SetIterationTime(turns.ours.back());
    }
    return turns;
}

} // namespace

void compareRates(benchmark::State& state, double units, const std::function<double()>& ours,
                  const std::function<double()>& theirs)
{
    const auto turns = takeTurns(state, ours, theirs);
    state.counters["ours"] = units / turns.best(turns.ours);
    state.counters["theirs"] = units / turns.best(turns.theirs);
    state.counters["ratio"] = 1 / median(turns.quotients);
}

void compareTimes(benchmark::State& state, const std::function<double()>& ours,
                  const std::function<double()>& theirs)
{
    const auto turns = takeTurns(state, ours, theirs);
    state.counters["ours"] = turns.best(turns.ours);
    state.counters["theirs"] = turns.best(turns.theirs);
    state.counters["ratio"] = median(turns.quotients);
}

} // namespace countersign::bench
