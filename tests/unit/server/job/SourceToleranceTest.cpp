#include "crypto/Sha256.h"
#include "trialsource/FolderPopulation.h"
#include "unit/server/job/SourceFaultWorld.h"

#include <algorithm>
#include <fstream>
#include <latch>

/// A source that misbehaves for a while, or in ways that an export survives: whole, once, byte for byte.
namespace countersign::test {
namespace {

using namespace std::chrono_literals;
using wire::Gate;
using wire::JobState;

using Contents = std::map<std::string, std::string>;

class SourceTolerance : public SourceFaultWorld
{
protected:
    /// What it got, by name; released by nobody, so that the next begins with an empty folder.
    Contents take(const JobId& id)
    {
        const auto job = end(id);
        EXPECT_EQ(job.state, JobState::AwaitingRelease)
            << job.failure.value_or("") << job.failureDetail.value_or("");
        if (job.state != JobState::AwaitingRelease)
            return {};
        EXPECT_FALSE(job.failure) << "it is behind it";
        expectAsReleased(job);
        auto found = contents(id);
        EXPECT_EQ(world.objects().size(), found.size()) << "nothing half, nothing twice";
        EXPECT_EQ(world.source.exports(), 0U);
        world.decide(id, Gate::Release, wire::Verdict::Reject);
        world.await(id, [&](const wire::Job&) { return logged(id, "job.destroyed") == 1; });
        return found;
    }
    Contents take(std::string faults) { return take(begin(std::move(faults))); }

    /// What the approvers are asked to release is what came.
    void expectAsReleased(const wire::Job& job)
    {
        const auto release = wire::openStatement(job.release.value().signatures).value();
        const auto& body = *release.statement.as<wire::ReleaseBody>();
        EXPECT_EQ(body.files.size(), 3U);
        for (const auto& file : world.files(job.id)) {
            const auto plain = world.plaintext(file);
            const auto found = std::ranges::find(body.files, file.id, &wire::ReleaseFile::id);
            ASSERT_NE(found, body.files.end());
            EXPECT_EQ(found->length, plain.size());
            EXPECT_EQ(found->sha256, crypto::sha256(bytesOf(plain)));
            EXPECT_EQ(found->count, file.expected);
        }
    }
};

/// The same with each text changed.
template <typename Change>
Contents changed(Contents contents, Change&& change)
{
    for (auto& [name, text] : contents)
        change(text);
    return contents;
}

void endInCrlf(std::string& text)
{
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
        text.insert(at, 1, '\r');
}

TEST_F(SourceTolerance, WhatPassesIsSurvived)
{
    const auto whole = take("");
    ASSERT_EQ(whole.size(), 3U);
    for (const auto* faults :
         {"down*2", "cut@discovery:5*2", "cut@token:10*2", "busy@token:503,1*2", "down@kick-off*2",
          "busy@kick-off:429,date+5*3", "down@status*2", "cut@manifest:20*2", "short@manifest*1",
          "busy@status:503*2", "cut@file:0*3", "cut@file:1000*4", "short@file*2", "busy@file:502,9*4",
          "down@file*3 busy@file:503*2 cut@file:500*2", "refuse@file:401*1", "slow@file:2000000"}) {
        SCOPED_TRACE(faults);
        EXPECT_EQ(take(faults), whole);
    }
}

TEST_F(SourceTolerance, AStandstillIsSurvived)
{
    const auto whole = take("");
    world.limits.stall = 1s;
    EXPECT_EQ(take("stall@file*1"), whole);
    world.limits.whole = 300ms;
    EXPECT_EQ(take("silent@manifest*2"), whole);
}

TEST_F(SourceTolerance, OtherFormsOfTheSameDataComeAsTheyAre)
{
    const auto whole = take("");
    EXPECT_EQ(take("crlf"), changed(whole, endInCrlf));
    EXPECT_EQ(take("no-last-newline"), changed(whole, [](std::string& text) { text.pop_back(); }));
    EXPECT_EQ(take("crlf no-last-newline"), changed(whole, [](std::string& text) {
                  endInCrlf(text);
                  text.pop_back();
              }));
    EXPECT_EQ(take("empty"), changed(whole, [](std::string& text) { text.clear(); }));
}

TEST_F(SourceTolerance, ACharacterMayBeCutBetweenPackets)
{
    const auto whole = take("");
    const auto got = take("split-character");
    ASSERT_EQ(got.size(), whole.size());
    std::string dense;
    for (int i = 0; i < 350'000; ++i)
        dense += "\u65e5";
    for (const auto& [name, text] : got) {
        EXPECT_EQ(text.substr(text.find('\n') + 1), whole.at(name));
        EXPECT_NE(text.find(dense), std::string::npos) << name;
    }
}

// The head has said where it is: asking again would leave one there.
TEST_F(SourceTolerance, AnAcceptedExportIsNotAskedForTwice)
{
    const auto asked = world.source.asked("GET", "/fhir/$export");
    const auto id = begin("cut@kick-off:10");
    EXPECT_EQ(take(id).size(), 3U);
    EXPECT_EQ(world.source.asked("GET", "/fhir/$export"), asked + 1);
    EXPECT_EQ(logged(id, "job.retry"), 0);
}

TEST_F(SourceTolerance, ASourceThatStartsAgainIsAskedAnew)
{
    const auto whole = take("");
    const auto id = begin("restart@status*1");
    EXPECT_EQ(take(id), whole);
    EXPECT_EQ(logged(id, "job.kick-off"), 1);
    EXPECT_EQ(logged(id, "job.kick-off-again"), 1);
    EXPECT_EQ(logged(id, "job.recovered"), 0) << "what it was asked is gone for good";
}

TEST_F(SourceTolerance, ASourceThatIsDownForAWhileIsWaitedForAndThePersonSeesIt)
{
    const auto whole = take("");
    std::optional<wire::Job> meanwhile;
    JobId id;
    world.source.fall();
    world.atPause([&](std::size_t made) {
        if (made != 3)
            return;
        meanwhile = world.job(id);
        world.source.rise();
    });
    world.valve.hold(Valve::Call::KickOff);
    id = begin("");
    world.valve.awaitHeld();
    world.valve.letGo();
    EXPECT_EQ(take(id), whole);
    ASSERT_TRUE(meanwhile);
    EXPECT_EQ(meanwhile->state, JobState::KickingOff);
    EXPECT_EQ(meanwhile->failure, "source-unreachable");
    EXPECT_EQ(logged(id, "job.retry"), 3);
    EXPECT_EQ(logged(id, "job.recovered"), 1);
    world.atPause({});
}

// It keeps its exports and comes back in the midst of a file.
TEST_F(SourceTolerance, ASourceThatFallsInTheMidstOfAFile)
{
    const auto whole = take("");
    world.valve.hold(Valve::Call::Fetch);
    const auto id = begin("slow@file:4000");
    world.valve.awaitHeld();
    // The other files wait for it, as they would in a pause that takes its time.
    std::latch fallen(1);
    std::atomic<int> pauses = 0;
    std::once_flag risen;
    world.atPause([&](std::size_t) {
        fallen.wait();
        if (++pauses >= 3)
            std::call_once(risen, [&] { world.source.rise(); });
    });
    world.source.fall();
    world.source.misbehave("");
    fallen.count_down();
    world.valve.letGo();
    EXPECT_EQ(take(id), whole);
    EXPECT_EQ(world.source.asked("GET", "/fhir/$export"), 2) << "once for each export";
    world.atPause({});
}

TEST_F(SourceTolerance, ANewCertificateByTheSameCa)
{
    const auto whole = take("");
    EXPECT_EQ(take("certificate@status:" + world.source.otherCertificate(true) + "*1"), whole);
}

TEST_F(SourceTolerance, LeavingTheSourceIsTriedMoreThanOnce)
{
    const auto id = begin("busy@delete:503*2");
    EXPECT_EQ(take(id).size(), 3U);
    EXPECT_EQ(logged(id, "job.retry"), 2);
    EXPECT_EQ(logged(id, "job.source-delete"), 1);
}

// Presigned files and redirects to an object store: it gets questions, and nothing of our access.
TEST_F(SourceTolerance, AnotherOriginGetsNoToken)
{
    const std::string file = "{\"resourceType\":\"Patient\",\"id\":\"a\"}\n";
    auto body = world.requestBody();
    body.types = {"Patient"};
    store.keep(file);
    for (const auto* faults :
         {"redirect@file:@STORE count:-19", "elsewhere@manifest:@STORE open-files count:-19"}) {
        SCOPED_TRACE(faults);
        const auto before = store.heard().size();
        const auto id = begin(faults, body);
        EXPECT_EQ(end(id).state, JobState::AwaitingRelease);
        EXPECT_EQ(contents(id), (Contents{{"Patient.000.ndjson", file}}));
        const auto heard = store.heard();
        ASSERT_EQ(heard.size(), before + 1);
        EXPECT_EQ(heard.back().substr(0, 20), "GET /fhir/bulkfiles/");
        EXPECT_TRUE(heard.back().ends_with(".ndjson ")) << "no Authorization, no body: " << heard.back();
    }
}

/// A folder with files of the test's own.
class Records
{
public:
    explicit Records(const std::string& patients)
    {
        auto pattern = (std::filesystem::temp_directory_path() / "records-XXXXXX").string();
        m_path = mkdtemp(pattern.data());
        std::ofstream(m_path / "Patient.ndjson", std::ios::binary) << patients;
    }
    ~Records() { std::filesystem::remove_all(m_path); }
    Records(const Records&) = delete;
    Records& operator=(const Records&) = delete;
    [[nodiscard]] std::shared_ptr<const trialsource::Population> population() const
    {
        return trialsource::FolderPopulation::open(m_path, 1).value();
    }

private:
    std::filesystem::path m_path;
};

TEST(SourceBytes, ArriveAsTheyWereSent)
{
    const std::string sent =
        R"({"resourceType":"Patient","id":"p1","weight":1.10,"score":1E+2,"zero":-0.0})"
        "\n"
        R"({ "id" : "p2" ,  "resourceType":"Patient", "unknownElement":{"x":[1.0,1.00,[]]}, "_b":null })"
        "\n"
        R"({"resourceType":"Patient","id":"p3","huge":123456789012345678901234567890.50,"far":1e400})"
        "\n"
        R"({"resourceType":"Patient","id":"p4","text":"caf\u00e9 café \/ / \u65e5 日 ✚ 𝒳"})"
        "\n";
    const Records records(sent);
    JobWorld world(records.population());
    auto body = world.requestBody();
    body.types = {"Patient"};
    const auto id = world.ask(body);
    world.decide(id, Gate::Request);
    world.await(id, JobState::AwaitingRelease);
    const auto files = world.files(id);
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(world.plaintext(files.front()), sent);
    EXPECT_EQ(files.front().count, 4U);
    EXPECT_EQ(files.front().sha256, crypto::sha256(bytesOf(sent)));
}

} // namespace
} // namespace countersign::test
