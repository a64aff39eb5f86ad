#include "unit/trust/TrailWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using trust::TrailFault;
using wire::Gate;

TEST(TrailCheck, AnHonestLifeHoldsToItsEnd)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    hospital.fetch(1);
    hospital.world.clock.advance(std::chrono::days(8));
    hospital.destroy("retrieved");
    const auto report = hospital.check();
    EXPECT_EQ(report.wrong + report.unseen + report.notes, 0U) << told(report);
    EXPECT_TRUE(report.holds());
    EXPECT_TRUE(report.hashed);
    EXPECT_EQ(report.entries, hospital.entries.size());
    EXPECT_EQ(report.statements, hospital.world.entries.size());
    EXPECT_EQ(report.exports, 1U);
    EXPECT_EQ(report.receipts, 2U);
    // Every statement once, two on the root, two receipts.
    EXPECT_EQ(report.signatures, hospital.world.entries.size() + 1 + 2);
}

TEST(TrailCheck, OtherHonestEndsHoldToo)
{
    TrailWorld rejected;
    rejected.ask();
    rejected.decide(rejected.scene.approves, Gate::Request, wire::Verdict::Reject);
    rejected.byServer("job.rejected", "request");
    EXPECT_EQ(told(rejected.check()), "");

    TrailWorld lapsed;
    lapsed.ask();
    lapsed.world.clock.advance(std::chrono::hours(73));
    lapsed.byServer("job.lapsed", "request");
    EXPECT_EQ(told(lapsed.check()), "");

    TrailWorld withdrawn;
    withdrawn.released();
    withdrawn.withdraw();
    withdrawn.destroy("withdrawn");
    EXPECT_EQ(told(withdrawn.check()), "");

    TrailWorld failed;
    failed.ask();
    failed.decide(failed.scene.approves, Gate::Request);
    failed.byServer("job.approved", "request");
    failed.byServer("job.kick-off");
    failed.byServer("job.retry").outcome = "failed";
    failed.byServer("job.failed").outcome = "failed";
    EXPECT_EQ(told(failed.check()), "");
}

TEST(TrailCheck, WhatARevocationVoidsLaterWasGoodBefore)
{
    TrailWorld hospital;
    hospital.released();
    hospital.open(hospital.scene.fetches);
    hospital.fetch(0);
    hospital.world.revoke(hospital.scene.approves,
                          hospital.world.state.place(hospital.scene.request.digest)->index);
    hospital.tell();
    hospital.byServer("job.voided");
    hospital.destroy("voided");
    EXPECT_EQ(told(hospital.check()), "");
    hospital.drop("job.voided");
    hospital.drop("job.destroyed");
    hospital.drop("key.destroy");
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::JobNotMoved});
}

TEST(TrailCheck, FurtherApproversAreNeededWhereMuchIsAtStake)
{
    TrailWorld hospital;
    hospital.ask(wire::Sensitivity::High);
    hospital.decide(hospital.scene.approves, Gate::Request);
    hospital.byServer("job.approved", "request");
    const auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::Standing});
    EXPECT_EQ(report.findings.front().expected, "effective");
    EXPECT_EQ(report.findings.front().found, "open");
    EXPECT_EQ(report.findings.front().gate, Gate::Request);
    hospital.entries.pop_back();
    hospital.decide(hospital.scene.approvesToo, Gate::Request);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::JobNotMoved}) << "passed, and nothing moved";
    hospital.byServer("job.approved", "request");
    EXPECT_EQ(told(hospital.check()), "");
}

TEST(TrailCheck, AnEntryForAStatementThatNobodyMade)
{
    TrailWorld hospital;
    hospital.ask();
    auto& entry = hospital.note("approval.decide", "paul", crypto::leafHash(bytesOf("none")).text());
    entry.job = hospital.job.text();
    const auto id = entry.id;
    const auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::StatementUnknown});
    EXPECT_EQ(report.findings.front().entry, id);
    EXPECT_EQ(report.findings.front().index, hospital.entries.size() - 1);
}

TEST(TrailCheck, AStatementWithoutItsEntry)
{
    TrailWorld hospital;
    hospital.released();
    const auto index = *hospital.world.state.place(hospital.scene.request.digest);
    hospital.drop("request.sign");
    const auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::StatementWithoutEntry}) << told(report);
    EXPECT_EQ(report.findings.front().trustIndex, index.index);
    EXPECT_EQ(report.findings.front().job, hospital.job.text());
}

TEST(TrailCheck, StatementsBehindTheLastEntryAreLeftForLater)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.world.enterNoise();
    const auto report = hospital.check();
    EXPECT_TRUE(report.holds());
    EXPECT_EQ(report.later, 1U);
}

TEST(TrailCheck, TwoEntriesForOneStatementOrInAnotherOrder)
{
    TrailWorld hospital;
    hospital.released();
    const auto honest = hospital.entries;
    hospital.entries.push_back(hospital.said("people.endorse"));
    hospital.entries.back().time = hospital.entries[hospital.entries.size() - 2].time;
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::StatementTwice});

    hospital.entries = honest;
    auto& first = hospital.said("people.endorse", 0);
    auto& second = hospital.said("people.endorse", 1);
    std::swap(first, second);
    std::swap(first.time, second.time);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::StatementOutOfOrder});
}

TEST(TrailCheck, AnEntryThatTellsSomethingElseThanItsStatement)
{
    const auto lie = [](const std::function<void(TrailWorld&)>& change) {
        TrailWorld hospital;
        hospital.released();
        change(hospital);
        auto report = hospital.check();
        return std::pair(wrong(report),
                         report.findings.empty() ? std::nullopt : report.findings.front().member);
    };
    const auto of = [](TrailFault fault, const char* member) {
        return std::pair(Faults{fault}, std::optional<std::string>(member));
    };
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").actor.person = "rosa"; }),
              of(TrailFault::OtherActor, "actor"));
    EXPECT_EQ(lie([](auto& world) { world.said("founding.root").actor.person = "eva"; }),
              of(TrailFault::OtherActor, "actor"));
    EXPECT_EQ(lie([](auto& world) { world.said("job.release-made").actor.person = "eva"; }),
              of(TrailFault::OtherActor, "actor"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").detail["decision"] = "reject"; }),
              of(TrailFault::StatementOtherwise, "decision"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").detail["gate"] = "release"; }),
              of(TrailFault::StatementOtherwise, "gate"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").detail.erase("subject"); }),
              of(TrailFault::StatementOtherwise, "subject"));
    EXPECT_EQ(lie([](auto& world) { world.said("approval.decide").action = "people.endorse"; }),
              of(TrailFault::StatementOtherwise, "action"));
    EXPECT_EQ(lie([](auto& world) { world.said("request.sign").job = "job_other"; }),
              of(TrailFault::StatementOtherwise, "job"));
    EXPECT_EQ(lie([](auto& world) { world.said("request.sign").detail["recipient"] = "Somebody"; }),
              of(TrailFault::StatementOtherwise, "recipient"));
    EXPECT_EQ(lie([](auto& world) { world.said("people.role-change").detail["role"] = "admin"; }),
              of(TrailFault::StatementOtherwise, "role"));
    EXPECT_EQ(lie([](auto& world) { world.said("session.enrol").detail["key"] = "another"; }),
              of(TrailFault::StatementOtherwise, "key"));
    EXPECT_EQ(lie([](auto& world) { world.said("job.released").detail["gate"] = "request"; }),
              of(TrailFault::StatementOtherwise, "gate"));
}

TEST(TrailCheck, AStatementThatMayNotStandAtItsPlace)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.decide(hospital.scene.asks, Gate::Request); // her own
    auto report = hospital.check();
    ASSERT_EQ(wrong(report), Faults{TrailFault::StatementRefused});
    EXPECT_EQ(report.findings.front().code, "own-statement");
    hospital.byServer("job.approved", "request");
    EXPECT_EQ(wrong(hospital.check()), (Faults{TrailFault::StatementRefused, TrailFault::Standing}));
}

TEST(TrailCheck, AnEntryFarFromItsStatement)
{
    TrailWorld hospital;
    hospital.ask();
    hospital.entries.back().time += std::chrono::minutes(6);
    EXPECT_EQ(wrong(hospital.check()), Faults{TrailFault::StatementTime});
}

} // namespace
} // namespace countersign::test
