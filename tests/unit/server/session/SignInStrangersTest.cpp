#include "unit/server/session/SignInFixture.h"

#include <set>

namespace countersign::test {
namespace {

// What strangers learn, how fast, and what they can fill or keep others out of.
class SignInStrangersTest : public SignInFixture
{
};

TEST_F(SignInStrangersTest, AnUnknownNameIsAnsweredAsAWrongPasswordIs)
{
    const auto wrong = begin("olga", "not her password");
    const auto unknown = begin("nobody", password);
    const auto first = wire::decode<wire::SignInAnswer>(wrong.body);
    const auto second = wire::decode<wire::SignInAnswer>(unknown.body);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(wrong.status, unknown.status);
    EXPECT_EQ(first->next, "totp");
    EXPECT_EQ(second->next, "totp");
    EXPECT_EQ(first->pending.size(), second->pending.size());
    const auto afterWrong = finish(first->pending, world.codeNow(olga));
    const auto afterUnknown = finish(second->pending, "123456");
    const auto afterRight = finish(pendingOf(begin("olga", password)), wrongCode());
    for (const auto& answer : {afterWrong, afterUnknown, afterRight}) {
        auto problem = wire::decode<wire::Problem>(answer.body);
        ASSERT_TRUE(problem) << answer.body;
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(problem->code, "sign-in-refused");
        EXPECT_EQ(problem->incident->size(), wire::decode<wire::Problem>(afterWrong.body)->incident->size());
    }
    EXPECT_EQ(row().wrongCodes, 1) << "only what followed the right password counts";
    EXPECT_EQ(world.audited("session.code-refused", "denied"), 3);
}

// The codes and whether incidents come again: all that a stranger sees of failures.
TEST_F(SignInStrangersTest, IncidentsTellNeitherANameNorAPassword)
{
    struct Attempt
    {
        const char* name;
        const char* typed;
    };
    std::set<std::string> incidents;
    // In turn and on their own; the last after guesses that were wrong, as somebody tries a list.
    const std::vector<Attempt> attempts = {
        {"nobody", password}, {"nobody", password}, {"somebody", password}, {"olga", "a wrong password"},
        {"olga", password},   {"olga", password},   {"olga", "another"}};
    for (const auto& attempt : attempts) {
        world.clock.advance(std::chrono::seconds(3)); // as slow as the server wants it
        const auto pending = pendingOf(begin(attempt.name, attempt.typed));
        for (int i = 0; i < 3; ++i) {
            const auto answer = finish(pending, wrongCode());
            const auto problem = wire::decode<wire::Problem>(answer.body);
            ASSERT_TRUE(problem && problem->incident) << answer.body;
            EXPECT_EQ(answer.status, 401);
            EXPECT_EQ(problem->code, "sign-in-refused") << attempt.name << ' ' << attempt.typed;
            EXPECT_TRUE(incidents.insert(*problem->incident).second) << attempt.name << ' ' << attempt.typed;
        }
    }
    EXPECT_EQ(incidents.size(), 3 * attempts.size());
    EXPECT_EQ(row().wrongCodes, 6);
}

// An entry of its own takes another time than a count: which of the two it is must not depend on the
// password.
TEST_F(SignInStrangersTest, ARightPasswordIsCountedWhereAWrongOneIsAndNotLost)
{
    const auto logged = [this](auto&& work) {
        const auto before = world.audit().size();
        work();
        return world.audit().size() - before;
    };
    for (const auto* name : {"olga", "nobody"}) {
        EXPECT_EQ(logged([&] { std::ignore = begin(name, "a wrong password"); }), 1u) << name;
        EXPECT_EQ(logged([&] { std::ignore = begin(name, "another"); }), 0u) << name;
        EXPECT_EQ(logged([&] { std::ignore = begin(name, password); }), 0u) << name;
    }
    world.refusals->flush(true);
    const auto entries = world.audit();
    const auto told = std::find_if(entries.begin(), entries.end(), [](const auto& entry) {
        return entry.action == "session.sign-in" && entry.detail.contains("repeated");
    });
    ASSERT_NE(told, entries.end()) << "that somebody has her password is in the log";
    EXPECT_EQ(told->object, "olga");
    EXPECT_EQ(told->detail.at("repeated"), "1");
    const auto first = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& entry) { return entry.id == told->detail.at("entry"); });
    ASSERT_NE(first, entries.end());
    EXPECT_EQ(first->object, "olga");
    EXPECT_EQ(first->action, "session.password-refused");
}

TEST_F(SignInStrangersTest, ALockedAccountTellsNoPassword)
{
    change([](server::PersonRow& edited) { edited.locked = true; });
    EXPECT_EQ(signIn(wrongCode()), "sign-in-refused");
    EXPECT_EQ(signIn(""), "sign-in-refused");
    const auto code = world.codeNow(olga);
    EXPECT_EQ(signIn(code), "account-locked") << "who has both is told";
    world.clock.advance(std::chrono::seconds(2));
    EXPECT_EQ(signIn(code), "account-locked") << "and has spent no code";
}

TEST_F(SignInStrangersTest, GuessesSlowDownForKnownAndUnknownNamesAlike)
{
    for (const auto* name : {"olga", "nobody"}) {
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(begin(name, "a wrong password").status, 200) << name << i;
        const auto slowed = begin(name, password);
        EXPECT_EQ(slowed.status, 429) << name;
        EXPECT_EQ(slowed.fields.first("Retry-After"), "2") << name;
    }
    world.clock.advance(std::chrono::seconds(2));
    EXPECT_EQ(begin("olga", "a wrong password").status, 200);
    const auto longer = begin("olga", password);
    EXPECT_EQ(longer.status, 429);
    EXPECT_EQ(longer.fields.first("Retry-After"), "4") << "it doubles";
    world.clock.advance(std::chrono::seconds(4));
    EXPECT_EQ(signIn(world.codeNow(olga)), "");
}

TEST_F(SignInStrangersTest, ARightPasswordWithoutItsCodeIsSlowedDownAsAWrongOneIs)
{
    for (const auto* typed : {"a wrong password", "another", password})
        EXPECT_EQ(begin("olga", typed).status, 200) << typed;
    const auto slowed = begin("olga", "a wrong password");
    EXPECT_EQ(slowed.status, 429) << "that it was right is not told";
    EXPECT_EQ(slowed.fields.first("Retry-After"), "2");
    world.clock.advance(std::chrono::seconds(2));
    EXPECT_EQ(signIn(world.codeNow(olga)), "");
    EXPECT_EQ(begin("olga", "a slip").status, 200) << "forgotten when she is in";
    EXPECT_EQ(begin("olga", "a slip").status, 200);
    EXPECT_EQ(begin("olga", "a slip").status, 200);
}

TEST_F(SignInStrangersTest, AClockThatWasSetBackKeepsNobodyOut)
{
    server::SlowDown slow(world.clock);
    for (int i = 0; i <= server::SlowDown::freeByName; ++i)
        slow.tried("olga", "192.0.2.7");
    EXPECT_GT(slow.secondsLeft("olga", "192.0.2.7"), 0);
    world.clock.advance(-std::chrono::hours(1));
    EXPECT_EQ(slow.secondsLeft("olga", "192.0.2.7"), 0);
    slow.tried("olga", "192.0.2.7");
    EXPECT_GT(slow.secondsLeft("olga", "192.0.2.7"), 0) << "what was counted counts";
}

TEST_F(SignInStrangersTest, GuessesFromManyNetworksSlowDownEverywhereButWhereSheSignsIn)
{
    ASSERT_EQ(signIn(world.codeNow(olga)), "");
    const auto from = [](int i) { return "2001:db8:0:" + std::to_string(i) + "::1"; };
    for (const auto* name : {"olga", "nobody"}) {
        for (int i = 0; i <= server::SlowDown::freeAnywhere; ++i)
            EXPECT_EQ(beginFrom(from(i), name, "a wrong password").status, 200) << name << i;
        const auto slowed = beginFrom(from(100), name, password);
        EXPECT_EQ(slowed.status, 429) << name;
        EXPECT_EQ(slowed.fields.first("Retry-After"), "2") << name;
    }
    EXPECT_EQ(beginFrom(from(100), "amira", "a wrong password").status, 200) << "other names are not";
    world.clock.advance(std::chrono::seconds(30));
    EXPECT_EQ(beginFrom(from(101), "olga", "a wrong password").status, 200);
    EXPECT_EQ(beginFrom(from(102), "olga", password).fields.first("Retry-After"), "4") << "it doubles";
    EXPECT_EQ(signIn(world.codeNow(olga)), "") << "her place is not slowed";
    EXPECT_EQ(beginFrom(from(102), "olga", password).status, 429) << "nor does she speed up the others";
}

TEST_F(SignInStrangersTest, AWelcomeIsOfOneNameAndEnds)
{
    server::SlowDown slow(world.clock);
    slow.welcome("olga", "192.0.2.7");
    const auto guess = [&](const std::string& name) {
        for (int i = 0; i <= server::SlowDown::freeAnywhere; ++i)
            slow.tried(name, "10.0.0." + std::to_string(i));
    };
    guess("olga");
    guess("amira");
    EXPECT_EQ(slow.secondsLeft("olga", "192.0.2.7"), 0);
    EXPECT_EQ(slow.secondsLeft("olga", "192.0.2.8"), 2);
    EXPECT_EQ(slow.secondsLeft("amira", "192.0.2.7"), 2) << "not whoever else sits there";
    world.clock.advance(server::SlowDown::welcomeLife);
    guess("olga");
    EXPECT_EQ(slow.secondsLeft("olga", "192.0.2.7"), 2);
}

TEST_F(SignInStrangersTest, AStrangersGuessesNeverKeepHerOut)
{
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(beginFrom("203.0.113.9", "olga", "a wrong password").status, 200) << i;
        world.clock.advance(std::chrono::minutes(5));
    }
    EXPECT_EQ(beginFrom("203.0.113.9", "olga", "a wrong password").status, 200);
    EXPECT_EQ(beginFrom("203.0.113.9", "olga", password).status, 429) << "there it is slow";
    EXPECT_EQ(beginFrom("192.0.2.7", "olga", "a slip").status, 200) << "her own count begins with hers";
    EXPECT_EQ(signIn(world.codeNow(olga)), "");
    EXPECT_FALSE(row().locked);
}

TEST_F(SignInStrangersTest, AFloodFromOneAddressIsTwoEntriesAMinute)
{
    // Slowed ones, too: as fast as the server lets them.
    for (int i = 0; i < 600; ++i) {
        std::ignore = beginFrom("2001:db8::" + std::to_string(i), "olga", "a wrong password");
        world.clock.advance(std::chrono::milliseconds(99));
    }
    world.refusals->flush(true);
    EXPECT_LE(world.audited("session.password-refused", "denied"), 4)
        << "one and its count, for the wrong and for those that were slowed down";
    for (int i = 0; i < 100; ++i)
        std::ignore = beginFrom("203.0.113.9", "nobody" + std::to_string(i), "a wrong password");
    world.refusals->flush(true);
    EXPECT_LE(world.audited("session.password-refused", "denied"), 4 + server::SlowDown::freeByAddress + 3)
        << "of any number of names those that the address may try, and the count of those it may not";
}

TEST_F(SignInStrangersTest, RepeatedWrongPasswordsAreCountedAndTheSuccessTellsHowMany)
{
    EXPECT_EQ(begin("olga", "a wrong password").status, 200);
    EXPECT_EQ(begin("olga", "a wrong password").status, 200);
    EXPECT_EQ(world.audited("session.password-refused", "denied"), 1);
    ASSERT_EQ(signIn(world.codeNow(olga)), "");
    ASSERT_EQ(world.audited("session.password-refused", "denied"), 2) << "written when she is in";
    const auto entries = world.audit();
    const auto told = std::find_if(entries.begin(), entries.end(),
                                   [](const auto& entry) { return entry.detail.contains("repeated"); });
    ASSERT_NE(told, entries.end());
    EXPECT_EQ(told->detail.at("repeated"), "1");
    EXPECT_EQ(told->object, "olga");
    world.refusals->flush(true);
    EXPECT_EQ(world.audited("session.password-refused", "denied"), 2);
}

TEST_F(SignInStrangersTest, CodesAfterAWrongPasswordAreCountedToo)
{
    for (int i = 0; i < 2; ++i) {
        const auto pending = pendingOf(begin("olga", "a wrong password"));
        for (int j = 0; j < 3; ++j)
            EXPECT_EQ(ServerFixture::codeOf(finish(pending, wrongCode())), "sign-in-refused");
    }
    EXPECT_EQ(world.audited("session.code-refused", "denied"), 1);
    EXPECT_EQ(row().wrongCodes, 0);
}

TEST_F(SignInStrangersTest, ManyAddressesTogetherUseUpTheStrangersShareAlone)
{
    server::SignIn::Options options{world.store.get(),    &world.clock,         world.codes.get(),
                                    world.sessions.get(), world.refusals.get(), world.pending.get()};
    options.strangersPerMinute = 6;
    server::SignIn signIns(options);
    http::Request request;
    server::Call call{request, {}, {}, olga.device.publicKey().thumbprint()};
    const auto from = [&](const std::string& address, std::string_view typed) {
        wire::SignIn body;
        body.name = "olga";
        body.password = Secret(typed);
        request.peer.address = address;
        return *signIns.begin(call, body);
    };
    wire::SecondFactor second;
    second.pending = pendingOf(from("192.0.2.7", password));
    second.code = Secret(std::string_view(world.codeNow(olga)));
    ASSERT_TRUE(signIns.finish(call, second)) << "so her address is welcome";
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(from("10.0.0." + std::to_string(i), "a wrong password").status, 200) << i;
    const auto refused = from("10.0.1.1", "a wrong password");
    EXPECT_EQ(ServerFixture::codeOf(refused), "too-many-requests");
    EXPECT_EQ(refused.fields.first("Retry-After"), "10") << "six a minute";
    EXPECT_EQ(from("192.0.2.7", password).status, 200) << "she goes in and out as before";
    world.clock.advance(std::chrono::seconds(10));
    EXPECT_EQ(from("10.0.1.1", "a wrong password").status, 200);
    EXPECT_EQ(from("10.0.1.2", "a wrong password").status, 429);
}

TEST_F(SignInStrangersTest, AWelcomeHasItsBoundsAndItsEnd)
{
    server::SignInLimit limit(world.clock, 1);
    limit.welcome("2001:db8::1");
    for (int i = 0; i < server::SignInLimit::welcomePerMinute; ++i)
        EXPECT_EQ(limit.take("2001:db8::" + std::to_string(i)), 0) << i;
    EXPECT_EQ(limit.take("2001:db8::1"), 1) << "a flood from there ends, too";
    EXPECT_EQ(limit.take("203.0.113.1"), 0) << "and was not at the strangers' cost";
    EXPECT_EQ(limit.take("203.0.113.1"), 60);
    world.clock.advance(server::SignInLimit::welcomeLife);
    EXPECT_EQ(limit.take("2001:db8::1"), 0);
    EXPECT_EQ(limit.take("2001:db8::1"), 60) << "a stranger again";
}

} // namespace
} // namespace countersign::test
