#include "attack/AttackedServer.h"

namespace countersign::test {

namespace {

using std::chrono::milliseconds;
using testing::IsEmpty;

http::Limits impatient()
{
    http::Limits limits;
    limits.headerSeconds = 1;
    limits.bodySeconds = 1;
    limits.idleSeconds = 1;
    limits.writeSeconds = 1;
    return limits;
}

/// Whoever keeps the server waiting is cut at a deadline that no trickle of bytes moves.
class SlowTest : public AttackedServer
{
protected:
    SlowTest() : AttackedServer(impatient()), good(std::make_unique<GoodClient>(amira)) {}

    void expectNothingHappened()
    {
        good->goesOn();
        good.reset();
        EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
    }

    // Each says its part, then a byte every so often; how many are still heard out after all of it.
    static int trickle(std::vector<Attacker>& attackers, const std::string& opening, const std::string& rest)
    {
        for (auto& one : attackers)
            one.send(opening);
        int open = 0;
        for (const char byte : rest) {
            open = 0;
            const Attacker* heard = nullptr;
            for (auto& one : attackers)
                if (!one.line().endsWithin(milliseconds(0)) && one.send(std::string(1, byte))) {
                    ++open;
                    heard = &one;
                }
            if (!heard || heard->line().endsWithin(milliseconds(100)))
                --open;
            if (open <= 0)
                return 0;
        }
        return open;
    }

    [[nodiscard]] std::vector<Attacker> crowd(int count) const
    {
        std::vector<Attacker> attackers;
        for (int i = 0; i < count; ++i)
            attackers.push_back(attacker());
        return attackers;
    }

    std::unique_ptr<GoodClient> good;
};

TEST_F(SlowTest, HalfOpenHandshakesAreCut)
{
    const Line silent(world.port());
    const Line half(world.port());
    ASSERT_TRUE(
        half.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11))); // of a ClientHello
    EXPECT_EQ(silent.readAll(), "");
    EXPECT_EQ(half.readAll(), "");
    expectNothingHappened();
}

TEST_F(SlowTest, SlowHeadsAreCut)
{
    auto attackers = crowd(64);
    EXPECT_EQ(
        trickle(attackers, "GET /v1/people HTTP/1.1\r\nHost: localhost\r\nX-A: ", std::string(100, 'a')), 0);
    expectNothingHappened();
}

TEST_F(SlowTest, SlowBodiesAreCut)
{
    auto attackers = crowd(64);
    EXPECT_EQ(trickle(attackers,
                      "POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{",
                      std::string(100, ' ')),
              0);
    auto chunks = crowd(8);
    EXPECT_EQ(
        trickle(chunks,
                "POST /v1/session HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n",
                std::string(100, ' ')),
        0);
    expectNothingHappened();
}

TEST_F(SlowTest, WhoTakesNoAnswersIsCut)
{
    Attacker deaf(world.port(), {"127.0.0.2", 2048});
    ASSERT_TRUE(deaf.connected());
    const std::string request = "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n";
    int sent = 0;
    while (sent < 200'000 && deaf.send(request))
        ++sent;
    EXPECT_LT(sent, 200'000) << "the server went on answering into nowhere";
    expectNothingHappened();
}

TEST_F(SlowTest, WhoHasNothingMoreToSayIsCut)
{
    auto idle = attacker();
    EXPECT_EQ(idle.ask("GET", "/v1/nothing").status, 404);
    EXPECT_EQ(idle.readAll(), "");
    expectNothingHappened();
}

} // namespace

} // namespace countersign::test
