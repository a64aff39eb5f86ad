#include "trust/Undone.h"

#include "support/TrustFixture.h"

#include <gmock/gmock.h>

namespace countersign::trust {
namespace {

using testing::ElementsAre;
using What = Undone::What;

class UndoneTest : public testing::Test
{
protected:
    void keep() { kept = world.state; }
    [[nodiscard]] std::vector<What> undone() const
    {
        std::vector<What> found;
        for (const auto& one : undoneBy(world.state, kept))
            found.push_back(one.what);
        return found;
    }

    test::TrustFixture world;
    TrustState kept;
};

TEST_F(UndoneTest, WhatWasOnlyAddedIsNotUndone)
{
    keep();
    world.join("olga", {wire::Role::ExportOperator});
    EXPECT_THAT(undone(), ElementsAre());
    EXPECT_TRUE(undoneBy(TrustState(), world.state).empty()) << "who knows nothing tells nothing";
}

TEST_F(UndoneTest, RevocationsRolesThatEndedAndPeopleDisabledAre)
{
    const auto olga = world.join("olga", {wire::Role::ExportOperator});
    const auto piet = world.join("piet", {wire::Role::SecurityApprover});
    const auto quinn = world.join("quinn", {wire::Role::SecurityApprover});
    world.revoke(quinn, world.state.size());
    keep();
    world.revoke(olga, world.state.size());
    EXPECT_THAT(undone(), ElementsAre(What::Revocation));
    EXPECT_EQ(undoneBy(world.state, kept).front().name, olga.name);
    EXPECT_EQ(undoneBy(world.state, kept).front().device, "desk");
    world.change(piet.id, wire::RoleAction::Withdraw, wire::Role::SecurityApprover);
    EXPECT_THAT(undone(), ElementsAre(What::Revocation, What::RoleEnd));
    EXPECT_EQ(undoneBy(world.state, kept).back().role, wire::Role::SecurityApprover);
    world.change(piet.id, wire::RoleAction::Disable);
    EXPECT_THAT(undone(), ElementsAre(What::Revocation, What::Disabling)) << "which says it all";
}

TEST_F(UndoneTest, EndingsOfExportsPoliciesAndRootsAre)
{
    const auto asks = world.join("olga", {wire::Role::ExportOperator});
    const auto approves = world.join("piet", {wire::Role::SecurityApprover});
    const auto fetches = world.join("dora", {wire::Role::ArtifactDownloader});
    const auto first = world.sign(asks, world.requestBody({fetches.fetcher()}));
    const auto second = world.sign(asks, world.requestBody({fetches.fetcher()}));
    world.enter(first);
    world.enter(second);
    keep();
    world.enter(world.decide(approves, {first.digest}, wire::Gate::Request, wire::Verdict::Reject));
    world.enter(world.sign(asks, wire::WithdrawalBody{second.digest, "no longer needed"}));
    const auto endings = undoneBy(world.state, kept);
    ASSERT_EQ(endings.size(), 2U);
    for (const auto& one : endings) {
        const bool rejected = *one.request == first.digest;
        EXPECT_EQ(one.what, rejected ? What::Rejection : What::Withdrawal);
        EXPECT_EQ(one.name, rejected ? approves.name : asks.name);
    }
    keep();
    wire::PolicyChangeBody policy{world.state.policy(), "stricter"};
    ++policy.policy.version;
    world.propose(policy);
    auto root = world.nextRoot();
    world.propose(root);
    EXPECT_THAT(undone(), ElementsAre(What::Policy, What::Root));
    EXPECT_EQ(undoneBy(world.state, kept).front().version, policy.policy.version);
    EXPECT_EQ(undoneBy(world.state, kept).back().version, root.version);
}

TEST_F(UndoneTest, KeysThatWereResetAndAdminsMattersThatWereRejectedAre)
{
    const auto olga = world.join("olga", {wire::Role::ExportOperator});
    const auto registration = world.enterRegistration(test::makePerson("mallory"));
    world.enter(world.decide(world.admins[0], {registration.digest}, wire::Gate::Admin));
    keep();
    world.change(olga.id, wire::RoleAction::ResetMfa);
    EXPECT_THAT(undone(), ElementsAre(What::KeyEnd)) << "a key that may be the intruder's counts again";
    EXPECT_EQ(undoneBy(world.state, kept).front().name, olga.name);
    EXPECT_EQ(undoneBy(world.state, kept).front().device, "desk");
    world.enter(
        world.decide(world.admins[1], {registration.digest}, wire::Gate::Admin, wire::Verdict::Reject));
    EXPECT_THAT(undone(), ElementsAre(What::KeyEnd, What::MatterEnd)) << "one signature is enough again";
}

TEST_F(UndoneTest, OfADisabledPersonWhatWasRevokedIsToldToo)
{
    const auto olga = world.join("olga", {wire::Role::ExportOperator});
    keep();
    world.revoke(olga, world.state.size());
    world.change(olga.id, wire::RoleAction::Disable);
    EXPECT_THAT(undone(), ElementsAre(What::Revocation, What::Disabling));
}

TEST_F(UndoneTest, WhoKnowsLessThanIsKeptTellsNothing)
{
    const auto olga = world.join("olga", {wire::Role::ExportOperator});
    world.change(olga.id, wire::RoleAction::Disable);
    const auto early = world.state;
    world.change(olga.id, wire::RoleAction::Enable);
    EXPECT_TRUE(undoneBy(early, world.state).empty()) << "it was taken back, and not lost";
}

} // namespace
} // namespace countersign::trust
