#include "bench/Office.h"
#include "bench/Ratio.h"

#include <cstdlib>
#include <map>

/// How the same calls grow when both logs have a million entries instead of a thousand: by turns, on two
/// servers.
namespace countersign::bench {

namespace {

constexpr std::uint64_t fewEntries = 1000;
constexpr std::uint64_t manyEntries = 1'000'000;
constexpr std::size_t seats = 8;
constexpr int turns = 6;

std::uint64_t entriesOfBig()
{
    const auto* told = std::getenv("COUNTERSIGN_BENCH_ENTRIES");
    return told ? std::stoull(told) : manyEntries;
}

struct Pair
{
    Office few{{seats, fewEntries}};
    Office many{{seats, entriesOfBig()}};
};

Pair& offices()
{
    static Pair made;
    return made;
}

using Calls = CallTimes (Office::*)(std::size_t, int);

void growth(benchmark::State& state, Calls calls, int rounds)
{
    guarded(state, [&] {
        auto& [few, many] = offices();
        for (auto _ : state) {
            CallTimes ofFew, ofMany;
            std::ignore = (few.*calls)(1, 2); // both are warm
            std::ignore = (many.*calls)(1, 2);
            for (int i = 0; i < turns; ++i) {
                ofFew.add((few.*calls)(1, rounds));
                ofMany.add((many.*calls)(1, rounds));
            }
            state.SetIterationTime(ofFew.whole + ofMany.whole);
            state.counters["few_p50_s"] = ofFew.at(0.5);
            state.counters["many_p50_s"] = ofMany.at(0.5);
            state.counters["few_p99_s"] = ofFew.at(0.99);
            state.counters["many_p99_s"] = ofMany.at(0.99);
            state.counters["growth"] = ofMany.at(0.5) / ofFew.at(0.5);
            state.counters["many_MiB"] = many.trial.resident() / 1024;
            state.counters["entries"] = static_cast<double>(entriesOfBig());
        }
    });
}

void growthFor(benchmark::internal::Benchmark* made)
{
    made->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(growth, sign_in, &Office::signIns, 20)->Name("growth/sign-in")->Apply(growthFor);
BENCHMARK_CAPTURE(growth, list, &Office::lists, 60)->Name("growth/list")->Apply(growthFor);
BENCHMARK_CAPTURE(growth, ticket, &Office::tickets, 60)->Name("growth/ticket")->Apply(growthFor);
BENCHMARK_CAPTURE(growth, decision, &Office::decisions, 30)->Name("growth/decision")->Apply(growthFor);

} // namespace

} // namespace countersign::bench
