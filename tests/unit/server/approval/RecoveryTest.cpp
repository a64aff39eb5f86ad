#include "server/approval/PreparedRoutes.h"
#include "unit/server/session/ServerFixture.h"

#include <gtest/gtest.h>

/// What admins sign while a recovery of the logs awaits them.
namespace countersign::test {
namespace {

class RecoveryStatementsTest : public ::testing::Test
{
protected:
    RecoveryStatementsTest()
    {
        world.foundAll();
        pending.kept = pending.lost = world.heads();
        pending.lost.audit.size += 7;
        pending.trustLog = MemoryLog("test.example/trust-2").verifier().text();
        pending.auditLog = MemoryLog("test.example/audit-2").verifier().text();
        pending.begun = pending.keptUntil = world.clock.now();
    }
    void begin()
    {
        wire::AuditEntry entry;
        entry.action = "server.recover";
        entry.outcome = "done";
        ASSERT_TRUE(world.store->beginRecovery(entry, pending));
    }
    wire::LogRecoveryBody body() const
    {
        return {pending.lost, pending.kept, pending.trustLog, pending.auditLog, "the disk failed"};
    }
    wire::SignedStatement decision(const Member& by, const Digest& subject, wire::Verdict verdict)
    {
        return world.sign(by.who, wire::DecisionBody{{subject}, wire::Gate::Admin, verdict, "I looked"});
    }
    std::string refusal(const Member& member, const wire::SignedStatement& statement)
    {
        return ServerFixture::codeOf(world.post(member, statement));
    }
    wire::Prepared shown()
    {
        auto again = world.boris;
        world.signIn(again);
        return wire::decode<wire::Prepared>(world.send(again, "GET", "/v1/prepared").body).value();
    }

    ServerFixture world;
    wire::PendingRecovery pending;
};

TEST_F(RecoveryStatementsTest, TwoAdminsSignWhatTheHostFound)
{
    EXPECT_FALSE(shown().recovery);
    begin();
    ASSERT_TRUE(shown().recovery);
    EXPECT_TRUE(shown().recovery->proposal.empty());
    const auto proposal = world.sign(world.amira.who, body());
    world.mustPost(world.amira, proposal);
    // The second admin reads it here, and can check who signed it: it is in no published log yet.
    const auto opened = wire::openStatement(shown().recovery->proposal);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->digest, proposal.digest);
    world.mustPost(world.boris, decision(world.boris, proposal.digest, wire::Verdict::Approve));
    EXPECT_FALSE(shown().recovery);
    EXPECT_EQ(world.audited("audit.recovery", "done"), 2);
    // The server goes on.
    world.joined("olga", {wire::Role::ExportOperator});
}

TEST_F(RecoveryStatementsTest, NothingElseIsLetInMeanwhile)
{
    const auto nils = world.member("nils", {});
    const auto before =
        world.sign(world.amira.who, wire::RoleChangeBody{nils.who.id, wire::RoleAction::Grant,
                                                         wire::Role::ExportOperator, "joins"});
    world.mustPost(world.amira, before);
    begin();
    EXPECT_EQ(refusal(world.boris, decision(world.boris, before.digest, wire::Verdict::Approve)),
              "recovery-pending");
    EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who,
                                              wire::RoleChangeBody{nils.who.id, wire::RoleAction::Grant,
                                                                   wire::Role::ArtifactDownloader, "joins"})),
              "recovery-pending");
    const auto proposal = world.sign(world.amira.who, body());
    world.mustPost(world.amira, proposal);
    // One decision on both would bring in what has to wait.
    auto both = decision(world.boris, proposal.digest, wire::Verdict::Approve).statement;
    both.body = wire::DecisionBody{
        {proposal.digest, before.digest}, wire::Gate::Admin, wire::Verdict::Approve, "I looked"};
    EXPECT_EQ(refusal(world.boris, TrustFixture::signWith(both, world.boris.who.signing)),
              "recovery-pending");
    EXPECT_TRUE(shown().recovery);
}

TEST_F(RecoveryStatementsTest, OnlyTheOneThatTheHostFound)
{
    begin();
    for (const auto& change : std::vector<std::function<void(wire::LogRecoveryBody&)>>{
             [](auto& other) { ++other.lost.audit.size; }, [](auto& other) { --other.kept.audit.size; },
             [](auto& other) { other.auditLog = MemoryLog("test.example/audit-2").verifier().text(); },
             [](auto& other) { other.trustLog = MemoryLog("test.example/trust-2").verifier().text(); }}) {
        auto other = body();
        change(other);
        EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who, other)), "statement-refused");
    }
}

TEST_F(RecoveryStatementsTest, WhatAnAdminRejectedMayBeProposedAgain)
{
    begin();
    const auto first = world.sign(world.amira.who, body());
    world.mustPost(world.amira, first);
    world.mustPost(world.boris, decision(world.boris, first.digest, wire::Verdict::Reject));
    EXPECT_TRUE(shown().recovery->proposal.empty());
    const auto second = world.sign(world.boris.who, body());
    world.mustPost(world.boris, second);
    world.mustPost(world.amira, decision(world.amira, second.digest, wire::Verdict::Approve));
    EXPECT_FALSE(shown().recovery);
}

TEST_F(RecoveryStatementsTest, IsForAdminsAlone)
{
    const auto olga = world.joined("olga", {wire::Role::ExportOperator});
    auto again = olga;
    world.signIn(again);
    EXPECT_EQ(ServerFixture::codeOf(world.send(again, "GET", "/v1/prepared")), "role-missing");
}

} // namespace
} // namespace countersign::test
