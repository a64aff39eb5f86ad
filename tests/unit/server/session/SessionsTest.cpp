#include "unit/server/session/ServerFixture.h"

#include "crypto/Random.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using namespace std::chrono_literals;
using server::Sessions;

class SessionsTest : public ::testing::Test
{
protected:
    Sessions::Opened openRow()
    {
        auto opened = server::writeFor<Sessions::Opened>(
            *world.store, [&](server::Transaction& transaction) -> Result<Sessions::Opened> {
                const auto entry = transaction.audit({});
                const auto row = server::findPerson(transaction.sql(), olga.who.id);
                return Sessions::open(transaction, SessionId(crypto::randomIdText("ses_")), *row,
                                      olga.device.publicKey().thumbprint(), *entry);
            });
        return std::move(*opened);
    }

    void use(wire::SessionGrant grant)
    {
        access = std::string(grant.accessToken.revealText());
        refresh = std::string(grant.refreshToken.revealText());
    }
    void open() { use(world.sessions->grant(openRow())); }

    http::Response renewWith(const crypto::SigningKey& device, const std::string& token)
    {
        wire::Refresh body;
        body.refreshToken = Secret(std::string_view(token));
        return world.send(device, "", "POST", "/v1/session/refresh", wire::encode(body));
    }
    // Goes on with the new tokens; the problem's code, or nothing.
    std::string renew()
    {
        const auto response = renewWith(olga.device, refresh);
        if (auto grant = wire::decode<wire::SessionGrant>(response.body); response.status == 200 && grant) {
            expiresIn = grant->expiresIn;
            use(std::move(*grant));
        }
        return ServerFixture::codeOf(response);
    }
    std::string call() { return call(olga.device, access); }
    std::string call(const crypto::SigningKey& device, const std::string& token)
    {
        return ServerFixture::codeOf(world.send(device, token, "GET", "/v1/session"));
    }
    void end()
    {
        EXPECT_TRUE(world.store->write([&](server::Transaction& transaction) -> Result<void> {
            const auto entry = transaction.audit({});
            world.sessions->endAll(transaction, olga.who.id, *entry);
            return {};
        }));
    }

    ServerFixture world;
    Member olga = world.member("olga", {wire::Role::ExportOperator});
    std::string access, refresh;
    int expiresIn = 0;
};

TEST_F(SessionsTest, KnowsTheKeysOfThoseThatStand)
{
    const auto key = olga.device.publicKey().thumbprint();
    open();
    EXPECT_TRUE(world.sessions->knows(key));
    EXPECT_FALSE(world.sessions->knows(crypto::SigningKey::generate().publicKey().thumbprint()));
    world.clock.advance(Sessions::idleLimit);
    EXPECT_FALSE(world.sessions->knows(key)) << "idle";
    open();
    EXPECT_TRUE(world.sessions->knows(key));
    end();
    EXPECT_FALSE(world.sessions->knows(key)) << "ended";
}

TEST_F(SessionsTest, ATokenLivesFiveMinutesAndIsBoundToItsDevice)
{
    open();
    EXPECT_EQ(call(crypto::SigningKey::generate(), access), "dpop-refused");
    world.clock.advance(299s);
    EXPECT_EQ(call(), "");
    world.clock.advance(1s);
    EXPECT_EQ(call(), "session-ended");
    EXPECT_EQ(renew(), "");
    EXPECT_EQ(call(), "");
}

TEST_F(SessionsTest, ARefreshTokenUsedTwiceEndsTheSession)
{
    open();
    const auto stolen = refresh;
    EXPECT_EQ(renew(), "");
    EXPECT_EQ(call(), "");
    EXPECT_EQ(ServerFixture::codeOf(renewWith(crypto::SigningKey::generate(), stolen)), "refresh-reused");
    EXPECT_EQ(call(), "session-ended") << "whoever has the newer one";
    EXPECT_EQ(renew(), "session-ended");
    EXPECT_EQ(ServerFixture::codeOf(renewWith(olga.device, stolen)), "session-ended");
    EXPECT_EQ(world.audited("session.refresh-reused", "denied"), 1) << "one alarm";
}

TEST_F(SessionsTest, ARefreshTokenIsBoundToItsDevice)
{
    open();
    EXPECT_EQ(ServerFixture::codeOf(renewWith(crypto::SigningKey::generate(), refresh)), "dpop-refused");
    EXPECT_EQ(ServerFixture::codeOf(renewWith(olga.device, "made up")), "session-ended");
    EXPECT_EQ(call(), "") << "a thief without the key does no harm";
    EXPECT_EQ(renew(), "");
}

TEST_F(SessionsTest, FifteenIdleMinutesEndIt)
{
    open();
    for (int minutes = 4; minutes < 15; minutes += 4) {
        world.clock.advance(4min);
        EXPECT_EQ(renew(), "") << "renewal is no activity, nor does it fail";
        const auto device = olga.device.publicKey().thumbprint();
        EXPECT_TRUE(world.sessions->callerOf(access, device, true)) << "in the background";
    }
    world.clock.advance(2min + 59s); // 14:59
    EXPECT_TRUE(world.sessions->callerOf(access, olga.device.publicKey().thumbprint(), true));
    world.clock.advance(1s);
    EXPECT_EQ(call(), "session-ended");
    EXPECT_EQ(renew(), "session-ended");
}

TEST_F(SessionsTest, ActivityPostponesTheIdleEnd)
{
    open();
    world.clock.advance(14min + 59s);
    EXPECT_EQ(renew(), "");
    EXPECT_EQ(call(), "");
    world.clock.advance(14min + 59s);
    EXPECT_EQ(renew(), "");
    world.clock.advance(1s);
    EXPECT_EQ(call(), "session-ended");
}

TEST_F(SessionsTest, TwelveHoursAreTheWhole)
{
    open();
    const auto began = world.clock.now();
    while (world.clock.now() + 10min < began + 12h) {
        world.clock.advance(10min);
        ASSERT_EQ(renew(), "");
        ASSERT_EQ(call(), "");
    }
    world.clock.set(began + 12h - 2min);
    EXPECT_EQ(renew(), "");
    EXPECT_EQ(expiresIn, 120) << "no token outlives its session";
    world.clock.set(began + 12h);
    EXPECT_EQ(call(), "session-ended");
    EXPECT_EQ(renew(), "session-ended");
}

TEST_F(SessionsTest, AClockThatWasSetBackMakesNoneLonger)
{
    open();
    world.clock.advance(-1h);
    world.sessions->sweep();
    EXPECT_EQ(call(), "") << "nor does it end one";
    world.clock.advance(15min);
    EXPECT_EQ(call(), "session-ended");
    open();
    world.clock.advance(-1h);
    world.sessions->sweep();
    world.clock.advance(15min);
    EXPECT_EQ(call(), "session-ended") << "without a call in between";
}

TEST_F(SessionsTest, TheEndIsLoggedOnceWithItsReason)
{
    open();
    world.clock.advance(15min);
    world.sessions->sweep();
    world.sessions->sweep();
    // The fixture's member had a session, too.
    EXPECT_EQ(world.audited("session.lock", "done"), 2);
    EXPECT_EQ(world.audit().back().detail.at("why"), "idle");
    EXPECT_EQ(renew(), "session-ended");
}

TEST_F(SessionsTest, WhoIsDisabledIsOutAtOnce)
{
    open();
    const auto second = [&] {
        const auto keptAccess = access;
        open();
        return keptAccess;
    }();
    ASSERT_FALSE(world.store->write([&](server::Transaction& transaction) -> Result<void> {
        const auto entry = transaction.audit({});
        world.sessions->endAll(transaction, olga.who.id, *entry);
        return fail(ErrorCode::Conflict);
    }));
    EXPECT_EQ(call(), "") << "what did not happen ends nothing";
    end();
    EXPECT_EQ(call(), "session-ended");
    EXPECT_EQ(call(olga.device, second), "session-ended") << "all of them";
    EXPECT_EQ(renew(), "session-ended");
}

TEST_F(SessionsTest, ASessionEndedBeforeItsTokenWasGivenIsDead)
{
    auto opened = openRow();
    const auto id = opened.id;
    end(); // between the transaction of sign-in and its answer
    use(world.sessions->grant(std::move(opened)));
    EXPECT_EQ(call(), "session-ended");
    EXPECT_FALSE(world.sessions->alive(id));
    EXPECT_EQ(renew(), "session-ended");
}

TEST_F(SessionsTest, SigningOutEndsThisOneAlone)
{
    open();
    const auto other = std::pair(access, refresh);
    open();
    EXPECT_EQ(world.send(olga.device, access, "DELETE", "/v1/session").status, 204);
    EXPECT_EQ(call(), "session-ended");
    EXPECT_EQ(renew(), "session-ended");
    EXPECT_EQ(call(olga.device, other.first), "");
    EXPECT_EQ(world.audited("session.sign-out", "done"), 1);
}

TEST_F(SessionsTest, ARestartKeepsTheSessionAndLosesTheToken)
{
    open();
    world.clock.advance(5min);
    EXPECT_EQ(renew(), "");
    EXPECT_EQ(call(), "");
    Sessions restarted({world.store.get(), &world.clock, world.facts});
    const auto device = olga.device.publicKey().thumbprint();
    EXPECT_FALSE(restarted.callerOf(access, device, false));
    http::Request request;
    const server::Call call{request, {}, {}, device};
    const auto grant = restarted.refresh(call, Secret(std::string_view(refresh)));
    ASSERT_TRUE(grant);
    EXPECT_TRUE(restarted.callerOf(grant->accessToken.revealText(), device, false));
}

} // namespace
} // namespace countersign::test
