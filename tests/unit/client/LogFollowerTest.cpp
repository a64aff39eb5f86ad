#include "FollowingTest.h"
#include "crypto/Sha256.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>

namespace countersign::client {
namespace {

using test::MemoryLog;

class LogFollowerTest : public test::FollowingTest
{
protected:
    // Another history, the same for the first `common` entries; `world`'s own log signs its head.
    static MemoryLog forked(const MemoryLog& log, std::uint64_t common, std::uint64_t size)
    {
        MemoryLog other("tiles.only");
        for (std::uint64_t i = 0; i < common; ++i)
            other.append(log.lines()[i]);
        while (other.size() < size)
            other.append("{\"forged\":" + std::to_string(other.size()) + "}");
        return other;
    }
    void showFork(const MemoryLog& fork) { server.show("audit", fork, world.auditLog.note(fork.head())); }

    static std::string codeOf(const Result<void>& done)
    {
        return done ? "none" : std::string(codeText(done.error().code));
    }
};

TEST_F(LogFollowerTest, ReplaysTheTrustLogFromThePinnedRoot)
{
    auto one = console();
    QSignalSpy advanced(&one->follower, &LogFollower::advanced);
    EXPECT_FALSE(one->follower.seen());
    ASSERT_EQ(codeOf(one->advance()), "none");
    EXPECT_EQ(advanced.count(), 1);
    const auto& state = one->follower.trust();
    EXPECT_EQ(state.size(), world.trustLog.size());
    EXPECT_TRUE(state.holdsNow(PersonId("olga"), wire::Role::ExportOperator));
    EXPECT_EQ(one->follower.verifiedThrough(), 3);
    ASSERT_TRUE(one->follower.seen());
    EXPECT_EQ(one->follower.seen()->trust.root, world.trustLog.head().root);
    ASSERT_EQ(codeOf(one->advance()), "none");
    EXPECT_EQ(advanced.count(), 1); // nothing was new
}

TEST_F(LogFollowerTest, GoesOnFromWhatAnEarlierRunStored)
{
    ASSERT_EQ(codeOf(console()->advance()), "none");
    const QFileInfo stored(folder.filePath("trust.checkpoint"));
    ASSERT_TRUE(stored.exists());
    EXPECT_EQ(stored.permissions().toInt() & 0x0077, 0); // nobody but the owner
    world.enterNoise();
    audit(600); // across tiles
    show();
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    EXPECT_EQ(one->follower.trust().size(), world.trustLog.size());
    EXPECT_EQ(one->follower.verifiedThrough(), 603);
}

TEST_F(LogFollowerTest, ReplaysMoreThanOneBundle)
{
    for (int i = 0; i < 300; ++i)
        world.enterNoise();
    show();
    ASSERT_EQ(codeOf(console()->advance()), "none");
    const int asked = server.asked("/v1/log/trust/tile/entries/000");
    for (int i = 0; i < 10; ++i)
        world.enterNoise();
    show();
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    EXPECT_EQ(one->follower.trust().size(), world.trustLog.size());
    // Whole bundles are read from the disk; only the root was looked at before any key was known.
    EXPECT_EQ(server.asked("/v1/log/trust/tile/entries/000"), asked);
}

TEST_F(LogFollowerTest, KnowsNothingWithoutAPinnedRoot)
{
    auto one = console(std::nullopt);
    EXPECT_EQ(codeOf(one->advance()), "root-missing");
    EXPECT_FALSE(one->follower.broken());
    EXPECT_EQ(server.asked("/v1/log/"), 0);
}

TEST_F(LogFollowerTest, RefusesAnotherRoot)
{
    auto one = console(crypto::sha256("another"));
    EXPECT_EQ(codeOf(one->advance()), "root-mismatch");
    EXPECT_FALSE(one->follower.trust().founded());
    EXPECT_TRUE(one->follower.broken());
}

// Every page names the profile's: a wrong one is no lie of the server's, but nobody signs under it.
TEST_F(LogFollowerTest, RefusesAProfileOfAnotherEnvironment)
{
    auto profile = server.profile(world.server, world.root.digest);
    profile.environment = QStringLiteral("training");
    Console one(std::move(profile), world.clock, folder.path());
    EXPECT_EQ(one.outcome(), "configuration");
    EXPECT_FALSE(one.follower.broken());
    EXPECT_EQ(one.follower.verifiedThrough(), 0U);
}

TEST_F(LogFollowerTest, RefusesARollback)
{
    const auto before = world.auditLog;
    audit(5);
    show();
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    server.show("audit", before);
    QSignalSpy broken(&one->follower, &LogFollower::brokenChanged);
    EXPECT_EQ(codeOf(one->advance()), "log-rolled-back");
    EXPECT_EQ(broken.count(), 1);
    EXPECT_EQ(one->follower.verifiedThrough(), 8);
    // Also by a program started anew, which has nothing but the file.
    EXPECT_EQ(codeOf(console()->advance()), "log-rolled-back");
}

TEST_F(LogFollowerTest, StaysBrokenAndKeepsTheEvidence)
{
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    const auto ours = world.auditLog.note();
    const auto fork = forked(world.auditLog, 1, 9);
    showFork(fork);
    EXPECT_EQ(codeOf(one->advance()), "log-inconsistent");
    show(); // as if nothing had been
    EXPECT_EQ(codeOf(one->advance()), "log-inconsistent");
    QTemporaryDir where;
    const auto path = one->follower.saveEvidence(where.path());
    ASSERT_TRUE(path);
    const auto read = [&](const char* name) {
        QFile file(*path + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    };
    EXPECT_EQ(read("/audit/ours.checkpoint"), ours);
    EXPECT_EQ(read("/audit/theirs.checkpoint"), world.auditLog.note(fork.head()));
    EXPECT_TRUE(QFile::exists(*path + "/audit/theirs/tile/0/000.p/9"));
    EXPECT_TRUE(read("/finding.txt").starts_with("log-inconsistent"));
    EXPECT_TRUE(QDir(folder.filePath("evidence-1")).exists()); // at once, too
}

TEST_F(LogFollowerTest, RefusesAForkOfTheSameSize)
{
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    showFork(forked(world.auditLog, 2, world.auditLog.size()));
    EXPECT_EQ(codeOf(one->advance()), "log-forked");
}

TEST_F(LogFollowerTest, RefusesACheckpointByAnotherKey)
{
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    MemoryLog other(world.auditLog.verifier().name());
    for (const auto& line : world.auditLog.lines())
        other.append(line);
    server.show("audit", other);
    EXPECT_EQ(codeOf(one->advance()), "log-signature");
    EXPECT_TRUE(one->follower.broken());
}

TEST_F(LogFollowerTest, RefusesATrustEntryThatIsNotInTheTree)
{
    auto lies = world.trustLog.lines();
    auto& grant = lies.back();
    grant[grant.find("20")] = '3';
    const std::vector<std::string> bundle(lies.begin(), lies.end());
    server.put("/v1/log/trust/tile/entries/000.p/" + std::to_string(lies.size()),
               std::string(textOf(crypto::encodeBundle(bundle))));
    auto one = console();
    EXPECT_EQ(codeOf(one->advance()), "log-entry-altered");
    EXPECT_FALSE(one->follower.trust().founded());
}

TEST_F(LogFollowerTest, RefusesALoggedStatementThatTheRulesForbid)
{
    // The server signs a tree with a grant by nobody's key: in the log, and still worth nothing.
    const auto stranger = test::makePerson("mallory");
    const auto forged =
        world.sign(stranger, wire::RoleChangeBody{PersonId("mallory"), wire::RoleAction::Grant,
                                                  wire::Role::SecurityApprover, ""});
    world.trustLog.append(wire::encode(world.entryOf(forged)));
    show();
    auto one = console();
    EXPECT_EQ(codeOf(one->advance()), "log-entry-refused");
    ASSERT_TRUE(one->follower.broken());
    EXPECT_NE(one->follower.broken()->detail.find("key-not-endorsed"), std::string::npos);
}

TEST_F(LogFollowerTest, RefusesATruncatedLogByItsMissingTiles)
{
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    audit(4);
    show();
    server.withhold("/v1/log/audit/tile/0/000.p/7");
    EXPECT_EQ(codeOf(one->advance()), "log-tile-missing");
    EXPECT_TRUE(one->follower.broken());
}

TEST_F(LogFollowerTest, ANetworkThatFailsIsNoLie)
{
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    {
        const auto profile = server.profile(world.server, world.root.digest);
        auto elsewhere = profile;
        elsewhere.url.setPort(1);
        Console cut(elsewhere, world.clock, folder.path());
        EXPECT_EQ(codeOf(cut.advance()), "server-unreachable");
        EXPECT_FALSE(cut.follower.broken());
    }
    server.hide("audit");
    EXPECT_EQ(codeOf(one->advance()), "log-gone"); // it was there
}

TEST_F(LogFollowerTest, ALogThatIsNotPublishedYetIsNoLie)
{
    server.put("/v1/log/audit/checkpoint", "");
    auto one = console();
    EXPECT_EQ(codeOf(one->advance()), "root-missing");
    EXPECT_FALSE(one->follower.broken());
    server.restore("/v1/log/audit/checkpoint");
    EXPECT_EQ(codeOf(one->advance()), "none");
    server.put("/v1/log/audit/checkpoint", ""); // it was there
    EXPECT_EQ(codeOf(one->advance()), "log-gone");
    EXPECT_TRUE(one->follower.broken());
}

TEST_F(LogFollowerTest, MendsADamagedCacheByItself)
{
    audit(300);
    show();
    const auto prove = [&](Console& one) {
        return codeOf(QCoro::waitFor(one.follower.checkEntries({{5, world.auditLog.lines()[5]}})));
    };
    EXPECT_EQ(prove(*console()), "none");
    QFile file(folder.filePath("audit/tile/0/000"));
    ASSERT_TRUE(file.open(QIODevice::ReadWrite)) << "whole tiles are kept";
    file.seek(400);
    file.write("damaged");
    file.close();
    const int asked = server.asked("/v1/log/audit/tile/0/000");
    auto one = console();
    EXPECT_EQ(prove(*one), "none");
    EXPECT_FALSE(one->follower.broken());
    EXPECT_EQ(server.asked("/v1/log/audit/tile/0/000"), asked + 1);
}

TEST_F(LogFollowerTest, ChecksWhatOthersHaveSeen)
{
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    const wire::Seen honest{world.trustLog.head(2), world.auditLog.head(2)};
    EXPECT_EQ(codeOf(QCoro::waitFor(one->follower.checkSeen(honest))), "none");
    // Somebody saw more than we did so far: we look first.
    audit(2);
    show();
    const wire::Seen newer{world.trustLog.head(), world.auditLog.head()};
    EXPECT_EQ(codeOf(QCoro::waitFor(one->follower.checkSeen(newer))), "none");
    EXPECT_EQ(one->follower.verifiedThrough(), 5);
    // Somebody was shown another history.
    const wire::Seen other{world.trustLog.head(2), forked(world.auditLog, 1, 4).head()};
    EXPECT_EQ(codeOf(QCoro::waitFor(one->follower.checkSeen(other))), "log-split");
    EXPECT_TRUE(one->follower.broken());
}

TEST_F(LogFollowerTest, RefusesAHistoryThatAnAuthorInTheLogDidNotSee)
{
    // An admin's console saw three audit entries; a console that looks for the first time is shown others.
    world.join("rosa", {wire::Role::SecurityApprover});
    server.show("trust", world.trustLog);
    showFork(forked(world.auditLog, 1, 5));
    auto one = console();
    EXPECT_EQ(codeOf(one->advance()), "log-split");
    EXPECT_TRUE(one->follower.broken());
}

TEST_F(LogFollowerTest, WhatIsNeverPublishedIsHidden)
{
    auto one = console();
    ASSERT_EQ(codeOf(one->advance()), "none");
    const wire::Seen ahead{world.trustLog.head(), {1000, crypto::sha256("far")}};
    EXPECT_EQ(codeOf(QCoro::waitFor(one->follower.checkSeen(ahead))), "log-hidden");
    EXPECT_FALSE(one->follower.broken()); // perhaps it only lags; the statement has to wait
}

TEST_F(LogFollowerTest, ProvesSingleEntries)
{
    audit(400);
    show();
    auto one = console();
    const auto placed = [&](std::uint64_t index) {
        return wire::PlacedEntry{index, world.auditLog.lines()[index]};
    };
    const std::vector<wire::PlacedEntry> entries{placed(5), placed(6), placed(300), placed(402)};
    EXPECT_EQ(codeOf(QCoro::waitFor(one->follower.checkEntries(entries))), "none");
    auto moved = entries;
    moved[2].index = 301;
    EXPECT_EQ(codeOf(QCoro::waitFor(one->follower.checkEntries(moved))), "log-entry-altered");
}

TEST_F(LogFollowerTest, EndsQuietlyWhenTheConsoleGoes)
{
    Result<void> outcome;
    {
        auto one = console();
        auto task = one->follower.advance();
        one->connection.close();
        outcome = QCoro::waitFor(std::move(task));
    }
    EXPECT_EQ(codeOf(outcome), "cancelled");
}

} // namespace
} // namespace countersign::client
