#include "client/ExportView.h"

#include "client/Approvals.h"
#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

using wire::Gate;
using wire::JobState;
using wire::Standing;

class ExportViewTest : public testing::Test
{
protected:
    wire::Job jobOf(const test::ExportScene& scene, JobState state) const
    {
        wire::Job job;
        job.id = JobId("job_1");
        job.state = state;
        job.since = world.clock.now();
        job.revision = 1;
        job.request = world.record(scene.request);
        for (const auto& decision : scene.decisions)
            job.decisions.push_back(world.record(decision));
        if (scene.release)
            job.release = world.record(*scene.release);
        return job;
    }

    ExportView view(const wire::Job& job, const test::TestPerson& me) const
    {
        return viewOf(job, world.state, me.id, me.encryption.thumbprint(), world.clock.now());
    }

    static std::string codeOf(const std::optional<Error>& error)
    {
        return error ? std::string(codeText(error->code)) : "none";
    }

    test::TrustFixture world;
};

TEST_F(ExportViewTest, ShowsARequestThatWaits)
{
    const auto scene = world.ask();
    const auto job = jobOf(scene, JobState::AwaitingApproval);
    const auto seen = view(job, scene.approves);
    EXPECT_EQ(codeOf(seen.fault), "none");
    EXPECT_EQ(codeOf(seen.requestSignature.fault), "none");
    EXPECT_EQ(seen.requestSignature.personName, "Person olga");
    EXPECT_EQ(seen.requestSignature.endorsers, QStringList({"Person amira", "Person boris"}));
    EXPECT_EQ(seen.fetcherNames, QStringList("Person dora"));
    EXPECT_EQ(seen.requestDigest, scene.request.digest);
    EXPECT_EQ(seen.requestPayload.toStdString(), textOf(scene.request.signatures.front().payload));
    EXPECT_EQ(seen.openGate(), Gate::Request);
    EXPECT_TRUE(seen.waitsForMe());
    EXPECT_EQ(seen.requestGate.whoCan, QStringList({"Person paul", "Person rosa"}));
    EXPECT_TRUE(seen.requestGate.lapses);
    EXPECT_FALSE(seen.chain.holds());

    EXPECT_EQ(codeOf(view(job, scene.asks).requestGate.whyNotMe), "own-statement");
    EXPECT_EQ(codeOf(view(job, scene.fetches).requestGate.whyNotMe), "own-statement");
    EXPECT_EQ(codeOf(view(job, world.admins[0]).requestGate.whyNotMe), "role-missing");
    EXPECT_FALSE(view(job, scene.asks).waitsForMe());
}

TEST_F(ExportViewTest, TellsPeopleOfOneNameApart)
{
    auto scene = world.ask();
    world.approve(scene, scene.approves, Gate::Request);
    auto namesake = test::makePerson("paul.other");
    namesake.name = " PERSON Paul";
    world.endorse(namesake);
    const auto seen = view(jobOf(scene, JobState::AwaitingApproval), scene.approvesToo);
    EXPECT_EQ(seen.decisions.at(0).signature.personName, "Person paul (paul)");
    EXPECT_EQ(nameOf(world.state, namesake.id), " PERSON Paul (paul.other)");
    EXPECT_EQ(seen.requestSignature.personName, "Person olga");
    EXPECT_EQ(nameOf(world.state, PersonId("unknown")), "unknown");
}

TEST_F(ExportViewTest, CountsApprovalsAtBothGates)
{
    auto scene = world.releasedExport(wire::Sensitivity::High);
    const auto seen = view(jobOf(scene, JobState::Released), scene.fetches);
    EXPECT_EQ(codeOf(seen.fault), "none");
    EXPECT_EQ(seen.requestGate.standing, Standing::Effective);
    EXPECT_EQ(seen.requestGate.needed, 2);
    EXPECT_EQ(seen.requestGate.given, 2);
    EXPECT_EQ(seen.releaseGate.standing, Standing::Effective);
    ASSERT_TRUE(seen.releaseSignature);
    EXPECT_EQ(codeOf(seen.releaseSignature->fault), "none");
    EXPECT_TRUE(seen.releaseSignature->rootKey);
    EXPECT_TRUE(seen.chain.holds());
    EXPECT_EQ(seen.chain.links.size(), 6);
    EXPECT_EQ(view(jobOf(scene, JobState::Released), scene.asks).chain.links.size(), 5);
    EXPECT_FALSE(seen.openGate());
}

TEST_F(ExportViewTest, TheFetchersOwnKeyIsPartOfTheChain)
{
    auto scene = world.releasedExport();
    const auto job = jobOf(scene, JobState::Released);
    auto other = scene.fetches;
    other.encryption = crypto::SigningKey::generate();
    EXPECT_EQ(codeOf(view(job, other).chain.firstFault()), "not-recipient");
    // A fetcher without any key at this console is not taken for a bystander.
    const auto bare = viewOf(job, world.state, scene.fetches.id, {}, world.clock.now());
    EXPECT_FALSE(bare.chain.holds());
}

TEST_F(ExportViewTest, AForgedDecisionIsShownAndDoesNotCount)
{
    auto scene = world.ask();
    auto forger = scene.approves; // the name of an approver, a key that nobody endorsed
    forger.signing = crypto::SigningKey::generate();
    world.approve(scene, forger, Gate::Request);
    // The server lies: it goes on as if the request were approved.
    const auto seen = view(jobOf(scene, JobState::Approved), scene.approvesToo);
    EXPECT_EQ(codeOf(seen.fault), "none");
    ASSERT_EQ(seen.decisions.size(), 1);
    EXPECT_EQ(seen.decisions[0].signature.personName, "Person paul");
    EXPECT_FALSE(seen.decisions[0].counts);
    EXPECT_EQ(codeOf(seen.decisions[0].signature.fault), "key-not-endorsed");
    EXPECT_EQ(seen.requestGate.given, 0);
    EXPECT_EQ(seen.requestGate.standing, Standing::Open);
    EXPECT_EQ(codeOf(seen.chain.firstFault()), "key-not-endorsed");
}

TEST_F(ExportViewTest, AForgedRejectionStopsNothing)
{
    auto scene = world.ask();
    auto forger = scene.approves;
    forger.signing = crypto::SigningKey::generate();
    const auto forged = world.decide(forger, {scene.request.digest}, Gate::Request, wire::Verdict::Reject);
    EXPECT_EQ(codeOf(world.tryEnter(forged).error()), "key-not-endorsed");
    // By whom it was signed, and who may not: the server need not even show it.
    world.enter(world.decide(scene.fetches, {scene.request.digest}, Gate::Request, wire::Verdict::Reject));
    const auto seen = view(jobOf(scene, JobState::AwaitingApproval), scene.approves);
    ASSERT_EQ(seen.decisions.size(), 1U);
    EXPECT_FALSE(seen.decisions.at(0).counts);
    EXPECT_EQ(seen.requestGate.standing, Standing::Open);
    EXPECT_TRUE(seen.waitsForMe());
}

TEST_F(ExportViewTest, ARejectionThatTheServerDoesNotShowEndsIt)
{
    auto scene = world.ask();
    world.enter(
        world.decide(scene.approvesToo, {scene.request.digest}, Gate::Request, wire::Verdict::Reject));
    const auto seen = view(jobOf(scene, JobState::AwaitingApproval), scene.approves);
    EXPECT_EQ(seen.requestGate.standing, Standing::Rejected);
    EXPECT_FALSE(seen.waitsForMe());
}

TEST_F(ExportViewTest, ADecisionByTheAuthorDoesNotCount)
{
    auto scene = world.ask();
    world.approve(scene, scene.asks, Gate::Request);
    const auto seen = view(jobOf(scene, JobState::AwaitingApproval), scene.approves);
    EXPECT_FALSE(seen.decisions.at(0).counts);
    EXPECT_EQ(codeOf(seen.decisions.at(0).signature.fault), "own-statement");
    EXPECT_EQ(seen.requestGate.given, 0);
}

TEST_F(ExportViewTest, OneRejectionEndsIt)
{
    auto scene = world.ask();
    scene.decisions.push_back(
        world.decide(scene.approves, {scene.request.digest}, Gate::Request, wire::Verdict::Reject));
    world.enter(scene.decisions.back());
    const auto seen = view(jobOf(scene, JobState::AwaitingApproval), scene.approvesToo);
    EXPECT_EQ(seen.requestGate.standing, Standing::Rejected);
    EXPECT_TRUE(seen.decisions.at(0).counts);
    EXPECT_FALSE(seen.openGate()); // whatever the server says
    EXPECT_EQ(codeOf(seen.requestGate.whyNotMe), "not-open");
}

TEST_F(ExportViewTest, WhatIsNotInTheLogIsNotBelieved)
{
    auto scene = world.ask();
    scene.decisions.push_back(world.decide(scene.approves, {scene.request.digest}, Gate::Request));
    const auto seen = view(jobOf(scene, JobState::AwaitingApproval), scene.approvesToo);
    EXPECT_EQ(codeOf(seen.fault), "not-in-log");
    EXPECT_FALSE(seen.waitsForMe());
    EXPECT_TRUE(seen.requestGate.whyNotMe);
}

TEST_F(ExportViewTest, AChangedByteIsAFault)
{
    const auto scene = world.ask();
    auto job = jobOf(scene, JobState::AwaitingApproval);
    auto changed = scene.request.statement;
    std::get<wire::ExportRequestBody>(changed.body).recipient = "Somebody else";
    job.request.signatures = test::TrustFixture::signWith(changed, scene.asks.signing).signatures;
    EXPECT_EQ(codeOf(view(job, scene.approves).fault), "not-in-log"); // another digest
    // The log's very digest, but signed by another key.
    job.request.signatures =
        test::TrustFixture::signWith(scene.request.statement, scene.approves.signing).signatures;
    const auto seen = view(job, scene.approves);
    EXPECT_EQ(codeOf(seen.requestSignature.fault), "signature-invalid");
    EXPECT_FALSE(seen.waitsForMe());
}

TEST_F(ExportViewTest, AReleaseByAnotherKeyIsNoRelease)
{
    auto scene = world.ask();
    world.approve(scene, scene.approves, Gate::Request);
    const test::TestPerson self{wire::serverAuthor, "", crypto::SigningKey::generate(), {}};
    scene.release = world.sign(self, world.releaseBody(scene.request));
    world.enter(*scene.release);
    const auto seen = view(jobOf(scene, JobState::AwaitingRelease), scene.approvesToo);
    ASSERT_TRUE(seen.releaseSignature);
    EXPECT_EQ(codeOf(seen.releaseSignature->fault), "signature-invalid");
    EXPECT_FALSE(seen.releaseSignature->rootKey);
    EXPECT_FALSE(seen.waitsForMe());
    EXPECT_EQ(codeOf(seen.releaseGate.whyNotMe), "signature-invalid");
}

TEST_F(ExportViewTest, TheSilentServerDoesNotHideAWithdrawal)
{
    auto scene = world.ask();
    world.enter(world.sign(scene.asks, wire::WithdrawalBody{scene.request.digest, "a mistake"}));
    const auto seen = view(jobOf(scene, JobState::AwaitingApproval), scene.approves);
    EXPECT_EQ(seen.requestGate.standing, Standing::Withdrawn);
    EXPECT_FALSE(seen.waitsForMe());
}

TEST_F(ExportViewTest, LapsesByThisConsolesClock)
{
    const auto scene = world.ask();
    const auto job = jobOf(scene, JobState::AwaitingApproval);
    world.clock.advance(std::chrono::hours(73));
    const auto seen = view(job, scene.approves);
    EXPECT_EQ(seen.requestGate.standing, Standing::Lapsed);
    EXPECT_FALSE(seen.openGate());
    EXPECT_EQ(codeOf(seen.requestGate.whyNotMe), "lapsed");
}

TEST_F(ExportViewTest, NothingIsKnownBeforeTheFounding)
{
    const auto scene = world.ask();
    const auto job = jobOf(scene, JobState::AwaitingApproval);
    const trust::TrustState nothing;
    const auto seen = viewOf(job, nothing, scene.approves.id, {}, world.clock.now());
    EXPECT_EQ(codeOf(seen.fault), "root-missing");
    EXPECT_FALSE(seen.waitsForMe());
}

TEST_F(ExportViewTest, TellsWhatDiffersFromBefore)
{
    const auto scene = world.ask();
    const auto before = view(jobOf(scene, JobState::Approved), scene.approves);
    auto now = before;
    EXPECT_TRUE(differences(now, before).empty());
    now.request.types = {"Patient", "Observation"};
    now.request.since = world.clock.now();
    now.request.sensitivity = wire::Sensitivity::High;
    now.request.estimate.resources = before.request.estimate.resources * 2;
    const auto found = differences(now, before);
    ASSERT_EQ(found.size(), 4);
    EXPECT_EQ(found[0].field, "types");
    EXPECT_EQ(found[0].added, QStringList("Observation"));
    EXPECT_EQ(found[0].removed, QStringList("Condition"));
    EXPECT_EQ(found[1].field, "since");
    EXPECT_EQ(found[2].field, "sensitivity");
    EXPECT_EQ(found[2].before, "standard");
    EXPECT_EQ(found[2].now, "high");
    EXPECT_EQ(found[3].field, "size");
}

} // namespace
} // namespace countersign::client
