#include "bench/FollowedHost.h"
#include "bench/Ratio.h"
#include "client/TrustCache.h"
#include "crypto/Sha256.h"
#include "trust/Entry.h"

#include <cstdlib>
#include <fstream>

/// Replay of a trust log of 10^5 statements, each in full with its signature and what its author had seen, by
/// a console that starts for the first time; and its next start, from what it laid by.
namespace countersign::bench {

namespace {

std::uint64_t statementsToReplay()
{
    const auto* told = std::getenv("COUNTERSIGN_BENCH_STATEMENTS");
    return told ? std::stoull(told) : 100'000;
}

// Roles are granted and withdrawn, by two admins, among a hundred people.
class Life
{
public:
    Life(FollowedHost& host, std::uint64_t statements) : m_world(host.world)
    {
        for (int i = 0; i < 100; ++i)
            m_people.push_back(m_world.join("p" + std::to_string(i), {}).id);
        lines = m_world.trustLog.lines();
        for (const auto& line : lines)
            m_tree.append(crypto::leafHash(bytesOf(line)));
        for (std::size_t turn = 0; lines.size() + 2 <= statements; ++turn)
            change(m_people[turn % m_people.size()], turn / m_people.size() % 2 == 0);
        host.serveTrust(lines);
    }

    std::vector<std::string> lines;

private:
    void change(const PersonId& person, bool grant)
    {
        const auto action = grant ? wire::RoleAction::Grant : wire::RoleAction::Withdraw;
        const auto& admins = m_world.admins;
        const auto proposed =
            enter(admins[0], wire::RoleChangeBody{person, action, wire::Role::ExportOperator, "as asked"});
        enter(admins[1],
              wire::DecisionBody{{proposed}, wire::Gate::Admin, wire::Verdict::Approve, "looked at it"});
    }
    Digest enter(const test::TestPerson& author, wire::StatementBody body)
    {
        auto statement = m_world.draft(author, std::move(body));
        statement.seen->trust = {m_tree.size(), m_tree.root()};
        const auto made = test::TrustFixture::signWith(statement, author.signing);
        const auto entry = trust::entryOf(made, m_world.clock.now());
        must(m_world.state.apply(entry));
        lines.push_back(wire::encode(entry));
        m_tree.append(crypto::leafHash(bytesOf(lines.back())));
        m_world.clock.advance(std::chrono::seconds(1));
        return made.digest;
    }

    test::TrustFixture& m_world;
    crypto::CompactTree m_tree;
    std::vector<PersonId> m_people;
};

// A console's first start, and its next ones, with one folder.
struct Console
{
    explicit Console(std::uint64_t statements) : life(host, statements) {}
    // Seconds.
    double start()
    {
        Desk desk(host, &state);
        const auto seconds = secondsOf([&] { desk.follow(); });
        if (desk.log().trust().size() != life.lines.size())
            throw std::runtime_error("not all was replayed");
        return seconds;
    }
    double nextStart()
    {
        double best = start();
        for (int i = 0; i < 4; ++i)
            best = std::min(best, start());
        return best;
    }
    // Reading and digesting what was laid by: what no cache can do without.
    double reading() const
    {
        return secondsOf([&] {
            std::ifstream file(state.path() / "trust.replayed", std::ios::binary);
            std::string bytes(mebibytes() * 1024 * 1024 + 1, '\0');
            file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            benchmark::DoNotOptimize(crypto::sha256(bytes));
        });
    }
    double mebibytes() const
    {
        return static_cast<double>(std::filesystem::file_size(state.path() / "trust.replayed")) / 1024 / 1024;
    }

    FollowedHost host;
    Life life;
    ScratchFolder state;
};

void replay(benchmark::State& state)
{
    Console all(statementsToReplay());
    Console thousand(1000);
    for (auto _ : state) {
        const auto first = all.start();
        const auto next = all.nextStart();
        std::ignore = thousand.start();
        const auto small = thousand.nextStart();
        state.SetIterationTime(first);
        state.counters["ours"] = next;
        state.counters["theirs"] = first;
        state.counters["ratio"] = next / first;
        state.counters["statements_per_s"] = static_cast<double>(all.life.lines.size()) / first;
        state.counters["next_of_1000_s"] = small;
        state.counters["reading_s"] = all.reading();
        state.counters["cacheMiB"] = all.mebibytes();
    }
}
void replayGuarded(benchmark::State& state)
{
    guarded(state, [&] { replay(state); });
}
BENCHMARK(replayGuarded)->Name("replay")->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
