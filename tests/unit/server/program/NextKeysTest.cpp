#include "server/ProgramNextKeys.h"
#include "support/CodeOf.h"
#include "unit/server/program/RecoveryGround.h"

#include <gmock/gmock.h>

/// Keys of the server and its logs that are prepared on the host, until the admins' root names them.
namespace countersign::test {
namespace {

using server::LogName;
using testing::HasSubstr;

class NextKeysTest : public testing::Test
{
protected:
    Result<wire::PreparedKeys> prepare()
    {
        return server::nextKeysOnHost(world.configuration(), world.ground.clock);
    }
    std::string note(LogName log) { return world.store().checkpoint(log).value(); }
    bool isSignedBy(LogName log, const std::string& vkey)
    {
        return crypto::openCheckpoint(note(log), crypto::NoteVerifier::fromText(vkey).value()).has_value();
    }

    RecoveryGround world;
};

TEST_F(NextKeysTest, SignOnceARootThatNamesThemIsInForce)
{
    const auto keys = prepare();
    ASSERT_TRUE(keys) << keys.error().detail;
    EXPECT_THAT(keys->trustLog, HasSubstr("srv_test/trust+"));
    EXPECT_THAT(server::nextKeysText(*keys), HasSubstr(keys->serverKey.thumbprint().text()));
    world.open();
    const auto root = world.nextRoot(*keys);
    ASSERT_TRUE(world.enter(root));
    world.close();
    world.open();
    EXPECT_TRUE(isSignedBy(LogName::Trust, world.verifier(LogName::Trust).text())) << "one admin alone";
    const auto done = world.enter(world.approval(root));
    ASSERT_TRUE(done) << done.error().detail;
    world.close();
    world.open();
    EXPECT_TRUE(isSignedBy(LogName::Trust, keys->trustLog));
    EXPECT_TRUE(isSignedBy(LogName::Audit, keys->auditLog));
    const auto key = world.vault().serverKeyOf(keys->serverKey.thumbprint());
    ASSERT_TRUE(key);
    EXPECT_EQ((*key)->thumbprint(), keys->serverKey.thumbprint());
    // The copy is of the same log and goes on.
    EXPECT_TRUE(world.checkCopy());
    EXPECT_EQ(world.copied("trust/checkpoint"), note(LogName::Trust));
    world.close();
    EXPECT_TRUE(prepare()) << "in force: others may be prepared";
}

TEST_F(NextKeysTest, AreMadeOnceAndNotUnderARunningServer)
{
    world.open();
    EXPECT_EQ(codeOf(prepare()), ErrorCode::Conflict);
    world.close();
    ASSERT_TRUE(prepare());
    const auto twice = prepare();
    ASSERT_EQ(codeOf(twice), ErrorCode::Conflict);
    EXPECT_THAT(twice.error().detail, HasSubstr("were prepared on"));
}

TEST_F(NextKeysTest, WaitForARecovery)
{
    world.loseATail();
    ASSERT_TRUE(world.recover());
    EXPECT_EQ(codeOf(prepare()), ErrorCode::Conflict);
}

// A tail that a later key signed is told by that key, and by the one before it.
TEST_F(NextKeysTest, ALossAfterAChangeOfKeysIsRecovered)
{
    const auto keys = prepare();
    ASSERT_TRUE(keys);
    world.open();
    const auto root = world.nextRoot(*keys);
    ASSERT_TRUE(world.enter(root));
    ASSERT_TRUE(world.enter(world.approval(root)));
    world.close();
    world.loseATail();
    const auto pending = world.recover();
    ASSERT_TRUE(pending) << pending.error().detail;
    EXPECT_GT(pending->lost.audit.size, pending->kept.audit.size);
    world.open();
    const auto proposal = world.proposal(*pending);
    ASSERT_TRUE(world.enter(proposal));
    ASSERT_TRUE(world.enter(world.approval(proposal)));
    world.close();
    world.open();
    EXPECT_TRUE(isSignedBy(LogName::Trust, pending->trustLog));
}

} // namespace
} // namespace countersign::test
