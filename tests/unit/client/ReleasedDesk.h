#pragma once

#include "CannedServer.h"
#include "PersonsKeyStore.h"
#include "client/ExportBook.h"
#include "client/PersonKeys.h"
#include "support/TrustFixture.h"
#include "wire/Session.h"

#include <QTest>

namespace countersign::test {

/// Dora's console, signed in at a server that shows a released export of hers.
struct ReleasedDesk
{
    ReleasedDesk()
    {
        for (int i = 0; i < 3; ++i)
            world.auditLog.append("{\"entry\":" + std::to_string(i) + "}");
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

    [[nodiscard]] const std::vector<wire::ReleaseFile>& released() const
    {
        return scene.release->statement.as<wire::ReleaseBody>()->files;
    }

    TrustFixture world;
    ExportScene scene = world.releasedExport();
    wire::Job job;
    CannedServer server;
    QTemporaryDir state;
    QTemporaryDir folder;
    PersonsKeyStore keyStore{scene.fetches};
    client::Connection connection{server.profile(world.server, world.root.digest), world.clock};
    client::Session session{connection, keyStore, world.clock};
    client::LogFollower log{connection, state.filePath("log")};
    client::ExportBook book{connection, session, log, world.clock};
};

} // namespace countersign::test
