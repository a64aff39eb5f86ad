#pragma once

#include "CannedServer.h"
#include "PersonsKeyStore.h"
#include "client/Async.h"
#include "client/ExportBook.h"
#include "client/PersonKeys.h"
#include "support/TrustFixture.h"
#include "wire/Audit.h"
#include "wire/Download.h"
#include "wire/Session.h"

#include <future>

#include <QTest>

namespace countersign::test {

/// The audit log of an honest server, which enters what it is told while this test goes on: shared with the
/// server's threads.
struct AuditBooks
{
    std::mutex guard;
    MemoryLog log;
    wire::Trail trail; ///< of job_1

    /// Published at once. Answers as the server does.
    std::string enter(CannedServer& server, const wire::AuditEntry& entry)
    {
        const std::lock_guard lock(guard);
        const wire::PlacedEntry placed{log.size(), wire::encode(entry)};
        log.append(placed.line);
        trail.entries.push_back(placed);
        server.show("audit", log);
        server.put("/v1/jobs/job_1/trail", wire::encode(trail));
        return wire::encode(wire::Done{placed.index});
    }
};

/// Dora's console, signed in at a server that shows a released export of hers.
struct ReleasedDesk
{
    ReleasedDesk()
    {
        for (int i = 0; i < 3; ++i)
            world.auditLog.append("{\"entry\":" + std::to_string(i) + "}");
        books.reset(new AuditBooks{{}, world.auditLog, {}});
        job.id = JobId("job_1");
        job.state = wire::JobState::Released;
        job.since = world.clock.now();
        job.revision = 1;
        job.request = world.record(scene.request);
        for (const auto& decision : scene.decisions)
            job.decisions.push_back(world.record(decision));
        job.release = world.record(*scene.release);
        show();
        server.letIn(scene.fetches.id, world.server);
        signIn();
    }
    ~ReleasedDesk() { connection.close(); }

    void signIn()
    {
        const auto named = QCoro::waitFor(session.signIn("dora", Secret(std::string_view("password"))));
        const auto entered = QCoro::waitFor(session.submitCode(Secret(std::string_view("123456"))));
        QVERIFY(named && entered && session.keys());
    }

    void show()
    {
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
        server.put("/v1/jobs", wire::encode(wire::Jobs{{job}}));
        server.put("/v1/jobs/job_1", wire::encode(job));
    }

    /// The server shows the audit log as it was before.
    void rollBack() { server.show("audit", world.auditLog, world.auditLog.note(2)); }
    /// Answers the post with `text`, but only once this console has seen the log rolled back.
    void breakLogBefore(const std::string& path, std::string text)
    {
        server.answerPost(path, [this, text = std::move(text)](const std::string&) {
            rollBack();
            const auto broken = std::make_shared<std::promise<void>>();
            QMetaObject::invokeMethod(&log, [this, broken] {
                QObject::connect(
                    &log, &client::LogFollower::brokenChanged, &log, [broken] { broken->set_value(); },
                    Qt::SingleShotConnection);
                client::detach(log.advance());
            });
            broken->get_future().wait();
            return text;
        });
    }

    /// Something that Dora did to a file of the export.
    [[nodiscard]] wire::AuditEntry entryOf(const std::string& action, const FileId& file,
                                           std::map<std::string, std::string> detail) const
    {
        wire::AuditEntry entry;
        entry.id = "entry of " + file.text();
        entry.actor.person = scene.fetches.id.text();
        entry.action = action;
        entry.object = file.text();
        entry.job = "job_1";
        entry.outcome = "done";
        entry.detail = std::move(detail);
        return entry;
    }

    [[nodiscard]] const std::vector<wire::ReleaseFile>& released() const
    {
        return scene.release->statement.as<wire::ReleaseBody>()->files;
    }

    TrustFixture world;
    ExportScene scene = world.releasedExport();
    wire::Job job;
    CannedServer server{&world.clock};
    QTemporaryDir state;
    QTemporaryDir folder;
    PersonsKeyStore keyStore{scene.fetches};
    client::Connection connection{server.profile(world.server, world.root.digest), world.clock};
    client::Session session{connection, keyStore, world.clock};
    client::LogFollower log{connection, state.filePath("log")};
    client::ExportBook book{connection, session, log, world.clock};
    std::shared_ptr<AuditBooks> books;
};

} // namespace countersign::test
