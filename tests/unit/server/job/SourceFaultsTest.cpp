#include "unit/server/job/SourceFaultWorld.h"

#include <algorithm>
#include <fstream>

/// A source that misbehaves until the export is over: told by its own code, nothing of it left.
namespace countersign::test {
namespace {

using namespace std::chrono_literals;
using wire::JobState;

class SourceFaults : public SourceFaultWorld
{
protected:
    void expectTold(const SourceFault& fault, int retriesAtLeast)
    {
        SCOPED_TRACE(fault.misbehaviour);
        const auto before = world.source.exports();
        const auto job = run(fault.misbehaviour);
        expectFailed(job, fault.code);
        EXPECT_GE(logged(job.id, "job.retry"), retriesAtLeast);
        if (retriesAtLeast == 0) {
            EXPECT_EQ(logged(job.id, "job.retry"), 0) << "there is no use in it";
        }
        EXPECT_EQ(world.source.exports() - before, left(fault.misbehaviour));
    }
    /// Exports that the source holds without having told us where, or says that it does not.
    static std::size_t left(std::string_view misbehaviour)
    {
        return misbehaviour == "elsewhere@kick-off:@STORE" ? 1 : misbehaviour == "refuse@status:404" ? 3 : 0;
    }
    /// The first pause after this one fault.
    std::chrono::milliseconds firstPause(const std::string& fault)
    {
        const auto job = run(fault);
        EXPECT_EQ(job.state, JobState::AwaitingRelease);
        return world.pauses().at(0);
    }
};

/// In KiB, since the last `forget`.
class Peak
{
public:
    static void forget() { std::ofstream("/proc/self/clear_refs") << 5; }
    static long now()
    {
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word;)
            if (word == "VmHWM:") {
                long kilobytes = 0;
                status >> kilobytes;
                return kilobytes;
            }
        return 0;
    }
};

TEST_F(SourceFaults, WhatMayPassIsTriedAgainAndThenTold)
{
    // Pauses move the clock on by minutes: an assertion that another file's request makes meanwhile would
    // expire.
    world.parallelFiles = 1;
    for (const auto& fault : faultsThatPass)
        expectTold(fault, 9);
    EXPECT_TRUE(store.heard().empty());
}

TEST_F(SourceFaults, WhatStaysIsToldAtOnce)
{
    for (const auto& fault : faultsThatStay)
        expectTold(fault, 0);
    EXPECT_TRUE(store.heard().empty()) << "no token, no assertion: not even a question";
}

TEST_F(SourceFaults, PausesDouble)
{
    run("down@kick-off");
    EXPECT_EQ(world.pauses(),
              (std::vector<std::chrono::milliseconds>{1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s}));
}

TEST_F(SourceFaults, ASourceSaysHowLongToWait)
{
    for (const auto* status : {"429", "503"}) {
        const std::string busy = std::string("busy@kick-off:") + status;
        EXPECT_EQ(firstPause(busy + ",7*1"), 7s);
        EXPECT_EQ(firstPause(busy + ",date+42*1"), 42s);
        EXPECT_EQ(firstPause(busy + ",epoch+42*1"), 42s);
        EXPECT_EQ(firstPause(busy + ",99999999999999999999*1"), 600s);
        EXPECT_EQ(firstPause(busy + ",date+99999*1"), 600s);
        EXPECT_EQ(firstPause(busy + ",epoch+99999*1"), 600s);
        for (const auto* nothing : {"*1", ",soon*1", ",-5*1", ",1.5*1", ",date+-60*1", ",0*1"})
            EXPECT_EQ(firstPause(busy + nothing), 1s) << nothing;
    }
    std::ignore = firstPause("busy@file:503,30*1");
    EXPECT_EQ(std::ranges::count(world.pauses(), 30s), 1);
    EXPECT_EQ(firstPause("busy@status:429,99999*1"), 600s);
    EXPECT_EQ(firstPause("busy@status:429*1"), 5s) << "polled too often, which is no fault of the export";
}

TEST_F(SourceFaults, ASourceThatIsNotThere)
{
    const auto& fault = otherFaults.at(0);
    world.source.fall();
    const auto job = run();
    expectFailed(job, fault.code);
    EXPECT_EQ(logged(job.id, "job.retry"), 9);
    world.source.rise();
}

TEST_F(SourceFaults, ASourceThatSaysNothing)
{
    world.limits.whole = 300ms;
    const auto job = run("silent@kick-off");
    expectFailed(job, ErrorCode::SourceSlow);
    EXPECT_EQ(logged(job.id, "job.retry"), 9);
}

TEST_F(SourceFaults, ACertificateOfSomebodyElse)
{
    for (const bool ownCa : {false, true}) {
        const auto tokens = world.source.asked("POST", "/auth/token");
        const auto job = run("certificate@status:" + world.source.otherCertificate(ownCa, "127.0.0.9"));
        expectFailed(job, ErrorCode::SourceCertificate);
        EXPECT_LE(logged(job.id, "job.retry"), 1) << "the connection that ended, not the certificate";
        EXPECT_EQ(world.source.asked("POST", "/auth/token"), tokens + 1) << "nothing was told to it";
        EXPECT_EQ(world.source.asked("DELETE", "/"), 0);
    }
}

// What came before is of an export that is no more.
TEST_F(SourceFaults, ASourceThatForgetsInTheMidstOfItsFiles)
{
    expectFailed(run("restart@file*1"), ErrorCode::SourceGone);
}

TEST_F(SourceFaults, AnExportThatIsNeverDone)
{
    auto body = world.requestBody();
    body.ends = world.server.clock.now() + 2h;
    expectFailed(end(begin("endless", body)), ErrorCode::SourceUnfinished);
    EXPECT_EQ(world.source.exports(), 0U);
}

TEST_F(SourceFaults, AFileThatTakesForEver)
{
    const auto id = begin("slow@file:1000");
    world.await(id, [](const wire::Job& job) { return job.intake.bytes > 0; });
    world.server.clock.advance(std::chrono::days(8));
    expectFailed(end(id), ErrorCode::SourceUnfinished);
    EXPECT_EQ(world.source.exports(), 0U);
}

TEST_F(SourceFaults, NothingOfWhatWasAskedFor)
{
    auto body = world.requestBody();
    body.types = {"Basic"};
    const auto id = world.ask(body);
    world.decide(id, wire::Gate::Request);
    expectFailed(end(id), ErrorCode::SourceNothing);
    EXPECT_EQ(world.source.exports(), 0U);
}

// Neither the line nor what a bomb unpacks to is ever held.
TEST_F(SourceFaults, AGigabyteIsRefusedInFlatMemory)
{
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "ThreadSanitizer keeps a shadow of what was touched";
#endif
    run("long-line:33554432");
    for (const auto* fault : {"long-line:1073741824", "gzip-bomb:1073741824"}) {
        Peak::forget();
        const auto before = Peak::now();
        ASSERT_GT(before, 0);
        EXPECT_EQ(run(fault).state, JobState::Failed);
        EXPECT_LT(Peak::now() - before, 256 * 1024) << fault;
    }
}

} // namespace
} // namespace countersign::test
