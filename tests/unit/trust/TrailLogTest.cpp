#include "unit/trust/TrailWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using trust::TrailFault;
using trust::TrailReport;

TEST(TrailCheck, TimeThatGoesBack)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.note("session.sign-in", "olga", "").time -= std::chrono::hours(1);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::TimeBack});
}

TEST(TrailCheck, UnknownActionsOutcomesAndLines)
{
    TrailWorld hospital;
    hospital.note("job.teleport", "server", "");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::UnknownAction});
    hospital.entries.back().action = "session.sign-in";
    hospital.entries.back().outcome = "maybe";
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::Malformed});
    hospital.entries.pop_back();

    auto lines = hospital.lines();
    lines.emplace_back("{}");
    MemoryLog log("test.example/audit");
    for (const auto& line : lines)
        log.append(line);
    EXPECT_EQ(wrong(hospital.check(lines, log.head())), Faults{TrailFault::Malformed});
}

TEST(TrailCheck, WhatIsDoneByAdminsAndOnTheHost)
{
    TrailWorld hospital;
    hospital.note("people.invite", "amira", "eva");
    hospital.note("people.code", "server", "eva");
    hospital.note("server.start", "server", "srv_test");
    EXPECT_EQ(told(hospital.check()), "");
    hospital.note("people.unlock", "eva", "eva");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::OtherActor});
    hospital.entries.back() = hospital.entries[hospital.entries.size() - 2];
    hospital.entries.back().actor.person = "eva";
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::OtherActor});
}

TEST(TrailCheck, RefusedAttemptsChangeNothing)
{
    TrailWorld hospital;
    hospital.ask();
    for (const auto* action : {"approval.decide", "download.open", "people.invite", "job.read"}) {
        hospital.note(action, "eva", "").outcome = "denied";
        hospital.note(action, "eva", "").outcome = "failed";
    }
    const auto report = hospital.check();
    EXPECT_EQ(told(report), "");
    ASSERT_EQ(report.kinds.back().kind, trust::TrailKind::Attempt);
    EXPECT_EQ(report.kinds.back().count, 8U);
}

TEST(TrailCheck, AlteredRemovedAndAddedLines)
{
    TrailWorld hospital;
    hospital.released();
    hospital.note("session.sign-in", "olga", "");
    MemoryLog log("test.example/audit");
    for (const auto& line : hospital.lines())
        log.append(line);
    const auto head = log.head();
    ASSERT_TRUE(hospital.check(hospital.lines(), head).hashed);

    auto altered = hospital.entries;
    hospital.entries.back().actor.person = "eva";
    auto report = hospital.check(hospital.lines(), head);
    EXPECT_EQ(wrong(report), Faults{TrailFault::TreeDiffers});
    EXPECT_FALSE(report.hashed);

    hospital.entries = altered;
    hospital.entries.pop_back();
    report = hospital.check(hospital.lines(), head);
    EXPECT_EQ(wrong(report), Faults{TrailFault::EntryMissing});
    EXPECT_FALSE(report.hashed);
}

TEST(TrailCheck, AGapBetweenEntries)
{
    TrailWorld hospital;
    MemoryLog log("test.example/audit");
    trust::TrailCheck check({hospital.world.entries, hospital.world.root.digest, {}, {}, 0, log.head()});
    check.take(0, hospital.lines().front());
    check.take(2, hospital.lines().front());
    const auto report = check.finish();
    EXPECT_TRUE(wrong(report).contains(TrailFault::EntryMissing));
    EXPECT_FALSE(report.hashed);
}

TEST(TrailCheck, WhatIsNotAtHandIsToldAsUnseen)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    const auto stock = hospital.statements;
    for (const auto& [digest, signatures] : stock) {
        hospital.statements = stock;
        hospital.statements.erase(digest);
        const auto report = hospital.check();
        const bool inFull = report.unseen == 0;
        EXPECT_TRUE(report.holds()) << told(report);
        const auto* type = wire::openStatement(signatures)->statement.as<wire::KeyRegistrationBody>();
        EXPECT_EQ(inFull, type != nullptr) << told(report);
    }
    hospital.statements = stock;
    hospital.receipts.clear();
    const auto report = hospital.check();
    EXPECT_TRUE(report.holds());
    ASSERT_EQ(report.unseen, 1U) << told(report);
    EXPECT_EQ(report.findings.front().fault, TrailFault::ReceiptUnseen);
}

TEST(TrailCheck, AuthorsWhoHadSeenAnotherLogAreTold)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    Error why{ErrorCode::LogSplit, "another log"};
    why.about = "audit";
    hospital.elsewhere[hospital.scene.request.digest] = why;
    const auto receipt = hospital.receipts.begin()->first;
    hospital.elsewhere[receipt] = why;
    const auto report = hospital.check();
    EXPECT_EQ(wrong(report), (Faults{TrailFault::StatementSplit, TrailFault::ReceiptSplit}));
    ASSERT_EQ(report.findings.size(), 2U) << told(report);
    const auto& ofRequest = report.findings.front();
    EXPECT_EQ(ofRequest.statement, hospital.scene.request.digest);
    EXPECT_EQ(ofRequest.person, "olga");
    EXPECT_EQ(ofRequest.code, "log-split");
    EXPECT_EQ(ofRequest.found, "audit");
    EXPECT_EQ(report.findings.back().statement, receipt);
    EXPECT_EQ(report.findings.back().person, "dora");
}

TEST(TrailCheck, OtherBytesThanThoseLoggedAreAsGoodAsNone)
{
    TrailWorld hospital;
    hospital.released();
    hospital.statements[hospital.scene.request.digest] = hospital.scene.release->signatures;
    const auto report = hospital.check();
    EXPECT_TRUE(report.holds()) << told(report);
    EXPECT_GT(report.unseen, 0U);
}

TEST(TrailCheck, ARangeHoldsFromWhereverItBegins)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    hospital.fetch(1);
    hospital.world.clock.advance(std::chrono::days(8));
    hospital.destroy("retrieved");
    for (std::uint64_t first = 0; first < hospital.entries.size(); ++first) {
        const auto report = hospital.check(first);
        EXPECT_EQ(told(report), "") << "from " << first;
        EXPECT_EQ(report.entries, hospital.entries.size() - first);
        EXPECT_EQ(report.hashed, first == 0);
    }
    // And shows what is wrong within it.
    hospital.said("download.receipt", 1).actor.person = "paul";
    EXPECT_EQ(wrong(hospital.check(hospital.entries.size() - 8)),
              (Faults{TrailFault::DownloadStranger, TrailFault::ReceiptRefused}));
}

TEST(TrailCheck, AllAreCountedAndTheFirstKept)
{
    TrailWorld hospital;
    for (int i = 0; i < 5; ++i)
        hospital.note("job.teleport", "server", "");
    MemoryLog log("test.example/audit");
    trust::TrailCheck check({hospital.world.entries, hospital.world.root.digest, {}, {}, 0, log.head(), 2});
    for (std::uint64_t i = 0; i < hospital.entries.size(); ++i) {
        log.append(hospital.lines()[i]);
        check.take(i, hospital.lines()[i]);
    }
    const auto report = check.finish();
    EXPECT_EQ(report.findings.size(), 2U);
    EXPECT_EQ(report.faults.front().fault, TrailFault::UnknownAction);
    EXPECT_EQ(report.faults.front().count, 5U);
}

TEST(TrailCheck, ReportsTravelAsText)
{
    TrailWorld hospital;
    hospital.note("job.teleport", "server", "");
    const auto report = hospital.check();
    const auto again = wire::decode<TrailReport>(wire::encode(report));
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(wire::encode(*again), wire::encode(report));
    EXPECT_NE(wire::encode(report).find(R"("fault":"unknown-action")"), std::string::npos);
}

} // namespace
} // namespace countersign::test
