#include "unit/server/session/ServerFixture.h"

#include "server/session/Privileged.h"
#include "server/session/RecoveryCodes.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using server::Transaction;

// A privileged change as rooms run it.
class SecondFactorTest : public ::testing::Test
{
protected:
    Result<int> act(const Member& member, const std::string& code, bool happens = true)
    {
        http::Request request;
        server::Call call{request, {}, server::Caller{}, member.device.publicKey().thumbprint()};
        call.caller->person = member.who.id;
        server::Privileged privileged(*world.store, *world.codes);
        return privileged.run<int>(call, call.entry("people.invite", "nils"), Secret(std::string_view(code)),
                                   [&](Transaction&, std::uint64_t) -> Result<int> {
                                       if (!happens)
                                           return fail(ErrorCode::Conflict);
                                       return ++acted;
                                   });
    }
    std::string refused(const Member& member, const std::string& code, bool happens = true)
    {
        const auto done = act(member, code, happens);
        return done ? std::string() : std::string(codeText(done.error().code));
    }
    int wrongCodes(const Member& member)
    {
        return *server::readFor<int>(*world.store, [&](soci::session& sql) {
            return Result<int>(server::findPerson(sql, member.who.id)->wrongCodes);
        });
    }

    ServerFixture world;
    Member olga = world.member("olga", {wire::Role::ExportOperator});
    std::atomic<int> acted = 0;
};

TEST_F(SecondFactorTest, ACodeIsSpentWithTheChangeItWasTypedFor)
{
    const auto code = world.codeNow(olga);
    EXPECT_EQ(refused(olga, code), "");
    EXPECT_EQ(refused(olga, code), "code-used");
    EXPECT_EQ(acted, 1);
    EXPECT_EQ(world.audited("people.invite", "done"), 1);
}

TEST_F(SecondFactorTest, AChangeThatFailsGivesTheCodeBack)
{
    const auto code = world.codeNow(olga);
    EXPECT_EQ(refused(olga, code, false), "conflict");
    EXPECT_EQ(world.audited("people.invite", "done"), 0);
    EXPECT_EQ(wrongCodes(olga), 0);
    EXPECT_EQ(refused(olga, code), "");
    EXPECT_EQ(refused(olga, code, false), "code-used");
}

TEST_F(SecondFactorTest, OnlyAWrongCodeCountsAndARightOneForgives)
{
    EXPECT_EQ(refused(olga, ""), "code-needed");
    EXPECT_EQ(wrongCodes(olga), 0);
    for (const auto* wrong : {"12345", "1234567", "12345a", "      ", "\xd9\xa1\xd9\xa1\xd9\xa1"})
        EXPECT_EQ(refused(olga, wrong), "code-refused") << wrong;
    EXPECT_EQ(wrongCodes(olga), 5);
    EXPECT_EQ(refused(olga, world.codeNow(olga)), "");
    EXPECT_EQ(wrongCodes(olga), 0);
}

TEST_F(SecondFactorTest, TheRefusalIsInTheLogUnderItsIncident)
{
    const auto done = act(olga, "12345");
    ASSERT_FALSE(done);
    const auto entry = world.audit().back();
    EXPECT_EQ(entry.id, done.error().incident);
    EXPECT_EQ(entry.action, "session.code-refused");
    EXPECT_EQ(entry.outcome, "denied");
    EXPECT_EQ(entry.detail.at("for"), "people.invite");
    EXPECT_EQ(wire::encode(entry).find("12345\""), std::string::npos) << "not what was typed";
}

TEST_F(SecondFactorTest, SomebodyElsesCodeAndARecoveryCodeAreNone)
{
    auto paul = world.member("paul", {wire::Role::SecurityApprover});
    EXPECT_EQ(refused(olga, world.codeNow(paul)), "code-refused");
    std::vector<std::string> recovery;
    ASSERT_TRUE(world.store->write([&](Transaction& transaction) -> Result<void> {
        const auto entry = transaction.audit({});
        recovery = server::replaceRecoveryCodes(transaction.sql(), olga.who.id, *entry);
        return {};
    }));
    EXPECT_EQ(refused(olga, recovery[0]), "code-refused") << "it opens a session, no action";
}

TEST_F(SecondFactorTest, OfManyAtOnceOneGetsTheCode)
{
    const auto code = world.codeNow(olga);
    std::atomic<int> used = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { used += refused(olga, code) == "code-used" ? 1 : 0; });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(acted, 1);
    EXPECT_EQ(used, 7);
}

TEST_F(SecondFactorTest, ALockedAccountActsNoMore)
{
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(refused(olga, "12345"), "code-refused");
    EXPECT_EQ(refused(olga, world.codeNow(olga)), "account-locked");
    EXPECT_EQ(acted, 0);
    EXPECT_EQ(world.audited("session.locked-out", "done"), 1);
}

} // namespace
} // namespace countersign::test
