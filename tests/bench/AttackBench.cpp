#include "attack/Desk.h"
#include "attack/ManyFiles.h"
#include "bench/Ratio.h"

#include <algorithm>
#include <atomic>

/// A good client's p99 while others attack, against that of a quiet server: by turns, in the same run.
namespace countersign::bench {

namespace {

using test::Attacker;
using test::Desk;
using test::Line;
using test::TrialWorld;

constexpr int idleCrowd = 10'000;
constexpr int slowCrowd = 64;
constexpr int calls = 2000;
constexpr auto pace = std::chrono::milliseconds(2); // of the good client, and of each nuisance of the siege

const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";

std::string addressOf(int i)
{
    return "127.0.1." + std::to_string(1 + i % 20);
}

/// Idle connections, slow heads and slow bodies that come again when they are cut, and a stream of nonsense,
/// as long as this lives.
class Siege
{
public:
    explicit Siege(std::uint16_t port) : m_port(port)
    {
        for (int i = 0; i < idleCrowd; ++i)
            m_idle.emplace_back(port, Line::Options{addressOf(i), 0});
        for (int i = 0; i < 2 * slowCrowd; ++i)
            m_slow.push_back(slowOne(i));
        m_thread = std::thread([this] { goOn(); });
    }
    ~Siege()
    {
        m_over = true;
        m_thread.join();
    }
    Siege(const Siege&) = delete;
    Siege& operator=(const Siege&) = delete;

private:
    [[nodiscard]] std::unique_ptr<Attacker> slowOne(int i) const
    {
        auto made = std::make_unique<Attacker>(m_port, Line::Options{addressOf(i), 0});
        made->send(i % 2 ? "GET /v1/people" + host + "X: "
                         : "POST /v1/session" + host + "Content-Length: 10000\r\n\r\n{");
        return made;
    }

    void nuisance(int i) const
    {
        const Line::Options from{"127.0.2.1", 0};
        switch (i % 4) {
        case 0: {
            const Line line(m_port, from);
            (void)line.send("GET / HTTP/1.1\r\n\r\n"); // in clear
            break;
        }
        case 1:
            (void)Attacker(m_port, from).ask("GET", "/v1/../people");
            break;
        case 2:
            Attacker(m_port, from)
                .send("POST /v1/session" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n");
            break;
        default:
            (void)Attacker(m_port, from).ask("POST", "/v1/session");
        }
    }

    void goOn()
    {
        for (int i = 0; !m_over; ++i) {
            auto& slow = m_slow[static_cast<std::size_t>(i) % m_slow.size()];
            if (slow->line().endsWithin(std::chrono::milliseconds(0)) || !slow->send(" "))
                slow = slowOne(i);
            if (i % 4 == 0)
                nuisance(i / 4);
            std::this_thread::sleep_for(pace);
        }
    }

    std::uint16_t m_port;
    std::vector<Line> m_idle;
    std::vector<std::unique_ptr<Attacker>> m_slow;
    std::atomic<bool> m_over = false;
    std::thread m_thread;
};

double p99(Desk& desk)
{
    std::vector<double> seconds;
    for (int i = 0; i < calls; ++i) {
        seconds.push_back(secondsOf([&] {
            if (desk.call("GET", "/v1/people").status != 200)
                throw std::runtime_error("a good client was not answered");
        }));
        std::this_thread::sleep_for(pace);
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() * 99 / 100];
}

void attack(benchmark::State& state)
{
    const test::ManyFiles files(idleCrowd + 3000);
    if (!files.enough())
        throw std::runtime_error("needs a hard limit of 13,000 open files (ulimit -Hn)");
    TrialWorld world;
    Desk amira(world.origin(), world.port(), world.time());
    amira.enrol(world, PersonId("amira"));
    compareTimes(
        state,
        [&] {
            const Siege siege(world.port());
            return p99(amira);
        },
        [&] { return p99(amira); });
}
void attackGuarded(benchmark::State& state)
{
    guarded(state, [&] { attack(state); });
}
BENCHMARK(attackGuarded)->Name("attack")->Iterations(3)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
