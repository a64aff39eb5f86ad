#include "crypto/Sha256.h"
#include "server/store/PreparedRows.h"
#include "unit/server/job/JobWorld.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using wire::Gate;
using wire::JobState;
using wire::Verdict;

std::vector<std::string> sealedNames(const std::vector<server::FileRow>& files)
{
    std::vector<std::string> names;
    for (const auto& file : files)
        names.push_back(file.id.text() + ".sealed");
    std::sort(names.begin(), names.end());
    return names;
}

/// The value of the first `"id":"…"` in NDJSON.
std::string firstId(const std::string& ndjson)
{
    const std::string mark = "\"id\":\"";
    const auto from = ndjson.find(mark) + mark.size();
    return ndjson.substr(from, ndjson.find('"', from) - from);
}

bool contains(const std::vector<std::string>& list, const std::string& what)
{
    return std::find(list.begin(), list.end(), what) != list.end();
}

// Also where the checkpoint that is out is still by the log's key before.
TEST(JobLife, AReleaseIsSignedByTheKeyOfTheRootInForce)
{
    JobWorld world;
    auto& server = world.server;
    const auto id = world.ask();
    wire::RootBody root;
    server.store->withTrust([&](const trust::TrustState& state) { root = state.root(); });
    ++root.version;
    wire::PreparedKeys keys;
    keys.serverKey = root.serverKey = server.vault.newServerKey().value();
    keys.trustLog = root.trustLog =
        crypto::NoteVerifier("test.example/trust", server.vault.newLogKey().value()).text();
    keys.auditLog = root.auditLog =
        crypto::NoteVerifier("test.example/audit", server.vault.newLogKey().value()).text();
    ASSERT_TRUE(server.store->write([&](server::Transaction& transaction) {
        wire::AuditEntry entry;
        entry.action = "server.next-keys";
        return transaction.audit(entry).map(
            [&](std::uint64_t index) { server::insertKeys(transaction.sql(), keys, index); });
    }));
    const auto proposal = server.sign(server.amira.who, root);
    server.mustPost(server.amira, proposal);
    server.mustPost(
        server.boris,
        server.sign(server.boris.who,
                    wire::DecisionBody{{proposal.digest}, Gate::Admin, Verdict::Approve, "compared"}));
    world.decide(id, Gate::Request);
    const auto waiting = world.await(id, JobState::AwaitingRelease);
    const auto release = wire::openStatement(waiting.release->signatures).value();
    EXPECT_EQ(release.statement.author.key, keys.serverKey.thumbprint());
    EXPECT_TRUE(release.signatures.front().verify(keys.serverKey));
    world.decide(id, Gate::Release);
    EXPECT_EQ(world.job(id).state, JobState::Released);
}

TEST(JobLife, FromTheRequestToDestruction)
{
    JobWorld world;
    const auto id = world.ask();
    EXPECT_EQ(world.job(id).state, JobState::AwaitingApproval);
    EXPECT_EQ(world.source.asked("GET", "/fhir/$export"), 0) << "nothing before the first gate";

    world.decide(id, Gate::Request);
    const auto waiting = world.await(id, JobState::AwaitingRelease);
    ASSERT_TRUE(waiting.release);
    EXPECT_EQ(waiting.release->standing, wire::Standing::Open);
    const auto release = wire::openStatement(waiting.release->signatures).value();
    EXPECT_TRUE(release.signatures.front().verify(world.server.vault.serverKey().publicKey()));
    const auto& body = *release.statement.as<wire::ReleaseBody>();
    const auto files = world.files(id);
    ASSERT_EQ(body.files.size(), 3u);
    ASSERT_EQ(files.size(), 3u);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto plain = world.plaintext(files.at(i));
        EXPECT_EQ(body.files.at(i).id, files.at(i).id);
        EXPECT_EQ(body.files.at(i).length, plain.size());
        EXPECT_EQ(body.files.at(i).sha256, crypto::sha256(bytesOf(plain)));
        EXPECT_EQ(body.files.at(i).count,
                  static_cast<std::uint64_t>(std::count(plain.begin(), plain.end(), '\n')));
        EXPECT_NE(plain.find("\"resourceType\":\"" + body.files.at(i).type + '"'), std::string::npos);
    }
    EXPECT_EQ(world.objects(), sealedNames(files));
    EXPECT_EQ(waiting.intake.filesDone, 3u);
    EXPECT_EQ(waiting.intake.resources,
              body.files.at(0).count + body.files.at(1).count + body.files.at(2).count);

    world.decide(id, Gate::Release);
    EXPECT_EQ(world.job(id).state, JobState::Released);
    EXPECT_EQ(world.job(id).decisions.size(), 2u);
    EXPECT_FALSE(world.receipt(files.at(0).id));
    EXPECT_FALSE(world.receipt(files.at(1).id));
    EXPECT_TRUE(world.receipt(files.at(2).id));
    const auto retrieved = world.job(id);
    EXPECT_EQ(retrieved.state, JobState::Retrieved);
    EXPECT_EQ(retrieved.receipts.size(), 3u);

    world.server.clock.advance(std::chrono::days(7));
    world.await(id, JobState::Destroyed);
    EXPECT_TRUE(world.objects().empty());
    for (const auto& file : world.files(id)) {
        EXPECT_EQ(file.state, server::FileState::Destroyed);
        EXPECT_NE(file.sha256, Digest()) << "what it was stays known";
        EXPECT_EQ(world.vault.fileKey(file.id).error().code, ErrorCode::KeyMissing);
    }
    const auto trail = world.trail(id);
    for (const auto* action : {"request.sign", "approval.decide", "job.approved", "job.kick-off",
                               "job.accepted", "job.manifest", "key.create", "job.file-sealed",
                               "job.release-made", "job.source-delete", "job.released", "job.destroyed"})
        EXPECT_TRUE(contains(trail, action)) << action;
    EXPECT_EQ(std::count(trail.begin(), trail.end(), "job.file-sealed"), 3);
    EXPECT_EQ(std::count(trail.begin(), trail.end(), "key.create"), 1) << "three files, one key above them";
    EXPECT_TRUE(world.server.store->verifyWholeLog(server::LogName::Audit));
}

/// Counts the events of an export.
class Heard final : public http::EventStream
{
public:
    bool push(std::string_view event, std::string_view data) override
    {
        const std::lock_guard lock(m_mutex);
        if (event == "job")
            m_heard.emplace_back(data);
        return true;
    }
    void close() override {}
    [[nodiscard]] int of(const JobId& job)
    {
        const std::lock_guard lock(m_mutex);
        return static_cast<int>(std::count_if(m_heard.begin(), m_heard.end(), [&](const std::string& data) {
            return data.find(job.text()) != std::string::npos;
        }));
    }

private:
    std::mutex m_mutex;
    std::vector<std::string> m_heard;
};

TEST(JobLife, AKeyPastItsPeriodIsRetiredAndDestroyedWithEntries)
{
    JobWorld world;
    const auto first = world.ask();
    world.decide(first, Gate::Request);
    world.await(first, JobState::AwaitingRelease);
    const auto key = world.files(first).at(0).key;
    world.server.clock.advance(std::chrono::days(91));
    for (auto* one : {&world.olga, &world.paul})
        world.server.signIn(*one);
    const auto second = world.ask();
    world.decide(second, Gate::Request);
    world.await(second, JobState::AwaitingRelease);
    EXPECT_NE(world.files(second).at(0).key, key);
    world.await(first, [&](const wire::Job&) { return contains(world.trail(first), "job.destroyed"); });
    int created = 0;
    std::vector<std::string> about;
    for (const auto& entry : world.server.audit()) {
        created += entry.action == "key.create" ? 1 : 0;
        if (entry.object == key.text())
            about.push_back(entry.action + ' ' + entry.job + ' ' + entry.detail.at("tenant"));
    }
    EXPECT_EQ(created, 2);
    EXPECT_EQ(about.front(), "key.create " + first.text() + " north");
    EXPECT_EQ(about.back().substr(0, 11), "key.destroy");
    EXPECT_EQ(std::count_if(about.begin(), about.end(),
                            [](const auto& one) { return one.starts_with("key.retire"); }),
              1);
}

TEST(JobLife, NothingOfAPatientIsOnTheDisk)
{
    JobWorld world;
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    world.await(id, JobState::AwaitingRelease);
    const auto files = world.files(id);
    ASSERT_FALSE(files.empty());
    for (const auto& file : files) {
        const auto marker = firstId(world.plaintext(file));
        ASSERT_GE(marker.size(), 4u);
        EXPECT_FALSE(world.onDisk(marker)) << file.name;
    }
    EXPECT_FALSE(world.onDisk("resourceType"));
    EXPECT_FALSE(world.onDisk("/fhir/bulkfiles")) << "an address may tell, or open";
    EXPECT_TRUE(world.onDisk("Patient.000.ndjson")) << "the search works";
}

TEST(JobLife, ARejectedRequestAsksNothingOfTheSource)
{
    JobWorld world;
    const auto id = world.ask();
    world.decide(id, Gate::Request, Verdict::Reject);
    EXPECT_EQ(world.job(id).state, JobState::Rejected);
    EXPECT_TRUE(contains(world.trail(id), "job.rejected"));
    EXPECT_EQ(world.source.asked("GET", "/fhir"), 0);
}

TEST(JobLife, ARejectedReleaseIsDestroyedAtOnce)
{
    JobWorld world;
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    world.await(id, JobState::AwaitingRelease);
    const auto files = world.files(id);
    world.decide(id, Gate::Release, Verdict::Reject);
    world.await(id, [&](const wire::Job&) { return contains(world.trail(id), "job.destroyed"); });
    EXPECT_EQ(world.job(id).state, JobState::Rejected) << "people see why";
    EXPECT_TRUE(world.objects().empty());
    for (const auto& file : files)
        EXPECT_FALSE(world.vault.fileKey(file.id));
}

TEST(JobLife, UndecidedMattersLapse)
{
    JobWorld world;
    auto body = world.requestBody();
    body.ends = world.server.clock.now() + std::chrono::days(14);
    const auto first = world.ask(body);
    const auto lapse = std::chrono::hours(TrustFixture::defaultPolicy().lapseHours);
    world.server.clock.advance(lapse);
    const auto lapsed = world.await(first, JobState::Lapsed);
    EXPECT_EQ(lapsed.request.standing, wire::Standing::Lapsed);

    const auto second = world.ask();
    world.decide(second, Gate::Request);
    world.await(second, JobState::AwaitingRelease);
    world.server.clock.advance(lapse);
    world.await(second, [&](const wire::Job&) { return contains(world.trail(second), "job.destroyed"); });
    EXPECT_EQ(world.job(second).state, JobState::Lapsed);
    EXPECT_EQ(world.job(second).release->standing, wire::Standing::Lapsed);
    EXPECT_TRUE(world.objects().empty());
}

TEST(JobLife, ExportsAreShownToThoseWhoHaveToDoWithThem)
{
    JobWorld world;
    const auto id = world.ask();
    const auto shown = [&](Member& member) {
        world.server.signIn(member);
        const auto list = wire::decode<wire::Jobs>(world.server.send(member, "GET", "/v1/jobs").body);
        const auto one = world.server.send(member, "GET", "/v1/jobs/" + id.text());
        EXPECT_EQ(list->jobs.size(), one.status == 200 ? 1u : 0u);
        return one.status;
    };
    EXPECT_EQ(shown(world.olga), 200);
    EXPECT_EQ(shown(world.paul), 200);
    EXPECT_EQ(shown(world.carl), 200);
    EXPECT_EQ(shown(world.server.amira), 404);
    EXPECT_EQ(shown(world.dora), 404);
    world.decide(id, Gate::Request);
    world.await(id, JobState::AwaitingRelease);
    EXPECT_EQ(shown(world.dora), 404) << "the files are in, and not hers yet";
    world.decide(id, Gate::Release);
    EXPECT_EQ(shown(world.dora), 200);
    EXPECT_EQ(ServerFixture::codeOf(world.server.send(world.paul, "GET", "/v1/jobs/job_none")), "not-found");
}

TEST(JobLife, EventsOfAnExportReachThoseWhoSeeIt)
{
    JobWorld world;
    const auto listen = [&](Member& member) {
        world.server.signIn(member);
        auto stream = std::make_shared<Heard>();
        world.server.send(member, "GET", "/v1/events").events(stream);
        return stream;
    };
    const auto author = listen(world.olga);
    const auto fetcher = listen(world.dora);
    const auto admin = listen(world.server.amira);
    const auto id = world.ask();
    world.decide(id, Gate::Request);
    world.await(id, JobState::AwaitingRelease);
    EXPECT_GT(author->of(id), 5);
    EXPECT_EQ(fetcher->of(id), 0) << "not even that there is an export";
    world.decide(id, Gate::Release);
    EXPECT_GE(fetcher->of(id), 1) << "the release itself tells her"; // as may what the source answers by then
    EXPECT_EQ(admin->of(id), 0);
}

TEST(JobLife, NewestFirst)
{
    JobWorld world;
    const auto first = world.ask();
    const auto second = world.ask();
    const auto jobs = world.jobs->jobs();
    ASSERT_TRUE(jobs);
    ASSERT_EQ(jobs->size(), 2u);
    EXPECT_EQ(jobs->at(0).id, second);
    EXPECT_EQ(jobs->at(1).id, first);
}

TEST(JobLife, SourcesAreDescribedOnceAMinute)
{
    JobWorld world;
    const auto sources = world.jobs->sources();
    ASSERT_EQ(sources.size(), 1u);
    EXPECT_TRUE(sources.front().reachable) << sources.front().failure.value_or("");
    EXPECT_EQ(sources.front().id, SourceId("main"));
    const auto asked = world.source.asked("GET", "/fhir");
    EXPECT_EQ(world.jobs->sources().size(), 1u);
    EXPECT_EQ(world.source.asked("GET", "/fhir"), asked);
    world.server.clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(world.jobs->sources().size(), 1u);
    EXPECT_GT(world.source.asked("GET", "/fhir"), asked);
}

} // namespace
} // namespace countersign::test
