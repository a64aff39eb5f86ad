#include "unit/server/job/JobWorld.h"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using wire::Gate;
using wire::JobState;

int count(const std::vector<std::string>& list, const std::string& what)
{
    return static_cast<int>(std::count(list.begin(), list.end(), what));
}

wire::Job awaitFailure(JobWorld& world, const JobId& id)
{
    return world.await(id, [](const wire::Job& job) { return job.state == JobState::Failed; });
}

// An approved export, held where its intake makes this call.
JobId askUntil(JobWorld& world, Valve::Call call)
{
    world.valve.hold(call);
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    world.valve.awaitHeld();
    return id;
}

// The server ends while the call is held, and starts again.
void restart(JobWorld& world, const JobId& id)
{
    world.endJobs();
    world.valve.letGo();
    world.startJobs();
    world.await(id, JobState::AwaitingRelease);
}

TEST(JobTrouble, AFileThatWasCutOffStartsAgainWithANewKey)
{
    JobWorld world;
    const auto id = askUntil(world, Valve::Call::Fetch);
    const auto before = world.files(id);
    ASSERT_EQ(before.size(), 3u);
    std::map<FileId, Secret> keys;
    for (const auto& file : before)
        if (auto key = world.vault.fileKey(file.id))
            keys.emplace(file.id, std::move(*key));
    ASSERT_FALSE(keys.empty());
    for (const auto* clear : {"resourceType", "/fhir/bulkfiles", "/fhir/bulkstatus"})
        EXPECT_FALSE(world.onDisk(clear)) << clear << " in the middle of taking in";
    world.endJobs();
    // As kill -9 leaves them: a part, and an object that is whole but not in its row yet.
    std::ofstream(world.server.folder / "objects" / (before.at(0).id.text() + ".sealed.part")) << "cut";
    std::ofstream(world.server.folder / "objects" / (before.at(1).id.text() + ".sealed")) << "whole";
    world.valve.letGo();
    world.startJobs();
    world.await(id, JobState::AwaitingRelease);
    const auto after = world.files(id);
    ASSERT_EQ(after.size(), 3u);
    EXPECT_EQ(world.objects().size(), 3u);
    for (const auto& file : after) {
        EXPECT_EQ(file.state, server::FileState::Sealed);
        EXPECT_EQ(world.plaintext(file).size(), file.length);
        const auto old = keys.find(file.id);
        if (old != keys.end()) {
            const auto key = world.vault.fileKey(file.id);
            ASSERT_TRUE(key);
            EXPECT_NE(textOf(key->reveal()), textOf(old->second.reveal()));
        }
    }
    EXPECT_EQ(world.source.asked("GET", "/fhir/$export"), 1) << "the same export at the source";
    EXPECT_EQ(count(world.trail(id), "job.resumed"), 1);
}

TEST(JobTrouble, AfterARestartTheStoredAddressIsPolled)
{
    JobWorld world;
    const auto id = askUntil(world, Valve::Call::Poll);
    EXPECT_EQ(world.job(id).state, JobState::Preparing);
    restart(world, id);
    EXPECT_EQ(world.source.asked("GET", "/fhir/$export"), 1);
}

TEST(JobTrouble, ARestartBeforeTheSourceAnsweredAsksIt)
{
    JobWorld world;
    const auto id = askUntil(world, Valve::Call::KickOff);
    EXPECT_EQ(world.job(id).state, JobState::KickingOff);
    restart(world, id);
    EXPECT_EQ(count(world.trail(id), "job.kick-off"), 1);
    EXPECT_EQ(count(world.trail(id), "job.kick-off-again"), 1);
}

// The source has answered, its address is on no disk yet: as kill -9 leaves it.
TEST(JobTrouble, AnExportWhoseAddressWasLostIsAskedForAnewAndTheTrailSaysSo)
{
    JobWorld world;
    const auto id = askUntil(world, Valve::Call::KickedOff);
    EXPECT_EQ(world.source.asked("GET", "/fhir/$export"), 1);
    EXPECT_EQ(world.job(id).state, JobState::KickingOff);
    restart(world, id);
    EXPECT_EQ(world.source.asked("GET", "/fhir/$export"), 2);
    EXPECT_EQ(count(world.trail(id), "job.kick-off-again"), 1);
    EXPECT_EQ(count(world.trail(id), "job.resumed"), 0);
    EXPECT_EQ(world.files(id).size(), 3u) << "one export's files, not two";
}

TEST(JobTrouble, ASourceThatRefusesIsAReason)
{
    JobWorld world;
    world.endJobs();
    world.sources.front().clientId = "nobody";
    world.startJobs();
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    const auto job = awaitFailure(world, id);
    EXPECT_EQ(job.failure, "source-refused");
    EXPECT_TRUE(job.failureDetail);
    EXPECT_EQ(count(world.trail(id), "job.failed"), 1);
    EXPECT_EQ(count(world.trail(id), "job.retry"), 0) << "a final no";
}

TEST(JobTrouble, WhatMayPassIsTriedAgain)
{
    JobWorld world;
    world.valve.refuse(Valve::Call::Poll, {ErrorCode::SourceUnreachable, "cut"}, 2);
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    const auto job = world.await(id, JobState::AwaitingRelease);
    EXPECT_EQ(job.intake.attempts, 2);
    EXPECT_EQ(count(world.trail(id), "job.retry"), 2);
    EXPECT_EQ(count(world.trail(id), "job.recovered"), 1);
}

TEST(JobTrouble, ButNotForEver)
{
    JobWorld world;
    world.valve.refuse(Valve::Call::KickOff, {ErrorCode::SourceUnreachable, "cut"}, 1000);
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    const auto job = awaitFailure(world, id);
    EXPECT_EQ(job.failure, "source-unreachable");
    EXPECT_EQ(job.intake.attempts, 9);
}

TEST(JobTrouble, ABrokenTransferLeavesNothingHalf)
{
    JobWorld world;
    world.valve.refuse(Valve::Call::Fetch, {ErrorCode::SourceUnreachable, "cut"}, 2);
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    world.await(id, JobState::AwaitingRelease);
    for (const auto& file : world.files(id))
        EXPECT_EQ(world.plaintext(file).size(), file.length);
    EXPECT_EQ(world.objects().size(), 3u);
}

TEST(JobTrouble, WhatIsAmissInOurHouseIsToldWithoutItsPaths)
{
    JobWorld world;
    world.valve.refuse(Valve::Call::Fetch, {ErrorCode::FileAccess, "/srv/countersign/objects: denied"}, 1);
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    const auto job = awaitFailure(world, id);
    EXPECT_EQ(job.failure, "file-access");
    EXPECT_EQ(job.failureDetail, std::nullopt);
}

TEST(JobTrouble, AFailedFileEndsTheExportAndDestroysTheOthers)
{
    JobWorld world;
    world.valve.refuse(Valve::Call::Fetch, {ErrorCode::SourceData, "line 7"}, 1);
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    const auto job = awaitFailure(world, id);
    EXPECT_EQ(job.failure, "source-data");
    EXPECT_EQ(job.failureDetail, "line 7");
    world.await(id, [&](const wire::Job&) { return count(world.trail(id), "job.destroyed") == 1; });
    EXPECT_TRUE(world.objects().empty());
    for (const auto& file : world.files(id))
        EXPECT_FALSE(world.vault.fileKey(file.id));
    EXPECT_EQ(world.source.asked("DELETE", "/fhir/bulkstatus/"), 1);
}

TEST(JobTrouble, WithdrawnDuringTheIntake)
{
    JobWorld world;
    const auto id = askUntil(world, Valve::Call::Fetch);
    world.withdraw(id);
    EXPECT_EQ(world.job(id).state, JobState::Withdrawn);
    world.await(id, [&](const wire::Job&) {
        const auto trail = world.trail(id);
        return count(trail, "job.destroyed") == 1 && count(trail, "job.source-delete") == 1;
    });
    EXPECT_EQ(world.job(id).state, JobState::Withdrawn);
    EXPECT_TRUE(world.objects().empty());
    for (const auto& file : world.files(id)) {
        EXPECT_EQ(file.state, server::FileState::Destroyed);
        EXPECT_FALSE(world.vault.fileKey(file.id));
    }
    EXPECT_EQ(count(world.trail(id), "job.release-made"), 0);
    EXPECT_EQ(world.source.asked("DELETE", "/fhir/bulkstatus/"), 1);
}

TEST(JobTrouble, TheEndComesBeforeTheFiles)
{
    JobWorld world;
    const auto id = askUntil(world, Valve::Call::Poll);
    world.server.clock.advance(std::chrono::days(7));
    const auto job = awaitFailure(world, id);
    EXPECT_EQ(job.failure, "source-unfinished");
    world.await(id, [&](const wire::Job&) { return count(world.trail(id), "job.source-delete") == 1; });
}

TEST(JobTrouble, ASourceThatIsNotConfiguredIsNotAsked)
{
    JobWorld world;
    auto body = world.requestBody();
    body.source = SourceId("elsewhere");
    EXPECT_EQ(ServerFixture::codeOf(world.server.post(world.olga, world.server.sign(world.olga.who, body))),
              "source-refused");
    EXPECT_TRUE(world.jobs->jobs()->empty());
}

TEST(JobTrouble, AReceiptBeforeTheReleaseChangesNothing)
{
    JobWorld world;
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    world.await(id, JobState::AwaitingRelease);
    const auto files = world.files(id);
    for (const auto& file : files)
        EXPECT_FALSE(world.receipt(file.id)) << "not released";
    EXPECT_EQ(world.job(id).state, JobState::AwaitingRelease);
}

} // namespace
} // namespace countersign::test
