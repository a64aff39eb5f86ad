#include "RecoveringTest.h"

/// Who was an admin when the log was kept, and is none any more by what was lost of it: the intruder,
/// perhaps, whom it put out. Whoever knows that takes no proposal of theirs.
namespace countersign::client {
namespace {

enum class End : std::uint8_t { Revoked, Reset, Disabled, Dismissed, LeftTheRoot };

class LostProposerTest : public RecoveringTest, public testing::WithParamInterface<End>
{
protected:
    void SetUp() override
    {
        RecoveringTest::SetUp();
        chen = world.join("chen", {wire::Role::Admin});
        before = world.state.root();
        auto body = world.nextRoot();
        body.admins.push_back({chen.id, chen.name, chen.signing.publicKey(), chen.encryption.publicKey()});
        world.propose(body);
        show();
        ASSERT_EQ(advance(), "none");
        ending = [this] { end(); };
        loseATail();
        ASSERT_EQ(advance(), "log-rolled-back");
        pending.proposal = world.sign(chen, RecoveringTest::body()).signatures;
        offer();
    }
    void end()
    {
        switch (GetParam()) {
        case End::Revoked:
            return world.revoke(chen, world.state.size(), wire::RevocationCause::Compromised);
        case End::Reset:
            return world.change(chen.id, wire::RoleAction::ResetMfa);
        case End::Disabled:
            return world.change(chen.id, wire::RoleAction::Disable);
        case End::Dismissed:
            leaveTheRoot();
            return world.change(chen.id, wire::RoleAction::Grant, wire::Role::Admin);
        case End::LeftTheRoot:
            return leaveTheRoot();
        }
    }
    void leaveTheRoot()
    {
        auto body = world.nextRoot();
        body.admins = before.admins;
        world.propose(body);
    }

    test::TestPerson chen;
    wire::RootBody before;
};

TEST_P(LostProposerTest, IsNotFollowed)
{
    EXPECT_EQ(lookCode(), "key-revoked");
}

// By what lies here of the log as it was.
TEST_P(LostProposerTest, IsNotFollowedByALaterRunEither)
{
    LogFollower nextRun(connection, folder.filePath("log"));
    Statements signing(connection, session, nextRun);
    LogRecoveries later(connection, session, nextRun, signing);
    ASSERT_FALSE(QCoro::waitFor(nextRun.advance()));
    const auto found = QCoro::waitFor(later.look());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::KeyRevoked);
}

INSTANTIATE_TEST_SUITE_P(Ends, LostProposerTest,
                         testing::Values(End::Revoked, End::Reset, End::Disabled, End::Dismissed,
                                         End::LeftTheRoot));

} // namespace
} // namespace countersign::client
