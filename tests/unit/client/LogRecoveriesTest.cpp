#include "client/LogRecoveries.h"

#include "CannedServer.h"
#include "PersonsKeyStore.h"
#include "client/PersonKeys.h"
#include "support/TrustFixture.h"

#include <QDir>
#include <gtest/gtest.h>

/// An admin's console before a server that was restored from a backup, and is to go on by a recovery.
namespace countersign::client {
namespace {

using test::MemoryLog;

class LogRecoveriesTest : public testing::Test
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
    static MemoryLog cut(const MemoryLog& log, std::uint64_t size)
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

TEST_F(LogRecoveriesTest, TheSecondSignatureMakesABrokenLogWhole)
{
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    ASSERT_TRUE(log.broken());
    const auto proposal = world.sign(world.admins[0], body());
    ASSERT_TRUE(world.tryEnter(proposal));
    pending.proposal = proposal.signatures;
    offer();
    takeStatements();
    const auto found = look();
    ASSERT_TRUE(found) << found.error().detail;
    ASSERT_TRUE(*found);
    EXPECT_EQ((*found)->proposal->person, world.admins[0].id);
    EXPECT_FALSE((*found)->own);
    const auto done =
        QCoro::waitFor(recoveries.sign(**found, "I asked them", Secret(std::string_view("123456"))));
    ASSERT_TRUE(done) << done.error().detail;
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken.front().statement.seen->audit.size, pending.kept.audit.size) << "of what was kept";
    EXPECT_FALSE(log.broken());
    EXPECT_EQ(log.trust().recoveries().size(), 1U);
    EXPECT_EQ(advance(), "none");
}

TEST_F(LogRecoveriesTest, TheFirstProposesWhatTheHostFound)
{
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    takeStatements();
    const auto found = look();
    ASSERT_TRUE(found && *found);
    EXPECT_FALSE((*found)->proposal);
    ASSERT_TRUE(QCoro::waitFor(recoveries.sign(**found, "a disk", Secret(std::string_view("123456")))));
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken.front().statement.as<wire::LogRecoveryBody>()->reason, "a disk");
    EXPECT_TRUE(log.broken()) << "one admin alone";
    // The other signs elsewhere: this console goes on by itself.
    ASSERT_TRUE(world.tryEnter(world.sign(world.admins[0], wire::DecisionBody{{taken.front().digest},
                                                                              wire::Gate::Admin,
                                                                              wire::Verdict::Approve,
                                                                              "I saw it as well"})));
    show();
    EXPECT_EQ(advance(), "none");
    EXPECT_FALSE(log.broken());
}

// A contact may fail between the two logs: the next one goes on from there.
TEST_F(LogRecoveriesTest, GoesOnThoughTheFirstContactAfterwardsFailed)
{
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    ASSERT_TRUE(world.tryEnter(world.sign(world.admins[0], body())));
    const auto proposal = world.entries.back();
    ASSERT_TRUE(world.tryEnter(world.sign(
        world.admins[1],
        wire::DecisionBody{{proposal.digest}, wire::Gate::Admin, wire::Verdict::Approve, "I asked"})));
    audit(2);
    show();
    server.withhold("/v1/log/audit/checkpoint");
    EXPECT_EQ(advance(), "log-rolled-back");
    server.restore("/v1/log/audit/checkpoint");
    EXPECT_EQ(advance(), "none");
    EXPECT_FALSE(log.broken());
    EXPECT_EQ(log.trust().recoveries().size(), 1U);
}

TEST_F(LogRecoveriesTest, ALogThatComesBackWithoutARecoveryStaysBroken)
{
    world.enterNoise();
    show();
    ASSERT_EQ(advance(), "none");
    const auto whole = world.trustLog;
    server.show("trust", cut(whole, 1), whole.note(1));
    ASSERT_EQ(advance(), "log-rolled-back");
    show();
    EXPECT_EQ(advance(), "log-rolled-back") << "it was caught";
    EXPECT_TRUE(log.broken());
}

TEST_F(LogRecoveriesTest, ALossThatIsNotOfThisLogIsRefused)
{
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    EXPECT_EQ(lookCode(), "found");
    const auto right = pending;
    pending.lost.audit.root = crypto::leafHash(bytesOf("another"));
    offer();
    EXPECT_EQ(lookCode(), "log-split");
    pending = right;
    pending.lost.trust.root = crypto::leafHash(bytesOf("another"));
    offer();
    EXPECT_EQ(lookCode(), "log-split");
}

// Nothing but its heads tells this console what had been there.
TEST_F(LogRecoveriesTest, NobodySignsForAnotherLogThanTheySawBefore)
{
    ASSERT_EQ(advance(), "none");
    loseATail();
    MemoryLog other(world.auditLog.origin());
    for (std::uint64_t i = 0; i < pending.kept.audit.size; ++i)
        other.append(i == 0 ? "{\"forged\":0}" : world.auditLog.lines()[i]);
    pending.kept.audit = other.head();
    server.show("audit", other);
    offer();
    ASSERT_TRUE(QDir(folder.filePath("log/audit/tile")).removeRecursively());
    LogFollower nextRun(connection, folder.filePath("log"));
    Statements signing(connection, session, nextRun);
    LogRecoveries later(connection, session, nextRun, signing);
    const auto found = QCoro::waitFor(later.look());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::LogSplit);
}

TEST_F(LogRecoveriesTest, WhatAServerDoesNotShowNobodySignsFor)
{
    ASSERT_EQ(advance(), "none");
    audit(2);
    loseATail();
    server.withhold("/v1/log/audit/tile/0/000.p/" + std::to_string(pending.kept.audit.size));
    EXPECT_EQ(lookCode(), "log-tile-missing");
}

TEST_F(LogRecoveriesTest, TellsWhatOfTheKeptCouldBeComparedAndWhatIsUndone)
{
    const auto olga = world.join("olga", {wire::Role::ExportOperator});
    show();
    ASSERT_EQ(advance(), "none");
    audit(2); // seen by nobody before the tail that is lost
    ending = [&] { world.revoke(olga, world.state.size(), wire::RevocationCause::Lost); };
    loseATail();
    const auto found = look();
    ASSERT_TRUE(found && *found) << (found ? "" : found.error().detail);
    EXPECT_EQ((*found)->comparedAudit, pending.kept.audit.size) << "by the tiles of the tail";
    ASSERT_EQ((*found)->undone.size(), 1U);
    EXPECT_EQ((*found)->undone.front().what, trust::Undone::What::Revocation);
    EXPECT_EQ((*found)->undone.front().name, olga.name);
    EXPECT_EQ((*found)->knownTrust, pending.lost.trust.size);
    ASSERT_TRUE(QDir(folder.filePath("log/audit/tile")).removeRecursively());
    LogFollower nextRun(connection, folder.filePath("log"));
    Statements signing(connection, session, nextRun);
    LogRecoveries later(connection, session, nextRun, signing);
    const auto again = QCoro::waitFor(later.look());
    ASSERT_TRUE(again && *again);
    EXPECT_EQ((*again)->comparedAudit, pending.kept.audit.size - 2) << "by the head before";
    EXPECT_LT((*again)->knownTrust, pending.lost.trust.size) << "nothing was replayed by this run";
}

// What this console knows may be just what was lost.
TEST_F(LogRecoveriesTest, ALossIsNotProposedByAKeyThatWasRevokedInWhatIsLost)
{
    const auto third = [&] {
        auto person = world.join("chen", {wire::Role::Admin});
        auto body = world.nextRoot();
        body.admins.push_back(
            {person.id, person.name, person.signing.publicKey(), person.encryption.publicKey()});
        world.propose(body);
        return person;
    }();
    show();
    ASSERT_EQ(advance(), "none");
    ending = [&] { world.revoke(third, world.state.size(), wire::RevocationCause::Compromised); };
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    pending.proposal = world.sign(third, body()).signatures;
    offer();
    EXPECT_EQ(lookCode(), "key-revoked");
}

TEST_F(LogRecoveriesTest, WhoSawMoreThanIsNamedAsLostDoesNotSignForIt)
{
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    pending.lost.audit = pending.kept.audit;
    offer();
    EXPECT_EQ(lookCode(), "log-rolled-back");
}

TEST_F(LogRecoveriesTest, AProposalThatNoAdminSignedIsRefused)
{
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    auto stranger = test::makePerson("amira");
    pending.proposal = world.sign(stranger, body()).signatures;
    offer();
    EXPECT_EQ(lookCode(), "statement-refused");
    auto other = body();
    ++other.lost.audit.size;
    pending.proposal = world.sign(world.admins[0], other).signatures;
    offer();
    EXPECT_EQ(lookCode(), "statement-refused");
    pending.proposal = world.sign(world.admins[0], body()).signatures;
    auto& signature = pending.proposal.front().signatureText;
    signature[5] = signature[5] == 'A' ? 'B' : 'A';
    offer();
    EXPECT_EQ(lookCode(), "signature-invalid");
}

TEST_F(LogRecoveriesTest, NothingAwaitsAnybodyAsARule)
{
    server.put("/v1/prepared", wire::encode(wire::Prepared()));
    EXPECT_EQ(lookCode(), "none");
}

} // namespace
} // namespace countersign::client
