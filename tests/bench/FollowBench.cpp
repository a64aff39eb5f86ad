#include "bench/FollowedHost.h"
#include "bench/Ratio.h"

#include <algorithm>
#include <cstdlib>

/// Catching up by a hundred entries of the audit log, at ten thousand and at ten million: by turns, the same
/// console code against two servers. What is fetched and hashed grows with the height of the tree alone.
namespace countersign::bench {

namespace {

constexpr std::uint64_t few = 10'000;
constexpr std::uint64_t step = 100;
constexpr int turns = 40;

std::uint64_t many()
{
    const auto* told = std::getenv("COUNTERSIGN_BENCH_ENTRIES");
    return told ? std::stoull(told) : 10'000'000;
}

// A console that is up to date with an audit log of that size.
struct Follower
{
    explicit Follower(std::uint64_t size)
    {
        host.serveTrust(host.world.trustLog.lines());
        host.serveAudit(log);
        host.show("audit", log.grow(size));
        desk.follow();
    }
    // Seconds.
    double catchUp()
    {
        host.show("audit", log.grow(log.size() + step));
        return secondsOf([&] { desk.follow(); });
    }

    FollowedHost host;
    ServedLog log;
    Desk desk{host};
};

double median(std::vector<double>& times)
{
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

void catchingUp(benchmark::State& state)
{
    Follower small(few);
    Follower large(many());
    for (auto _ : state) {
        std::vector<double> ofSmall, ofLarge;
        for (int i = 0; i < turns; ++i) {
            ofSmall.push_back(small.catchUp());
            ofLarge.push_back(large.catchUp());
        }
        const auto ours = median(ofLarge);
        const auto theirs = median(ofSmall);
        state.SetIterationTime(ours);
        state.counters["ours"] = ours;
        state.counters["theirs"] = theirs;
        state.counters["ratio"] = ours / theirs;
    }
    state.counters["entries"] = static_cast<double>(large.log.size());
}
void catchingUpGuarded(benchmark::State& state)
{
    guarded(state, [&] { catchingUp(state); });
}
BENCHMARK(catchingUpGuarded)
    ->Name("catching-up")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
