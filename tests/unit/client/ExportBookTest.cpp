#include "client/ExportBook.h"

#include "CannedServer.h"
#include "client/KeyStore.h"
#include "client/Trail.h"
#include "crypto/Sha256.h"
#include "support/TrustFixture.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

class ExportBookTest : public testing::Test
{
protected:
    ExportBookTest()
    {
        scene = world.ask();
        for (int i = 0; i < 5; ++i)
            world.auditLog.append("{\"entry\":" + std::to_string(i) + "}");
    }
    ~ExportBookTest() override { connection.close(); }

    wire::Job job(const std::string& id, const wire::SignedStatement& request, std::uint64_t revision) const
    {
        wire::Job made;
        made.id = JobId(id);
        made.since = world.clock.now();
        made.revision = revision;
        made.request = world.record(request);
        return made;
    }

    wire::SignedStatement askAgain()
    {
        auto request = world.sign(scene.asks, world.requestBody({scene.fetches.fetcher()}));
        world.enter(request);
        return request;
    }

    void show(std::vector<wire::Job> jobs)
    {
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
        for (const auto& one : jobs)
            server.put("/v1/jobs/" + one.id.text(), wire::encode(one));
        server.put("/v1/jobs", wire::encode(wire::Jobs{std::move(jobs)}));
    }

    std::string refresh()
    {
        const auto done = QCoro::waitFor(book.refresh());
        return done ? "none" : std::string(codeText(done.error().code));
    }

    // An entry of the audit log about job_1, as the trail places it.
    wire::PlacedEntry audit(const std::string& action, const std::string& about = "job_1")
    {
        wire::AuditEntry entry;
        entry.id = "inc_" + std::to_string(world.auditLog.size());
        entry.action = action;
        entry.object = scene.request.digest.text();
        entry.job = about;
        entry.outcome = "done";
        const wire::PlacedEntry placed{world.auditLog.size(), wire::encode(entry)};
        world.auditLog.append(placed.line);
        return placed;
    }

    Result<std::vector<TrailEvent>> trail(std::vector<wire::PlacedEntry> entries)
    {
        show({job("job_1", scene.request, 1)});
        server.put("/v1/jobs/job_1/trail", wire::encode(wire::Trail{std::move(entries), {}}));
        Trail reader(connection, log, book);
        return QCoro::waitFor(reader.load(JobId("job_1")));
    }

    test::TrustFixture world;
    test::ExportScene scene;
    test::CannedServer server;
    QTemporaryDir folder;
    Connection connection{server.profile(world.server, world.root.digest), world.clock};
    std::unique_ptr<KeyStore> keyStore = sealedFileKeyStore(folder.filePath("keys"));
    Session session{connection, *keyStore, world.clock};
    LogFollower log{connection, folder.filePath("log")};
    ExportBook book{connection, session, log, world.clock};
};

TEST_F(ExportBookTest, ListsTheNewestFirst)
{
    show({job("job_1", scene.request, 1), job("job_2", askAgain(), 1)});
    QSignalSpy changed(&book, &ExportBook::changed);
    ASSERT_EQ(refresh(), "none");
    EXPECT_TRUE(book.loaded());
    EXPECT_GE(changed.count(), 1);
    ASSERT_EQ(book.exports().size(), 2);
    EXPECT_EQ(book.exports()[0].job, JobId("job_2"));
    EXPECT_FALSE(book.find(JobId("job_1"))->fault);
    EXPECT_FALSE(book.find(JobId("job_1"))->requestSignature.fault);
    EXPECT_FALSE(book.find(JobId("job_3")));
    book.clear();
    EXPECT_TRUE(book.exports().empty());
    EXPECT_FALSE(book.loaded());
}

TEST_F(ExportBookTest, AdvancesTheLogBeforeItBuilds)
{
    show({job("job_1", scene.request, 1)});
    ASSERT_EQ(refresh(), "none");
    world.approve(scene, scene.approves, wire::Gate::Request);
    auto approved = job("job_1", scene.request, 2);
    approved.decisions.push_back(world.record(scene.decisions.front()));
    show({approved});
    ASSERT_TRUE(QCoro::waitFor(book.refresh(JobId("job_1"))));
    EXPECT_EQ(book.exports().at(0).requestGate.standing, wire::Standing::Effective);
}

TEST_F(ExportBookTest, AnOlderAnswerDoesNotOvertake)
{
    show({job("job_1", scene.request, 5)});
    ASSERT_EQ(refresh(), "none");
    show({job("job_1", scene.request, 4)});
    ASSERT_TRUE(QCoro::waitFor(book.refresh(JobId("job_1"))));
    EXPECT_EQ(book.find(JobId("job_1"))->revision, 5);
    ASSERT_EQ(refresh(), "none");
    EXPECT_EQ(book.find(JobId("job_1"))->revision, 5);
}

TEST_F(ExportBookTest, AnswersABurstOfEventsByOneCall)
{
    show({job("job_1", scene.request, 1)});
    ASSERT_EQ(refresh(), "none");
    const int before = server.asked("/v1/jobs/job_1");
    show({job("job_1", scene.request, 9)});
    QSignalSpy changed(&book, &ExportBook::changed);
    for (quint64 revision = 1; revision < 10; ++revision)
        book.follow("job_1", revision);
    ASSERT_TRUE(changed.wait(20'000));
    EXPECT_EQ(book.find(JobId("job_1"))->revision, 9);
    EXPECT_EQ(server.asked("/v1/jobs/job_1"), before + 1);
}

TEST_F(ExportBookTest, WhatAnAuthorSawOfAnotherHistoryStopsEverything)
{
    auto statement = world.draft(scene.asks, world.requestBody({scene.fetches.fetcher()}));
    statement.seen->audit = {3, crypto::sha256("another history")};
    const auto request = test::TrustFixture::signWith(statement, scene.asks.signing);
    world.enter(request);
    show({job("job_1", request, 1)});
    EXPECT_EQ(refresh(), "log-split");
    EXPECT_TRUE(log.broken());
    EXPECT_TRUE(book.exports().empty());
}

TEST_F(ExportBookTest, WhatNobodySignedSaysNothingAboutTheLog)
{
    auto statement = world.draft(scene.asks, world.requestBody({scene.fetches.fetcher()}));
    statement.seen->audit = {3, crypto::sha256("another history")};
    const auto request = test::TrustFixture::signWith(statement, crypto::SigningKey::generate());
    world.enter(request);
    show({job("job_1", request, 1)});
    EXPECT_EQ(refresh(), "none");
    EXPECT_FALSE(log.broken());
    EXPECT_TRUE(book.exports().at(0).requestSignature.fault);
}

TEST_F(ExportBookTest, AStatementThatIsNotPublishedHasNoPlace)
{
    show({job("job_1", scene.request, 1)});
    const auto published = world.trustLog;
    const auto second = askAgain();
    const auto both = std::vector<wire::Job>{job("job_1", scene.request, 1), job("job_2", second, 1)};
    show(both);
    server.show("trust", published);
    ASSERT_EQ(refresh(), "none");
    EXPECT_FALSE(book.find(JobId("job_1"))->fault);
    ASSERT_TRUE(book.find(JobId("job_2"))->fault);
    EXPECT_EQ(book.find(JobId("job_2"))->fault->code, ErrorCode::NotInLog);
    EXPECT_FALSE(log.broken());
}

TEST_F(ExportBookTest, ProvesEachEntryOfATrail)
{
    const auto asked = audit("request.sign");
    audit("session.sign-in", "");
    const auto kicked = audit("job.kick-off");
    const auto events = trail({kicked, asked});
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 2);
    EXPECT_EQ(events->at(0).entry.action, "request.sign");
    EXPECT_EQ(events->at(0).lane, TrailEvent::Lane::Operator);
    EXPECT_EQ(events->at(1).lane, TrailEvent::Lane::Source);
    EXPECT_TRUE(events->at(1).proved);
    EXPECT_EQ(log.verifiedThrough(), world.auditLog.size());
}

TEST_F(ExportBookTest, AChangedEntryOfATrailStopsEverything)
{
    auto asked = audit("request.sign");
    const auto place = asked.line.find("request.sign");
    asked.line.replace(place, 12, "request.read");
    const auto events = trail({asked});
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().code, ErrorCode::LogEntryAltered);
    EXPECT_TRUE(log.broken());
}

TEST_F(ExportBookTest, ATrailHoldsNoEntryOfAnotherExport)
{
    const auto events = trail({audit("request.sign", "job_2")});
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().code, ErrorCode::LogEntryForeign);
}

TEST_F(ExportBookTest, ATrailTellsOfEachStatementOfItsExport)
{
    audit("request.sign");
    const auto denied = audit("job.kick-off");
    const auto events = trail({denied});
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().code, ErrorCode::LogIncomplete);
    EXPECT_FALSE(log.broken()) << "what is there stands in the log";
}

} // namespace
} // namespace countersign::client
