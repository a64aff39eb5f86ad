#include "attack/AttackedServer.h"
#include "attack/ManyFiles.h"

namespace countersign::test {

namespace {

using testing::IsEmpty;

constexpr int crowdSize = 10'000;
constexpr int addresses = 20;
constexpr rlim_t needed = crowdSize + 3000;

// No deadline helps here: what bounds the crowd is how many may be connected.
http::Limits patient()
{
    http::Limits limits;
    limits.headerSeconds = limits.idleSeconds = limits.bodySeconds = 600;
    return limits;
}

class CrowdTest : ManyFiles, public AttackedServer
{
protected:
    CrowdTest() : ManyFiles(needed), AttackedServer(patient()) {}

    using ManyFiles::enough;

    static std::string addressOf(int i) { return "127.0.1." + std::to_string(1 + i % addresses); }

    template <typename Lines>
    static int open(const Lines& lines,
                    const std::function<const Line&(const typename Lines::value_type&)>& of)
    {
        return static_cast<int>(std::count_if(lines.begin(), lines.end(), [&](const auto& line) {
            return !of(line).endsWithin(std::chrono::milliseconds(0));
        }));
    }
    // Cutting happens on other threads: until it has, or for ten seconds.
    static int settled(const std::function<int()>& count, int most)
    {
        int now = count();
        for (int i = 0; i < 200 && now > most; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            now = count();
        }
        return now;
    }
};

TEST_F(CrowdTest, TenThousandIdleConnectionsKeepNobodyOut)
{
    if (!enough())
        GTEST_SKIP() << "needs a hard limit of " << needed << " open files (ulimit -Hn)";
    std::vector<Line> mute;
    std::vector<Attacker> idle;
    {
        const GoodClient good(amira);
        for (int i = 0; i < crowdSize; ++i) {
            if (i % 10 == 0)
                idle.emplace_back(world.port(), Line::Options{addressOf(i / 10), 0});
            else
                mute.emplace_back(world.port(), Line::Options{addressOf(i), 0});
            if (i % 1000 == 999)
                good.goesOn();
        }
        const auto count = [&] {
            return open(mute, [](const Line& line) -> const Line& { return line; }) +
                   open(idle, [](const Attacker& one) -> const Line& { return one.line(); });
        };
        const auto most = static_cast<int>(world.configuration().limits.connections);
        EXPECT_LE(settled(count, most), most);
        EXPECT_GT(count(), most / 2) << "room that is there is given";
        good.goesOn();
        Attacker late(world.port(), {"127.0.0.9", 0});
        EXPECT_EQ(late.ask("GET", "/v1/nothing").status, 404) << "whoever comes now is served";
    }
    EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
}

TEST_F(CrowdTest, OneAddressTakesItsShareAlone)
{
    const auto share = static_cast<int>(world.configuration().limits.connectionsPerAddress);
    Attacker neighbour(world.port(), {"127.0.0.9", 0});
    ASSERT_EQ(neighbour.ask("GET", "/v1/nothing").status, 404);
    std::vector<Line> lines;
    {
        const GoodClient good(amira);
        for (int i = 0; i < share + 200; ++i)
            lines.emplace_back(world.port(), Line::Options{"127.0.0.2", 0});
        const auto count = [&] { return open(lines, [](const Line& line) -> const Line& { return line; }); };
        EXPECT_EQ(settled(count, share), share);
        EXPECT_TRUE(lines.front().endsWithin(std::chrono::seconds(5))) << "the first goes first";
        good.goesOn();
    }
    EXPECT_EQ(neighbour.ask("GET", "/v1/nothing").status, 404) << "idle for longer, and never cut";
    EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
}

TEST_F(CrowdTest, LargeBodiesTakeTurns)
{
    const auto share = static_cast<int>(world.configuration().limits.largeBodiesPerAddress);
    const std::string head =
        "POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
    std::vector<Attacker> attackers;
    for (int i = 0; i < share + 8; ++i)
        attackers.push_back(attacker());
    for (auto& one : attackers)
        one.send(head);
    // Who got no turn is told at once; the others are heard out.
    const auto told = [&] {
        return static_cast<int>(std::count_if(attackers.begin(), attackers.end(),
                                              [](const auto& one) { return one.line().hears(); }));
    };
    EXPECT_EQ(-settled([&] { return -told(); }, -8), 8);
    for (auto& one : attackers) {
        if (one.line().hears()) {
            EXPECT_EQ(one.answer().status, 503);
        }
    }
    const auto small = amira.call("GET", "/v1/people");
    EXPECT_EQ(small.status, 200);
    Attacker elsewhere(world.port(), {"127.0.0.3", 0});
    elsewhere.send(head + std::string(1'000'000, ' '));
    EXPECT_EQ(elsewhere.answer().code(), "dpop-refused") << "another address has turns of its own";
    attackers.clear();
    EXPECT_THAT(refusedAndNothingChanged(),
                testing::ElementsAre(testing::Pair("session.sign-in dpop-refused", 1)));
}

} // namespace

} // namespace countersign::test
