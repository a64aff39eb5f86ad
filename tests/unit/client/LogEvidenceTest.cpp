#include "FollowingTest.h"
#include "client/LogFiles.h"

#include <QDir>
#include <QSignalSpy>

/// What is kept of both sides when a log breaks, and where they part.
namespace countersign::client {
namespace {

using test::MemoryLog;

class LogEvidenceTest : public test::FollowingTest
{
protected:
    void SetUp() override
    {
        FollowingTest::SetUp();
        audit(600);
        show();
    }
    static MemoryLog forked(const MemoryLog& log, std::uint64_t first, std::uint64_t size)
    {
        MemoryLog other("tiles.only");
        for (std::uint64_t i = 0; i < size; ++i)
            other.append(i == first || i >= log.size() ? "{\"forged\":" + std::to_string(i) + "}"
                                                       : log.lines()[i]);
        return other;
    }
    void rewriteAudit(const MemoryLog& fork) { server.show("audit", fork, world.auditLog.note(fork.head())); }
    // An entry of the first tile was looked at, so that it is kept.
    void lookBack(Console& one)
    {
        ASSERT_EQ(one.outcome(), "none");
        ASSERT_TRUE(QCoro::waitFor(one.follower.checkEntries({{5, world.auditLog.lines()[5]}})));
    }
    static bool found(Console& one)
    {
        QSignalSpy spy(&one.follower, &LogFollower::differenceFound);
        return one.follower.difference() || spy.wait();
    }
    [[nodiscard]] std::string read(const QString& file) const
    {
        const auto bytes = readLogFile(folder.filePath(file));
        return bytes ? std::string(textOf(*bytes)) : std::string("unreadable");
    }
    static std::string tile(const MemoryLog& log, const std::string& path)
    {
        return std::string(textOf(*log.tiles()(*crypto::tileFromPath(path))));
    }
};

TEST_F(LogEvidenceTest, KeepsTheTilesOfBothSides)
{
    auto one = console();
    lookBack(*one);
    const auto fork = forked(world.auditLog, 7, 700);
    rewriteAudit(fork);
    EXPECT_EQ(one->outcome(), "log-inconsistent");
    // At once: whatever happens next.
    EXPECT_EQ(read("evidence-1/audit/ours.checkpoint"), world.auditLog.note());
    EXPECT_EQ(read("evidence-1/audit/theirs.checkpoint"), world.auditLog.note(fork.head()));
    for (const char* path : {"tile/0/000", "tile/0/002.p/91", "tile/1/000.p/2"})
        EXPECT_EQ(read(QStringLiteral("evidence-1/audit/ours/") + path), tile(world.auditLog, path)) << path;
    for (const char* path : {"tile/0/002.p/188", "tile/1/000.p/2"})
        EXPECT_EQ(read(QStringLiteral("evidence-1/audit/theirs/") + path), tile(fork, path)) << path;
    EXPECT_EQ(read("evidence-1/trust/ours.checkpoint"), world.trustLog.note());

    ASSERT_TRUE(found(*one));
    const auto& where = *one->follower.difference();
    EXPECT_EQ(where.log, "audit");
    EXPECT_TRUE(where.exact());
    EXPECT_EQ(where.first, 7U);
    EXPECT_EQ(where.ours.size, 603U);
    EXPECT_EQ(where.theirs.root, fork.head().root);
    EXPECT_EQ(where.theirLine, fork.lines()[7]);
    EXPECT_FALSE(where.ourLine) << "its bundle was never read here";
    // What was found on the way is evidence, too.
    EXPECT_EQ(read("evidence-1/audit/theirs/tile/0/000"), tile(fork, "tile/0/000"));
    EXPECT_NE(read("evidence-1/finding.txt").find("audit entry 7:"), std::string::npos);
    QTemporaryDir where2;
    const auto saved = one->follower.saveEvidence(where2.path());
    ASSERT_TRUE(saved);
    EXPECT_TRUE(QFile::exists(*saved + "/audit/ours/tile/0/000"));
    EXPECT_TRUE(QFile::exists(*saved + "/audit/theirs/tile/0/000"));
}

TEST_F(LogEvidenceTest, TheNextRunStillHasOurs)
{
    lookBack(*console());
    rewriteAudit(forked(world.auditLog, 7, 700));
    for (int run = 1; run <= 2; ++run) {
        auto one = console();
        EXPECT_EQ(one->outcome(), "log-inconsistent");
        for (const char* path : {"tile/0/000", "tile/0/002.p/91", "tile/1/000.p/2"})
            EXPECT_EQ(read(QStringLiteral("evidence-1/audit/ours/") + path), tile(world.auditLog, path))
                << run << ' ' << path;
        ASSERT_TRUE(found(*one));
        EXPECT_EQ(one->follower.difference()->first, 7U);
        EXPECT_TRUE(one->follower.difference()->exact());
        EXPECT_TRUE(one->follower.storedAt());
        show(); // the next run tells by what is saved
    }
    EXPECT_FALSE(QFile::exists(folder.filePath("evidence-2")));
    auto last = console();
    ASSERT_TRUE(QCoro::waitFor(last->follower.goOn()));
    EXPECT_EQ(last->outcome(), "none") << "put back as it was";
}

TEST_F(LogEvidenceTest, WhatWasNeverLookedAtIsARange)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none"); // reads the edge of the tree alone
    rewriteAudit(forked(world.auditLog, 300, 700));
    EXPECT_EQ(one->outcome(), "log-inconsistent");
    ASSERT_TRUE(found(*one));
    EXPECT_FALSE(one->follower.difference()->exact());
    EXPECT_EQ(one->follower.difference()->first, 256U);
    EXPECT_EQ(one->follower.difference()->end, 512U);
}

TEST_F(LogEvidenceTest, AnEntryThatWasLookedAtIsRemembered)
{
    auto one = console();
    lookBack(*one);
    rewriteAudit(forked(world.auditLog, 5, 700));
    EXPECT_EQ(one->outcome(), "log-inconsistent");
    ASSERT_TRUE(found(*one));
    EXPECT_EQ(one->follower.difference()->ourLine, world.auditLog.lines()[5]);
}

TEST_F(LogEvidenceTest, OfTheTrustLogBothEntriesAreRead)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    const auto fork = forked(world.trustLog, 3, world.trustLog.size());
    server.show("trust", fork, world.trustLog.note(fork.head()));
    EXPECT_EQ(one->outcome(), "log-forked");
    ASSERT_TRUE(found(*one));
    const auto& where = *one->follower.difference();
    EXPECT_EQ(where.log, "trust");
    EXPECT_EQ(where.first, 3U);
    EXPECT_EQ(where.ourLine, world.trustLog.lines()[3]);
    EXPECT_EQ(where.theirLine, fork.lines()[3]);
}

TEST_F(LogEvidenceTest, ALineThatIsNotTheServersOwnIsNotShownAsItsOwn)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    const auto size = world.trustLog.size();
    const auto fork = forked(world.trustLog, 3, size);
    server.show("trust", fork, world.trustLog.note(fork.head()));
    const std::vector<std::string> others(size, "{}");
    server.put("/v1/log/trust/tile/entries/000.p/" + std::to_string(size),
               std::string(textOf(crypto::encodeBundle(others))));
    EXPECT_EQ(one->outcome(), "log-forked");
    ASSERT_TRUE(found(*one));
    EXPECT_EQ(one->follower.difference()->first, 3U);
    EXPECT_TRUE(one->follower.difference()->ourLine);
    EXPECT_FALSE(one->follower.difference()->theirLine);
}

TEST_F(LogEvidenceTest, ARollbackTellsWhatIsGone)
{
    auto one = console();
    lookBack(*one);
    const auto before = world.auditLog.restored(550, world.auditLog.origin());
    server.show("audit", before, world.auditLog.note(550));
    EXPECT_EQ(one->outcome(), "log-rolled-back");
    ASSERT_TRUE(found(*one));
    const auto& where = *one->follower.difference();
    EXPECT_EQ(where.kind, LogDifference::Kind::Gone);
    EXPECT_EQ(where.first, 550U);
    EXPECT_EQ(where.end, 603U);
    // It looks again and again whether somebody signed for it: ours stays ours.
    EXPECT_EQ(one->outcome(), "log-rolled-back");
    QTemporaryDir where2;
    const auto saved = one->follower.saveEvidence(where2.path());
    ASSERT_TRUE(saved);
    const auto kept = readLogFile(*saved + "/audit/ours/tile/0/002.p/91");
    EXPECT_EQ(textOf(*kept), tile(world.auditLog, "tile/0/002.p/91"));
    EXPECT_TRUE(QFile::exists(*saved + "/audit/ours/tile/0/000"));
    EXPECT_EQ(console()->outcome(), "log-rolled-back");
}

TEST_F(LogEvidenceTest, OfWhatATryThatHeldHadSetAsideOnlyTheFaultIsReplaced)
{
    {
        auto before = console();
        lookBack(*before);
        ASSERT_TRUE(QCoro::waitFor(before->follower.checkEntries({{300, world.auditLog.lines()[300]}})));
    }
    ASSERT_EQ(read("audit/tile/0/001"), tile(world.auditLog, "tile/0/001"));
    const QFile damaged(folder.filePath("audit/tile/0/000"));
    ASSERT_TRUE(damaged.exists());
    ASSERT_TRUE(writeLogFile(damaged.fileName(), QByteArray(8192, 'x')));
    auto one = console();
    lookBack(*one);
    EXPECT_FALSE(one->follower.broken());
    EXPECT_FALSE(QDir(folder.filePath("audit/aside")).exists());
    EXPECT_EQ(read("audit/tile/0/000"), tile(world.auditLog, "tile/0/000"));
    EXPECT_EQ(read("audit/tile/0/001"), tile(world.auditLog, "tile/0/001")) << "nobody asked for it again";
}

// Whoever lies once and stops is found by the next run, too.
TEST_F(LogEvidenceTest, ALogThatBrokeStaysSoUntilSomebodyLooked)
{
    QString saved;
    {
        auto one = console();
        ASSERT_EQ(one->outcome(), "none");
        rewriteAudit(forked(world.auditLog, 5, world.auditLog.size() + 1));
        ASSERT_EQ(one->outcome(), "log-inconsistent");
        saved = one->follower.evidence();
    }
    show();
    auto later = console();
    ASSERT_TRUE(later->follower.broken());
    EXPECT_EQ(later->follower.broken()->code, ErrorCode::LogInconsistent);
    EXPECT_EQ(later->follower.broken()->about, "audit");
    EXPECT_EQ(later->follower.evidence(), saved);
    EXPECT_TRUE(QFile::exists(saved + "/finding.txt"));
    EXPECT_EQ(later->outcome(), "log-inconsistent") << "though the server shows the right log again";
    ASSERT_TRUE(QCoro::waitFor(later->follower.goOn()));
    EXPECT_FALSE(later->follower.broken());
    EXPECT_EQ(later->outcome(), "none");
    EXPECT_EQ(later->follower.verifiedThrough(), world.auditLog.size());
    EXPECT_FALSE(console()->follower.broken());
    EXPECT_TRUE(QFile::exists(saved + "/finding.txt")) << "the evidence stays";
}

TEST_F(LogEvidenceTest, WhoGoesOnBeforeALogThatStillLiesStopsAgain)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    rewriteAudit(forked(world.auditLog, 5, world.auditLog.size() + 1));
    ASSERT_EQ(one->outcome(), "log-inconsistent");
    ASSERT_TRUE(QCoro::waitFor(one->follower.goOn()));
    EXPECT_EQ(one->outcome(), "log-inconsistent");
    EXPECT_TRUE(one->follower.broken());
    show();
    ASSERT_TRUE(QCoro::waitFor(one->follower.goOn()));
    EXPECT_EQ(one->outcome(), "none");
    ASSERT_TRUE(writeLogFile(folder.filePath("broken.json"), QByteArray("{")));
    EXPECT_TRUE(console()->follower.broken()) << "a note that can't be read was one";
}

TEST_F(LogEvidenceTest, ACrashBetweenTwoTriesLosesNothing)
{
    lookBack(*console());
    ASSERT_TRUE(QDir(folder.path()).rename("audit/tile", "audit/aside"));
    ASSERT_TRUE(writeLogFile(folder.filePath("audit/tile/0/000"), QByteArray(8192, 'x'))); // by a second try
    const int asked = server.asked("/v1/log/audit/tile/0/000");
    auto one = console();
    lookBack(*one);
    EXPECT_FALSE(QDir(folder.filePath("audit/aside")).exists());
    EXPECT_EQ(read("audit/tile/0/000"), tile(world.auditLog, "tile/0/000"));
    EXPECT_EQ(server.asked("/v1/log/audit/tile/0/000"), asked);
}

TEST_F(LogEvidenceTest, TheEdgeOfTheTreeIsLaidByAndFollowsIt)
{
    ASSERT_EQ(console()->outcome(), "none");
    EXPECT_EQ(read("audit/tile/0/002.p/91"), tile(world.auditLog, "tile/0/002.p/91"));
    audit(200);
    show();
    ASSERT_EQ(console()->outcome(), "none");
    EXPECT_EQ(read("audit/tile/0/003.p/35"), tile(world.auditLog, "tile/0/003.p/35"));
    EXPECT_EQ(read("audit/tile/1/000.p/3"), tile(world.auditLog, "tile/1/000.p/3"));
    EXPECT_FALSE(QFile::exists(folder.filePath("audit/tile/0/002.p/91")));
    EXPECT_FALSE(QFile::exists(folder.filePath("audit/tile/1/000.p/2")));
}

// What a contact under way proves is settled first.
TEST_F(LogEvidenceTest, WhoGoesOnDuringAContactIsAnsweredAfterIt)
{
    auto one = console();
    ASSERT_EQ(one->outcome(), "none");
    server.show("audit", world.auditLog, world.auditLog.note(300));
    ASSERT_EQ(one->outcome(), "log-rolled-back");
    auto underWay = one->follower.advance();
    auto goingOn = one->follower.goOn();
    EXPECT_TRUE(one->follower.broken()) << "not yet";
    show();
    const auto done = QCoro::waitFor(std::move(underWay));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::LogRolledBack);
    EXPECT_TRUE(QCoro::waitFor(std::move(goingOn)));
    EXPECT_EQ(one->outcome(), "none");
}

// A console that stops must not lose what it would catch a false recovery by.
TEST_F(LogEvidenceTest, AForkShownToAConsoleThatStoppedTakesNothingFromWhatIsKept)
{
    QTemporaryDir machine;
    const auto run = [&] {
        return std::make_unique<Console>(server.profile(world.server, world.root.digest), world.clock,
                                         machine.path());
    };
    MemoryLog log = world.auditLog.restored(603, world.auditLog.origin());
    const auto sign = [&](const wire::SeenTree& tree) { return world.auditLog.note(tree); };
    server.show("audit", log, sign(log.head()));
    ASSERT_EQ(run()->outcome(), "none");
    for (int i = 0; i < 47; ++i)
        log.append("{\"later\":" + std::to_string(i) + "}");
    server.show("audit", log, sign(log.head()));
    ASSERT_EQ(run()->outcome(), "none");
    const auto fork = forked(log, 620, 700);
    const wire::Seen lost{world.trustLog.head(), log.head()};
    const wire::Seen kept{world.trustLog.head(), fork.head(640)};
    {
        auto one = run();
        server.show("audit", log, sign(log.head(600)));
        ASSERT_EQ(one->outcome(), "log-rolled-back");
        server.show("audit", fork, sign(fork.head()));
        EXPECT_EQ(one->outcome(), "log-rolled-back");
    }
    EXPECT_TRUE(QFile::exists(machine.filePath("audit/tile/1/000.p/2")));
    MemoryLog shown("tiles.only");
    for (std::size_t i = 0; i < 640; ++i)
        shown.append(fork.lines()[i]);
    server.show("audit", shown, sign(shown.head()));
    auto next = run();
    const auto loss = QCoro::waitFor(next->follower.checkLoss(lost, kept));
    ASSERT_FALSE(loss);
    EXPECT_EQ(loss.error().code, ErrorCode::LogSplit);
}

TEST_F(LogEvidenceTest, WhoGoesOnBelievesNothingBeforeTheNextContact)
{
    world.join("nora", {wire::Role::ExportOperator}); // who saw another log than this one:
    auto other = forked(world.auditLog, 2, world.auditLog.size());
    server.show("trust", world.trustLog);
    rewriteAudit(other);
    auto one = console();
    ASSERT_EQ(one->outcome(), "log-split");
    ASSERT_TRUE(QCoro::waitFor(one->follower.goOn()));
    EXPECT_FALSE(one->follower.trust().founded());
    EXPECT_FALSE(one->follower.seen());
    EXPECT_EQ(one->outcome(), "log-split");
}

} // namespace
} // namespace countersign::client
