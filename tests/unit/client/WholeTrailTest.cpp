#include "CannedServer.h"
#include "ToldTrail.h"
#include "unit/trust/TrailWorld.h"
#include "wire/Submission.h"

#include <QDirIterator>

#include <gtest/gtest.h>

/// What a compliance officer's console makes of a whole audit log, honest or not.
namespace countersign::client {
namespace {

using trust::TrailFault;
using wire::Gate;

/// A hospital whose log a server shows, and a console there.
class WholeTrailTest : public testing::Test
{
protected:
    void SetUp() override
    {
        hospital.released();
        hospital.open(hospital.scene.fetches);
        hospital.fetch(0);
        hospital.fetch(1);
    }
    ~WholeTrailTest() override { connection.reset(); }

    /// Everything as it stands, signed.
    void show()
    {
        auto& world = hospital.world;
        for (const auto& line : hospital.lines())
            world.auditLog.append(line);
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
        for (const auto& [digest, signatures] : hospital.statements) {
            wire::StatementRecord record;
            record.signatures = signatures;
            server.put("/v1/statements/" + digest.text(), wire::encode(record));
        }
        wire::Trail trail;
        for (const auto& [digest, signatures] : hospital.receipts)
            trail.receipts.push_back(signatures.front());
        server.put("/v1/jobs/" + hospital.job.text() + "/trail", wire::encode(trail));
    }
    /// So many entries that change nothing.
    void readings(int count)
    {
        for (int i = 0; i < count; ++i)
            hospital.note("session.sign-in", "olga", "olga");
    }

    WholeTrail& trail()
    {
        if (!whole) {
            connection = std::make_unique<Connection>(
                server.profile(hospital.world.server, hospital.world.root.digest), hospital.world.clock);
            log = std::make_unique<LogFollower>(*connection, folder.path());
            whole = std::make_unique<WholeTrail>(*connection, *log, hospital.world.clock);
        }
        return *whole;
    }
    Result<WholeTrailReport> check(TrailExtent extent = WholeLog())
    {
        return QCoro::waitFor(trail().check(std::move(extent)));
    }
    [[nodiscard]] std::string bundlePath() const
    {
        return "/v1/log/audit/tile/entries/000.p/" + std::to_string(hospital.entries.size());
    }

    test::TrailWorld hospital;
    test::CannedServer server;
    QTemporaryDir folder;
    std::unique_ptr<Connection> connection;
    std::unique_ptr<LogFollower> log;
    std::unique_ptr<WholeTrail> whole;
};

TEST_F(WholeTrailTest, AnHonestLogHoldsAndNothingOfItIsKept)
{
    readings(600);
    show();
    const auto report = check();
    ASSERT_TRUE(report) << told(report);
    EXPECT_EQ(told(report), "none");
    EXPECT_TRUE(report->found.hashed);
    EXPECT_TRUE(report->whole());
    EXPECT_EQ(report->found.entries, hospital.entries.size());
    EXPECT_EQ(report->found.unseen, 0U);
    EXPECT_EQ(report->found.receipts, 2U);
    EXPECT_EQ(report->found.exports, 1U);
    EXPECT_EQ(report->root, hospital.world.root.digest);
    EXPECT_EQ(report->log, hospital.world.auditLog.origin());
    EXPECT_EQ(report->audit.root, hospital.world.auditLog.head().root);
    EXPECT_EQ(trail().progress().done, hospital.entries.size());
    EXPECT_EQ(trail().progress().signatures, report->found.signatures);
    EXPECT_FALSE(trail().running());
    EXPECT_FALSE(QDir(folder.path() + "/audit/tile/entries").exists()) << "a copy of the entries stays";
}

TEST_F(WholeTrailTest, ARangeIsProvedAndJudgedByWhatCameBefore)
{
    readings(600);
    show();
    const auto behind = hospital.entries.size();
    const auto report = check(EntryRange{10, behind - 50});
    ASSERT_TRUE(report) << told(report);
    EXPECT_EQ(report->found.wrong + report->found.unseen, 0U) << told(report);
    EXPECT_EQ(report->found.first, 10U);
    EXPECT_EQ(report->end, behind - 49);
    EXPECT_EQ(report->found.entries, behind - 59);
    EXPECT_FALSE(report->found.hashed);
    EXPECT_FALSE(report->whole());
    EXPECT_EQ(codeOf(check(EntryRange{behind, behind + 9})), "not-found");
    const auto begin = check(EntryRange{0, 299});
    ASSERT_TRUE(begin) << told(begin);
    EXPECT_EQ(begin->found.wrong + begin->found.unseen, 0U) << told(begin);
    EXPECT_EQ(begin->found.entries, 300U);
}

TEST_F(WholeTrailTest, DaysAreFoundByTheEntriesTimes)
{
    readings(300);
    const auto firstOfDay = hospital.entries.size();
    hospital.world.clock.advance(std::chrono::hours(30));
    const auto from = hospital.world.clock.now();
    readings(500);
    hospital.world.clock.advance(std::chrono::hours(30));
    const auto to = hospital.world.clock.now();
    readings(300);
    show();
    const auto report = check(TimeRange{from, to});
    ASSERT_TRUE(report) << told(report);
    EXPECT_EQ(report->found.first, firstOfDay);
    EXPECT_EQ(report->end, firstOfDay + 500);
    const auto early = check(TimeRange{from - std::chrono::hours(24 * 400), to});
    ASSERT_TRUE(early) << told(early);
    EXPECT_EQ(early->found.first, 0U);
    EXPECT_EQ(codeOf(check(TimeRange{to + std::chrono::hours(1), to + std::chrono::hours(2)})), "not-found");
}

TEST_F(WholeTrailTest, CancelledHalfWayItEndsAndMayBeginAnew)
{
    readings(5000);
    show();
    std::uint64_t done = 0;
    const auto connected = QObject::connect(&trail(), &WholeTrail::progressed, [&] {
        done = trail().progress().done;
        if (done > 0)
            trail().cancel();
    });
    EXPECT_EQ(codeOf(check()), "cancelled");
    EXPECT_GT(done, 0U);
    EXPECT_LT(done, hospital.entries.size());
    EXPECT_FALSE(trail().running());
    QObject::disconnect(connected);
    const auto again = check();
    EXPECT_EQ(told(again), "none");
}

TEST_F(WholeTrailTest, AnotherCheckEndsTheOneUnderWay)
{
    show();
    auto first = trail().check(WholeLog());
    const auto second = check();
    EXPECT_EQ(codeOf(QCoro::waitFor(first)), "cancelled");
    EXPECT_EQ(told(second), "none");
}

TEST_F(WholeTrailTest, AnAlteredEntryBreaksTheLog)
{
    show();
    auto lines = hospital.lines();
    auto entry = hospital.entries.at(20);
    entry.actor.person = "somebody";
    lines.at(20) = wire::encode(entry);
    server.put(bundlePath(), std::string(textOf(crypto::encodeBundle(lines))));
    const auto report = check();
    ASSERT_EQ(codeOf(report), "log-entry-altered");
    EXPECT_NE(report.error().detail.find("entry 20"), std::string::npos) << report.error().detail;
    ASSERT_TRUE(log->broken());
    EXPECT_EQ(log->broken()->code, ErrorCode::LogEntryAltered);
    EXPECT_EQ(codeOf(check()), "log-entry-altered") << "a broken log is not checked again";
}

TEST_F(WholeTrailTest, AWithheldBundleIsMissing)
{
    show();
    server.withhold(bundlePath());
    EXPECT_EQ(codeOf(check()), "log-tile-missing");
}

TEST_F(WholeTrailTest, ABundleThatIsCutLacksEntries)
{
    show();
    auto lines = hospital.lines();
    lines.pop_back();
    server.put(bundlePath(), std::string(textOf(crypto::encodeBundle(lines))));
    EXPECT_EQ(codeOf(check()), "log-entry-lacking");
}

// The server's key signs what it did not account for: the log is whole, and yet not right.
TEST_F(WholeTrailTest, AChangeThatNothingAccountsForIsFound)
{
    hospital.drop("approval.decide");
    hospital.note("people.role-change", "olga", crypto::leafHash(bytesOf("nobody signed this")).text());
    show();
    const auto report = check();
    ASSERT_TRUE(report) << told(report);
    EXPECT_TRUE(report->found.hashed);
    EXPECT_FALSE(report->found.holds());
    std::map<TrailFault, std::optional<std::uint64_t>> found;
    for (const auto& finding : report->found.findings)
        found.emplace(finding.fault, finding.index);
    ASSERT_TRUE(found.contains(TrailFault::StatementWithoutEntry)) << told(report);
    ASSERT_TRUE(found.contains(TrailFault::StatementUnknown)) << told(report);
    EXPECT_EQ(found[TrailFault::StatementUnknown], hospital.entries.size() - 1);
}

TEST_F(WholeTrailTest, AStatementThatIsNotShownIsToldAsUnseen)
{
    show();
    server.withhold("/v1/statements/" + hospital.scene.request.digest.text());
    const auto report = check();
    ASSERT_TRUE(report) << told(report);
    EXPECT_EQ(report->found.wrong, 0U) << told(report);
    ASSERT_GE(report->found.unseen, 1U);
    EXPECT_EQ(report->found.findings.front().fault, TrailFault::StatementUnseen);
    EXPECT_EQ(report->found.findings.front().statement, hospital.scene.request.digest);
}

TEST_F(WholeTrailTest, ReceiptsThatAreNotShownAreToldAsUnseen)
{
    show();
    server.withhold("/v1/jobs/" + hospital.job.text() + "/trail");
    const auto report = check();
    ASSERT_TRUE(report) << told(report);
    EXPECT_EQ(report->found.wrong, 0U) << told(report);
    ASSERT_EQ(report->found.unseen, 2U) << told(report);
    for (const auto& finding : report->found.findings)
        EXPECT_EQ(finding.fault, TrailFault::ReceiptUnseen);
}

// Nobody but the one who fetches these would ever read what they say was seen.
TEST_F(WholeTrailTest, AReceiptByWhoeverSawAnotherLogIsTold)
{
    for (const bool more : {false, true}) {
        const auto& file = hospital.file(0);
        auto draft = hospital.world.draft(
            hospital.scene.fetches,
            wire::ReceiptBody{hospital.scene.release->digest, file.id, file.length, file.sha256});
        draft.seen->audit = {more ? 1000000U : 3U, crypto::leafHash(bytesOf("another log"))};
        hospital.byFetcher("download.ticket", 0).detail = {
            {"release", hospital.scene.release->digest.text()},
            {"key", hospital.scene.fetches.encryption.thumbprint().text()}};
        hospital.byFetcher("download.begin", 0);
        hospital.give(test::TrustFixture::signWith(draft, hospital.scene.fetches.signing), 0);
    }
    show();
    const auto report = check();
    ASSERT_TRUE(report) << told(report);
    std::vector<std::string> codes;
    for (const auto& finding : report->found.findings)
        if (finding.fault == TrailFault::ReceiptSplit) {
            codes.push_back(*finding.code);
            EXPECT_EQ(finding.found, "audit");
        }
    EXPECT_EQ(codes, (std::vector<std::string>{"log-split", "log-hidden"})) << told(report);
    EXPECT_FALSE(log->broken()) << "a finding: one receipt stops nobody";
}

TEST_F(WholeTrailTest, AStatementByWhoeverSawAnotherLogIsTold)
{
    const auto& scene = hospital.scene;
    auto draft = hospital.world.draft(scene.asks, hospital.world.requestBody({scene.fetches.fetcher()}));
    draft.seen->audit = {3, crypto::leafHash(bytesOf("another log"))};
    const auto request = test::TrustFixture::signWith(draft, scene.asks.signing);
    hospital.enter(request);
    show();
    const auto report = check();
    ASSERT_TRUE(report) << told(report);
    ASSERT_EQ(report->found.findings.size(), 1U) << told(report);
    const auto& finding = report->found.findings.front();
    EXPECT_EQ(finding.fault, TrailFault::StatementSplit);
    EXPECT_EQ(finding.code, "log-split");
    EXPECT_EQ(finding.statement, request.digest);
    EXPECT_FALSE(log->broken());
}

// Another statement's bytes under the digest that was asked for.
TEST_F(WholeTrailTest, AnotherStatementIsAsGoodAsNone)
{
    show();
    wire::StatementRecord record;
    record.signatures = hospital.scene.release->signatures;
    server.put("/v1/statements/" + hospital.scene.request.digest.text(), wire::encode(record));
    const auto report = check();
    ASSERT_TRUE(report) << told(report);
    EXPECT_GE(report->found.unseen, 1U);
    EXPECT_EQ(report->found.findings.front().fault, TrailFault::StatementUnseen) << told(report);
}

TEST_F(WholeTrailTest, TheTrustLogMayBePublishedAMomentLater)
{
    show();
    auto& world = hospital.world;
    server.show("trust", world.trustLog, world.trustLog.note(world.trustLog.size() - 1));
    const auto connected = QObject::connect(&trail(), &WholeTrail::progressed, [&] {
        server.show("trust", world.trustLog); // it was read before
    });
    const auto report = check();
    QObject::disconnect(connected);
    EXPECT_EQ(told(report), "none");
}

} // namespace
} // namespace countersign::client
