#include "unit/server/session/SignInFixture.h"

#include "server/session/RecoveryCodes.h"

namespace countersign::test {
namespace {

class SignInTest : public SignInFixture
{
};

TEST_F(SignInTest, PasswordAndCodeOpenASession)
{
    const auto done = finish(pendingOf(begin("  OLGA ", password)), world.codeNow(olga));
    ASSERT_EQ(done.status, 200) << done.body;
    const auto grant = wire::decode<wire::SessionGrant>(done.body);
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->expiresIn, 300);
    EXPECT_EQ(grant->idleSeconds, 900);
    EXPECT_EQ(grant->ends, world.clock.now() + std::chrono::hours(12));
    EXPECT_EQ(grant->me.person, olga.who.id);
    EXPECT_TRUE(grant->recoveryCodes.empty());
    const std::string access(grant->accessToken.revealText());
    EXPECT_EQ(world.send(olga.device, access, "GET", "/v1/session").status, 200);
    for (const auto& entry : world.audit())
        for (const auto& secret : {access, std::string(grant->refreshToken.revealText())})
            EXPECT_EQ(wire::encode(entry).find(secret), std::string::npos);
}

TEST_F(SignInTest, TenWrongCodesAfterTheRightPasswordLock)
{
    std::string pending;
    for (int i = 0; i < 10; ++i) {
        world.clock.advance(std::chrono::seconds(10)); // as slow as the server wants it
        if (i % 3 == 0)
            pending = pendingOf(begin("olga", password));
        EXPECT_EQ(ServerFixture::codeOf(finish(pending, wrongCode())), "sign-in-refused") << i;
    }
    EXPECT_TRUE(row().locked);
    EXPECT_EQ(world.audited("session.locked-out", "done"), 1);
    world.clock.advance(std::chrono::seconds(10));
    EXPECT_EQ(signIn(world.codeNow(olga)), "account-locked");
    EXPECT_EQ(ServerFixture::codeOf(world.send(olga, "GET", "/v1/session")), "session-ended")
        << "what she had open ends, too";
}

TEST_F(SignInTest, ThreeWrongCodesAndThePasswordIsAskedForAgain)
{
    const auto pending = pendingOf(begin("olga", password));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(ServerFixture::codeOf(finish(pending, wrongCode())), "sign-in-refused");
    EXPECT_EQ(ServerFixture::codeOf(finish(pending, world.codeNow(olga))), "sign-in-lapsed");
    const auto other = pendingOf(begin("olga", password));
    EXPECT_EQ(ServerFixture::codeOf(finish(other, wrongCode())), "sign-in-refused");
    EXPECT_EQ(finish(other, world.codeNow(olga)).status, 200) << "a slip is put right in place";
    EXPECT_EQ(row().wrongCodes, 0);
}

TEST_F(SignInTest, EachTimeStepIsAcceptedOnce)
{
    const auto code = world.codeNow(olga);
    EXPECT_EQ(signIn(code), "");
    EXPECT_EQ(signIn(code), "code-used");
    EXPECT_EQ(row().wrongCodes, 0) << "a code that comes twice is no guess";
    world.clock.advance(std::chrono::seconds(30));
    EXPECT_EQ(signIn(code), "code-used") << "still within its tolerance";
    const auto missed = world.codeNow(olga);
    world.clock.advance(std::chrono::seconds(30));
    EXPECT_EQ(signIn(missed), "") << "the step before";
    EXPECT_EQ(signIn(missed), "code-used");
    EXPECT_EQ(signIn(world.codeNow(olga)), "");
    EXPECT_EQ(signIn(missed), "code-used") << "never back";
    world.clock.advance(std::chrono::seconds(60));
    EXPECT_EQ(signIn(missed), "sign-in-refused") << "too old is wrong";
}

TEST_F(SignInTest, ARecoveryCodeWorksOnceInTheFormThatAPersonTypes)
{
    std::vector<std::string> shown;
    ASSERT_TRUE(world.store->write([&](server::Transaction& transaction) -> Result<void> {
        const auto entry = transaction.audit({});
        shown = server::replaceRecoveryCodes(transaction.sql(), olga.who.id, *entry);
        return {};
    }));
    ASSERT_EQ(shown.size(), 10u);
    auto typed = shown[0];
    for (auto& c : typed)
        c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
    EXPECT_EQ(signIn(typed), "");
    EXPECT_EQ(signIn(shown[0]), "sign-in-refused");
    EXPECT_EQ(row().wrongCodes, 1);
    EXPECT_EQ(signIn(shown[9]), "");
    EXPECT_EQ(row().wrongCodes, 0);
    EXPECT_EQ(signIn(shown[1].substr(1)), "sign-in-refused");
}

TEST_F(SignInTest, ASignInBelongsToItsDeviceAndDoesNotWait)
{
    const auto pending = pendingOf(begin("olga", password));
    EXPECT_EQ(ServerFixture::codeOf(finish(crypto::SigningKey::generate(), pending, world.codeNow(olga))),
              "sign-in-lapsed");
    wire::EnrolBegin other{pending};
    EXPECT_EQ(ServerFixture::codeOf(
                  world.send(olga.device, "", "POST", "/v1/session/enrol/begin", wire::encode(other))),
              "sign-in-lapsed")
        << "nor is it an enrolment";
    world.clock.advance(std::chrono::minutes(5) + std::chrono::seconds(1));
    EXPECT_EQ(ServerFixture::codeOf(finish(pending, world.codeNow(olga))), "sign-in-lapsed");
    EXPECT_EQ(row().wrongCodes, 0);
}

TEST_F(SignInTest, ADisabledPersonGetsNoSessionAndLosesNoCode)
{
    change([](server::PersonRow& edited) { edited.disabled = true; });
    const auto code = world.codeNow(olga);
    EXPECT_EQ(signIn(code), "account-disabled");
    change([](server::PersonRow& edited) { edited.disabled = false; });
    EXPECT_EQ(signIn(code), "");
}

} // namespace
} // namespace countersign::test
