#include "unit/trust/TrailWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using trust::TrailFault;
using wire::Gate;

TEST(TrailCheck, ReleasedWithoutApproval)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.decide(hospital.scene.approves, Gate::Request);
    hospital.byServer("job.approved", "request");
    hospital.takeIn();
    hospital.release();
    hospital.byServer("job.released", "release");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::Standing});
}

TEST(TrailCheck, EndingsThatNobodyBroughtAbout)
{
    for (const auto* action : {"job.rejected", "job.lapsed"}) {
        TrailWorld hospital;
        hospital.ask();
        hospital.byServer(action, "request");
        EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::Standing}) << action;
    }
    TrailWorld voided;
    voided.released();
    voided.byServer("job.voided");
    EXPECT_EQ(wrong(voided.check()), Faults{TrailFault::NotVoid});
}

TEST(TrailCheck, StatesThatCantFollow)
{
    TrailWorld early;
    early.ask();
    early.byServer("job.kick-off");
    auto report = early.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::JobOutOfOrder});
    EXPECT_EQ(report.findings.front().found, "awaiting-approval");

    TrailWorld late;
    late.released();
    late.withdraw();
    late.byServer("job.file-sealed");
    EXPECT_EQ(wrong(late.check()), Faults{TrailFault::JobOutOfOrder});

    TrailWorld stranger;
    stranger.ask();
    stranger.byServer("job.kick-off").job = "job_none";
    EXPECT_EQ(wrong(stranger.check()), Faults{TrailFault::JobUnknown});
}

TEST(TrailCheck, RetrievedBeforeReleaseAfterWithdrawalOrEnd)
{
    TrailWorld early;
    early.ask();
    early.decide(early.scene.approves, Gate::Request);
    early.byServer("job.approved", "request");
    early.takeIn();
    early.release();
    early.open(early.scene.fetches);
    EXPECT_EQ(wrong(early.check()), Faults{TrailFault::DownloadUnreleased});

    TrailWorld withdrawn;
    withdrawn.released();
    withdrawn.withdraw();
    withdrawn.open(withdrawn.scene.fetches);
    auto report = withdrawn.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::DownloadUnreleased});
    EXPECT_EQ(report.findings.front().found, "withdrawn");

    TrailWorld ended;
    ended.released();
    ended.world.clock.advance(std::chrono::days(7));
    ended.open(ended.scene.fetches);
    EXPECT_EQ(wrong(ended.check()), Faults{TrailFault::DownloadAfterEnd});
}

TEST(TrailCheck, WhatIsUnderWayMayComeToItsEndAfterTheWithdrawal)
{
    TrailWorld hospital;
    hospital.released();
    hospital.byFetcher("download.ticket", 0).detail["key"] =
        hospital.scene.fetches.encryption.thumbprint().text();
    hospital.byFetcher("download.begin", 0);
    hospital.withdraw();
    hospital.byFetcher("download.end", 0);
    hospital.give(hospital.receiptFor(0), 0);
    EXPECT_EQ(told(hospital.check()), "");
}

TEST(TrailCheck, RetrievedByAStrangerOrForOtherFilesOrKeys)
{
    TrailWorld stranger;
    stranger.released();
    stranger.open(stranger.scene.approves);
    EXPECT_EQ(wrong(stranger.check()), Faults{TrailFault::DownloadStranger});

    TrailWorld otherKey;
    otherKey.released();
    otherKey.byFetcher("download.ticket", 0).detail["key"] =
        otherKey.scene.approves.encryption.thumbprint().text();
    EXPECT_EQ(wrong(otherKey.check()), Faults{TrailFault::DownloadStranger});

    TrailWorld otherFile;
    otherFile.released();
    otherFile.fetch(0);
    otherFile.said("download.end").object = std::string(32, 'f');
    EXPECT_EQ(wrong(otherFile.check()), Faults{TrailFault::DownloadOtherFile});
}

TEST(TrailCheck, WhoseRoleEndedOpensNoMore)
{
    TrailWorld hospital;
    hospital.released();
    hospital.world.change(hospital.scene.fetches.id, wire::RoleAction::Withdraw,
                          wire::Role::ArtifactDownloader);
    hospital.tell();
    hospital.open(hospital.scene.fetches);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::DownloadStranger});
}

TEST(TrailCheck, MoreReceiptsThanDownloads)
{
    TrailWorld often;
    often.released();
    for (int i = 0; i < 2; ++i)
        often.fetch(0);
    EXPECT_EQ(told(often.check()), "");
    often.fetch(0);
    auto report = often.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::DownloadTooMany});
    EXPECT_EQ(report.findings.front().expected, "2");

    TrailWorld unasked;
    unasked.released();
    unasked.give(unasked.receiptFor(0), 0);
    EXPECT_EQ(wrong(unasked.check()), Faults{TrailFault::DownloadUnasked});
    unasked.entries.pop_back();
    unasked.byFetcher("download.begin", 0);
    EXPECT_EQ(wrong(unasked.check()), Faults{TrailFault::DownloadUnasked});
}

TEST(TrailCheck, ReceiptsThatProveNothing)
{
    const auto check = [](const std::function<wire::SignedStatement(const TrailWorld&)>& make) {
        TrailWorld hospital;
        hospital.released();
        hospital.fetch(0);
        hospital.entries.pop_back();
        hospital.give(make(hospital), 0);
        return hospital.check();
    };
    const auto forged = check([](const TrailWorld& world) {
        const auto honest = world.receiptFor(0);
        return TrustFixture::signWith(honest.statement, world.scene.approves.signing);
    });
    ASSERT_EQ(wrong(forged), Faults{TrailFault::ReceiptRefused});
    EXPECT_EQ(forged.findings.front().code, "signature-invalid");
    const auto other = check([](const TrailWorld& world) { return world.receiptFor(1); });
    ASSERT_EQ(wrong(other), Faults{TrailFault::ReceiptRefused});
    EXPECT_EQ(other.findings.front().code, "digest-mismatch");

    TrailWorld twice;
    twice.released();
    twice.fetch(0);
    twice.fetch(0);
    twice.said("download.receipt", 1).detail = twice.said("download.receipt").detail;
    EXPECT_EQ(wrong(twice.check()), Faults{TrailFault::ReceiptTwice});
}

TEST(TrailCheck, DestroyedTooEarlyOrNotAtAll)
{
    TrailWorld early;
    early.released();
    early.destroy("released");
    auto report = early.check();
    EXPECT_EQ(wrong(report), Faults{TrailFault::DestroyedEarly});
    EXPECT_EQ(report.wrong, 2U) << "its keys, and then all of it";

    TrailWorld never;
    never.released();
    never.world.clock.advance(std::chrono::days(9));
    never.note("session.sign-in", "olga", "");
    report = never.check();
    EXPECT_TRUE(report.holds());
    ASSERT_EQ(report.notes, 1U);
    EXPECT_EQ(report.findings.front().fault, TrailFault::NotDestroyed);

    TrailWorld otherwise;
    otherwise.released();
    otherwise.world.clock.advance(std::chrono::days(8));
    otherwise.destroy("retrieved");
    EXPECT_EQ(wrong(otherwise.check()), Faults{TrailFault::StatementOtherwise}) << "nobody has fetched it";
}

} // namespace
} // namespace countersign::test
