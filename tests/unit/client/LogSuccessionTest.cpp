#include "FollowingTest.h"
#include "client/LogFiles.h"
#include "client/OwnHeads.h"

#include <QDir>

/// Logs that go on under another key: a later root's, or that of a recovery.
namespace countersign::client {
namespace {

using test::MemoryLog;

class LogSuccessionTest : public test::FollowingTest
{
protected:
    // A root with other keys for both logs, in force; the logs go on under them.
    void changeLogKeys()
    {
        auto trust = world.trustLog.successor(world.trustLog.origin());
        auto audit = world.auditLog.successor(world.auditLog.origin());
        auto body = world.nextRoot();
        body.trustLog = trust.verifier().text();
        body.auditLog = audit.verifier().text();
        world.propose(body);
        goOn(std::move(trust), std::move(audit));
    }
    // Under these keys, with all entries.
    void goOn(MemoryLog trust, MemoryLog audit)
    {
        while (trust.size() < world.trustLog.size())
            trust.append(world.trustLog.lines()[trust.size()]);
        while (audit.size() < world.auditLog.size())
            audit.append(world.auditLog.lines()[audit.size()]);
        world.trustLog = std::move(trust);
        world.auditLog = std::move(audit);
        show();
    }

    // The server as it was at these sizes; what followed is lost.
    void restore(std::uint64_t trustSize, std::uint64_t auditSize)
    {
        lost = {world.trustLog.head(), world.auditLog.head()};
        auto trust = world.trustLog.restored(trustSize, world.trustLog.origin() + "-2");
        auto audit = world.auditLog.restored(auditSize, world.auditLog.origin() + "-2");
        kept = {trust.head(), audit.head()};
        world.state = trust::TrustState(world.root.digest);
        world.entries.resize(trustSize);
        for (const auto& entry : world.entries)
            ASSERT_TRUE(world.state.apply(entry));
        world.trustLog = std::move(trust);
        world.auditLog = std::move(audit);
        show();
    }
    wire::LogRecoveryBody recovery() const
    {
        wire::LogRecoveryBody body;
        body.lost = lost;
        body.kept = kept;
        body.trustLog = world.trustLog.verifier().text();
        body.auditLog = world.auditLog.verifier().text();
        body.reason = "the disk failed on Monday";
        return body;
    }

    wire::Seen lost, kept;
};

TEST_F(LogSuccessionTest, ALaterRootChangesTheLogsKeys)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    changeLogKeys();
    EXPECT_EQ(one->outcome(), "none");
    EXPECT_EQ(one->follower.trust().root().version, 2U);
    world.enterNoise();
    audit(1);
    show();
    EXPECT_EQ(one->outcome(), "none");
    EXPECT_EQ(one->follower.verifiedThrough(), 4U);
}

TEST_F(LogSuccessionTest, AConsoleThatWasAwayOrIsNewFindsTheKeyByTheLog)
{
    ASSERT_EQ(console()->outcome(), "none");
    changeLogKeys();
    changeLogKeys();
    audit(300);
    show();
    EXPECT_EQ(console()->outcome(), "none") << "with a checkpoint of the first key";
    EXPECT_EQ(console()->outcome(), "none") << "with one of the third";
    QTemporaryDir fresh;
    Console newcomer(server.profile(world.server, world.root.digest), world.clock, fresh.path());
    EXPECT_EQ(newcomer.outcome(), "none");
    EXPECT_EQ(newcomer.follower.trust().root().version, 3U);
}

TEST_F(LogSuccessionTest, AfterAChangeTheOldKeySignsNothing)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    const auto oldTrust = world.trustLog.origin();
    auto body = world.nextRoot();
    body.trustLog = world.trustLog.successor(oldTrust).verifier().text();
    body.auditLog = world.auditLog.verifier().text();
    world.propose(body);
    show(); // with the root in force, still under the old key
    EXPECT_EQ(one->outcome(), "log-signature");
    EXPECT_TRUE(one->follower.broken());
}

TEST_F(LogSuccessionTest, AKeyThatNoRootNamesIsRefused)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    world.enterNoise();
    goOn(world.trustLog.successor(world.trustLog.origin()),
         world.auditLog.successor(world.auditLog.origin()));
    EXPECT_EQ(one->outcome(), "log-signature");
}

TEST_F(LogSuccessionTest, ARecoveryGoesOnFromWhatWasKept)
{
    const auto trustKept = world.trustLog.size();
    world.enterNoise();
    world.enterNoise();
    audit(5);
    show();
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    ASSERT_EQ(one->follower.verifiedThrough(), 8U);
    restore(trustKept, 3);
    {
        QTemporaryDir copy;
        Console away(server.profile(world.server, world.root.digest), world.clock, copy.path());
        EXPECT_EQ(away.outcome(), "log-origin") << "nobody signed for it yet";
    }
    world.propose(recovery());
    show();
    EXPECT_EQ(one->outcome(), "none");
    EXPECT_EQ(one->follower.verifiedThrough(), 3U);
    ASSERT_EQ(one->follower.trust().recoveries().size(), 1U);
    EXPECT_EQ(one->follower.trust().size(), world.state.size()) << "what was lost is forgotten";
    EXPECT_EQ(console()->outcome(), "none") << "the next run, too";
    audit(2);
    show();
    EXPECT_EQ(one->outcome(), "none");
    EXPECT_EQ(one->follower.verifiedThrough(), 5U);
}

TEST_F(LogSuccessionTest, WhoHadSeenNoMoreThanWasKeptLosesNothing)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    const auto trustKept = world.trustLog.size();
    world.enterNoise();
    audit(5);
    restore(trustKept, 3);
    world.propose(recovery());
    show();
    EXPECT_EQ(one->outcome(), "none");
    EXPECT_EQ(one->follower.trust().recoveries().size(), 1U);
}

// What it saw beyond the loss that was signed for, somebody made disappear.
TEST_F(LogSuccessionTest, WhoSawMoreThanARecoveryNamesAsLostStaysBroken)
{
    for (const bool ofTrust : {false, true}) {
        QTemporaryDir machine;
        auto one = std::make_unique<Console>(server.profile(world.server, world.root.digest), world.clock,
                                             machine.path());
        world.enterNoise();
        audit(5);
        show();
        ASSERT_EQ(one->outcome(), "none");
        restore(world.trustLog.size() - 1, world.auditLog.size() - 5);
        auto body = recovery();
        auto& named = ofTrust ? body.lost.trust : body.lost.audit;
        named = ofTrust ? body.kept.trust : body.kept.audit;
        world.propose(body);
        show();
        EXPECT_EQ(one->outcome(), "log-rolled-back");
        EXPECT_TRUE(one->follower.broken());
        EXPECT_EQ(one->outcome(), "log-rolled-back") << "the next contact heals nothing";
    }
}

TEST_F(LogSuccessionTest, WithoutTheAdminsARestoredServerIsARollback)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    const auto before = world.trustLog.size();
    world.enterNoise();
    audit(2);
    show();
    ASSERT_EQ(one->outcome(), "none");
    restore(before, 3);
    EXPECT_EQ(one->outcome(), "log-origin");
    EXPECT_TRUE(one->follower.broken());
}

// Two admins signed for a recovery; what is shown is not what it kept.
TEST_F(LogSuccessionTest, WhatWasKeptCannotBeRewrittenOnTheWay)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    const auto before = world.trustLog.size();
    audit(5);
    world.enterNoise();
    show();
    ASSERT_EQ(one->outcome(), "none");
    restore(before, 3);
    MemoryLog other(world.auditLog.origin());
    for (int i = 0; i < 3; ++i)
        other.append("{\"forged\":" + std::to_string(i) + "}");
    auto body = recovery();
    body.auditLog = other.verifier().text();
    world.propose(body);
    world.auditLog = std::move(other);
    world.auditLog.append("{\"entry\":3}");
    show();
    EXPECT_NE(one->outcome(), "none");
    EXPECT_TRUE(one->follower.broken());
}

// Two admins were led to sign for another log than the one that was; this console has no tiles of it any
// more.
TEST_F(LogSuccessionTest, WhatWasKeptContinuesTheHeadsThatWereVerifiedHere)
{
    const auto before = world.trustLog.size();
    ASSERT_EQ(console()->outcome(), "none") << "of three entries";
    audit(5);
    world.enterNoise();
    show();
    ASSERT_EQ(console()->outcome(), "none") << "of eight";
    restore(before, 5);
    MemoryLog other(world.auditLog.origin());
    other.append("{\"forged\":0}");
    for (std::size_t i = 1; i < 5; ++i)
        other.append(world.auditLog.lines()[i]);
    kept.audit = other.head();
    auto body = recovery();
    body.auditLog = other.verifier().text();
    world.propose(body);
    world.auditLog = std::move(other);
    audit(1);
    show();
    ASSERT_TRUE(QDir(folder.filePath("audit/tile")).removeRecursively());
    for (int contact = 0; contact < 2; ++contact) {
        auto one = console();
        EXPECT_EQ(one->outcome(), "log-split");
        EXPECT_TRUE(one->follower.broken());
    }
}

TEST_F(LogSuccessionTest, AfterARecoveryOurHeadsAreThoseOfTheLogThatGoesOn)
{
    const auto before = world.trustLog.size();
    ASSERT_EQ(console()->outcome(), "none") << "of three entries";
    audit(5);
    world.enterNoise();
    show();
    ASSERT_EQ(console()->outcome(), "none");
    restore(before, 5);
    world.propose(recovery());
    audit(1);
    show();
    ASSERT_EQ(console()->outcome(), "none");
    const auto heads = OwnHeads::fromBytes(*readLogFile(folder.filePath("audit.heads")));
    ASSERT_EQ(heads.all().size(), 2U) << "not that of eight";
    EXPECT_EQ(heads.all().front().size, 3U);
    EXPECT_EQ(heads.all().back().size, 6U);
    EXPECT_EQ(heads.all().back().root, world.auditLog.head().root);
}

TEST_F(LogSuccessionTest, HeadsLaidByForACheckpointThatNeverCameAreNotOurs)
{
    const auto before = world.trustLog.size();
    audit(5);
    world.enterNoise();
    show();
    ASSERT_EQ(console()->outcome(), "none") << "of eight";
    QFile checkpoint(folder.filePath("audit.checkpoint"));
    ASSERT_TRUE(checkpoint.open(QIODevice::ReadOnly));
    const auto old = checkpoint.readAll();
    restore(before, 5);
    world.propose(recovery());
    audit(10);
    show();
    ASSERT_EQ(console()->outcome(), "none");
    ASSERT_TRUE(writeLogFile(checkpoint.fileName(), old)) << "as if the power had gone between the two files";
    EXPECT_EQ(console()->outcome(), "none");
}

} // namespace
} // namespace countersign::client
