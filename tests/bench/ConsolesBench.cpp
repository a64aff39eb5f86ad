#include "attack/ManyFiles.h"
#include "bench/Office.h"
#include "bench/Ratio.h"
#include "bench/Yardsticks.h"

/// What people at 1, 16 and 256 consoles wait for, all calling at once, beside what a public tool needs for
/// the part that nobody can do without; and what connections and waiting exports cost the server in memory.
namespace countersign::bench {

namespace {

constexpr std::size_t mostConsoles = 256;
constexpr std::size_t connections = 512;
constexpr std::size_t waitingExports = 2000;
constexpr rlim_t files = 8192;

// Made at the first use: forks.
Office& office()
{
    static Office made({mostConsoles, 0});
    return made;
}

using Timed = std::function<CallTimes(std::size_t consoles, int rounds)>;

void report(benchmark::State& state, const Timed& ours, const Timed& theirs, int rounds)
{
    const auto consoles = static_cast<std::size_t>(state.range(0));
    for (auto _ : state) {
        const auto mine = ours(consoles, rounds);
        const auto others = theirs(consoles, std::max(rounds / 2, 1));
        state.SetIterationTime(mine.whole);
        state.counters["p50_s"] = mine.at(0.5);
        state.counters["p99_s"] = mine.at(0.99);
        state.counters["per_s"] = mine.perSecond();
        state.counters["theirs_p50_s"] = others.at(0.5);
        state.counters["ratio"] = mine.at(0.5) / others.at(0.5);
        state.counters["calls"] = static_cast<double>(mine.calls.size());
    }
}

// Many for one console, so that a p99 says something; few for many, so that what the calls leave behind does
// not become what is measured.
int roundsOf(const benchmark::State& state, int alone, int least)
{
    return std::max(alone / static_cast<int>(state.range(0)), least);
}

void signIns(benchmark::State& state)
{
    guarded(state, [&] {
        report(
            state, [](auto consoles, int rounds) { return office().signIns(consoles, rounds); },
            passwordsAlone, roundsOf(state, 100, 2));
    });
}

void lists(benchmark::State& state)
{
    guarded(state, [&] {
        const FileServed nginx(office().listBody());
        report(
            state, [](auto consoles, int rounds) { return office().lists(consoles, rounds); },
            [&](auto consoles, int rounds) { return nginx.calls(consoles, rounds); },
            roundsOf(state, 400, 4));
    });
}

void tickets(benchmark::State& state)
{
    guarded(state, [&] {
        report(
            state, [](auto consoles, int rounds) { return office().tickets(consoles, rounds); }, commitsAlone,
            roundsOf(state, 200, 4));
    });
}

void decisions(benchmark::State& state)
{
    guarded(state, [&] {
        report(
            state, [](auto consoles, int rounds) { return office().decisions(consoles, rounds); },
            commitsAlone, roundsOf(state, 200, 4));
    });
}

void idleConnections(benchmark::State& state)
{
    guarded(state, [&] {
        const auto open = [&](std::size_t count) {
            std::vector<std::unique_ptr<test::Attacker>> lines;
            for (std::size_t i = 0; i < count; ++i) {
                const auto from = "127.9.0." + std::to_string(1 + i % 4);
                lines.push_back(
                    std::make_unique<test::Attacker>(office().trial.port(), test::Line::Options{from, 0}));
                if (lines.back()->ask("GET", "/v1/session").status == 0)
                    throw std::runtime_error("a connection was refused");
            }
            return lines;
        };
        for (auto _ : state) {
            const auto before = open(connections / 8); // what the first ones bring about is not theirs
            const auto resident = office().trial.resident();
            state.SetIterationTime(secondsOf([&] {
                const auto lines = open(connections);
                state.counters["KiB_each"] =
                    (office().trial.resident() - resident) / static_cast<double>(connections);
            }));
        }
    });
}

void waitingJobs(benchmark::State& state)
{
    guarded(state, [&] {
        for (auto _ : state) {
            std::ignore = office().ask(100);
            const auto resident = office().trial.resident();
            state.SetIterationTime(secondsOf([&] { std::ignore = office().ask(waitingExports); }));
            const auto grown = office().trial.resident() - resident;
            state.counters["KiB_each"] = grown / static_cast<double>(waitingExports);
            state.counters["resident_MiB"] = (resident + grown) / 1024;
        }
    });
}

// In this order: what waits for a decision would be in everybody's list.
void forConsoles(benchmark::internal::Benchmark* made)
{
    made->Arg(1)->Arg(16)->Arg(mostConsoles)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK(signIns)->Name("sign-in")->Apply(forConsoles);
BENCHMARK(lists)->Name("list")->Apply(forConsoles);
BENCHMARK(tickets)->Name("ticket")->Apply(forConsoles);
BENCHMARK(idleConnections)->Name("connection")->Iterations(1)->UseManualTime();
BENCHMARK(decisions)->Name("decision")->Apply(forConsoles);
BENCHMARK(waitingJobs)->Name("waiting")->Iterations(1)->UseManualTime();

} // namespace

} // namespace countersign::bench

int main(int argc, char** argv)
{
    const countersign::test::ManyFiles files(countersign::bench::files);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
