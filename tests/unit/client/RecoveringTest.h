#pragma once

#include "CannedServer.h"
#include "PersonsKeyStore.h"
#include "client/LogRecoveries.h"
#include "client/PersonKeys.h"
#include "support/TrustFixture.h"

#include <QTemporaryDir>
#include <gtest/gtest.h>

namespace countersign::client {

/// An admin's console before a server that was restored from a backup, and is to go on by a recovery.
class RecoveringTest : public testing::Test
{
protected:
    void SetUp() override
    {
        audit(3);
        show();
        signIn();
    }
    void TearDown() override { connection.close(); }

    void signIn()
    {
        server.letIn(world.admins[1].id, world.server);
        ASSERT_TRUE(QCoro::waitFor(session.signIn("boris", Secret(std::string_view("password")))));
        ASSERT_TRUE(QCoro::waitFor(session.submitCode(Secret(std::string_view("123456")))));
        ASSERT_TRUE(session.keys());
    }
    void audit(int lines)
    {
        for (int i = 0; i < lines; ++i)
            world.auditLog.append("{\"entry\":" + std::to_string(world.auditLog.size()) + "}");
    }
    void show()
    {
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
    }
    std::string advance()
    {
        const auto done = QCoro::waitFor(log.advance());
        return done ? "none" : std::string(codeText(done.error().code));
    }

    // Both logs grow, this console sees it, and the server comes back without that.
    void loseATail()
    {
        const wire::Seen before{world.trustLog.head(), world.auditLog.head()};
        ending();
        audit(5);
        show();
        ASSERT_EQ(advance(), "none");
        pending.lost = {world.trustLog.head(), world.auditLog.head()};
        pending.kept = before;
        // Under the old keys no more than what was kept.
        server.show("trust", cut(world.trustLog, before.trust.size), world.trustLog.note(before.trust.size));
        server.show("audit", cut(world.auditLog, before.audit.size), world.auditLog.note(before.audit.size));
        auto trust = world.trustLog.restored(before.trust.size, world.trustLog.origin() + "-2");
        auto audit = world.auditLog.restored(before.audit.size, world.auditLog.origin() + "-2");
        world.state = trust::TrustState(world.root.digest);
        world.entries.resize(before.trust.size);
        for (const auto& entry : world.entries)
            ASSERT_TRUE(world.state.apply(entry));
        pending.trustLog = trust.verifier().text();
        pending.auditLog = audit.verifier().text();
        pending.begun = pending.keptUntil = world.clock.now();
        world.trustLog = std::move(trust);
        world.auditLog = std::move(audit);
        offer();
    }
    static test::MemoryLog cut(const test::MemoryLog& log, std::uint64_t size)
    {
        return log.restored(size, log.origin());
    }
    void offer()
    {
        wire::Prepared prepared;
        prepared.recovery = pending;
        server.put("/v1/prepared", wire::encode(prepared));
    }
    wire::LogRecoveryBody body() const
    {
        return {pending.lost, pending.kept, pending.trustLog, pending.auditLog, "the disk failed"};
    }
    // As the server does: what enters is shown once it is in force, under the new keys.
    void takeStatements()
    {
        server.answerPost("/v1/statements", [this](const std::string& posted) {
            wire::Submitted submitted;
            const auto submission = wire::decode<wire::Submission>(posted);
            for (const auto& jws : submission->statements) {
                taken.push_back(*wire::openStatement({jws}));
                EXPECT_TRUE(world.tryEnter(taken.back()));
                wire::StatementRecord record;
                record.trustIndex = world.state.size() - 1;
                submitted.statements.push_back(record);
            }
            if (!world.state.recoveries().empty())
                show();
            return wire::encode(submitted);
        });
    }
    Result<std::optional<LogRecoveries::View>> look() { return QCoro::waitFor(recoveries.look()); }
    std::string lookCode()
    {
        const auto found = look();
        return found ? *found ? "found" : "none" : std::string(codeText(found.error().code));
    }

    test::TrustFixture world;
    test::ManualClock serverClock{world.clock.now()};
    test::CannedServer server{&serverClock};
    QTemporaryDir folder;
    test::PersonsKeyStore keyStore{world.admins[1]};
    Connection connection{server.profile(world.server, world.root.digest), world.clock};
    Session session{connection, keyStore, world.clock};
    LogFollower log{connection, folder.filePath("log")};
    Statements statements{connection, session, log};
    LogRecoveries recoveries{connection, session, log, statements};
    std::function<void()> ending = [this] { world.enterNoise(); }; ///< what the trust log loses
    wire::PendingRecovery pending;
    std::vector<wire::SignedStatement> taken;
};

} // namespace countersign::client
