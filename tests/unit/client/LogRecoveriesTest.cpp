#include "RecoveringTest.h"

#include <QDir>

namespace countersign::client {
namespace {

using LogRecoveriesTest = RecoveringTest;

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
    EXPECT_EQ((*again)->knownTrust, pending.lost.trust.size) << "by what lies here of the log as it was";
    EXPECT_EQ((*again)->undone.size(), 1U);
    EXPECT_EQ(log.seenOf(pending.kept)->audit, pending.kept.audit);
    EXPECT_EQ(nextRun.seenOf(pending.kept)->audit.size, pending.kept.audit.size - 2)
        << "nobody signs to have seen what nobody verified";
    ASSERT_TRUE(QDir(folder.filePath("log/trust/tile")).removeRecursively());
    LogFollower bareRun(connection, folder.filePath("log"));
    LogRecoveries bare(connection, session, bareRun, signing);
    const auto last = QCoro::waitFor(bare.look());
    ASSERT_TRUE(last && *last);
    EXPECT_EQ((*last)->knownTrust, 0U) << "nothing can be replayed any more";
}

// What this console knows may be just what was lost.
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

TEST_F(LogRecoveriesTest, ARecoveryThatKeptNotEvenTheRootIsRefused)
{
    loseATail();
    ASSERT_EQ(advance(), "log-rolled-back");
    pending.kept = {{0, crypto::emptyRoot()}, {0, crypto::emptyRoot()}};
    offer();
    EXPECT_EQ(lookCode(), "statement-refused");
}

TEST_F(LogRecoveriesTest, NothingAwaitsAnybodyAsARule)
{
    server.put("/v1/prepared", wire::encode(wire::Prepared()));
    EXPECT_EQ(lookCode(), "none");
}

} // namespace
} // namespace countersign::client
