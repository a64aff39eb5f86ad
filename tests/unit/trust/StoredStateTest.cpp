#include "trust/StoredState.h"

#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::trust {
namespace {

using test::TrustFixture;
using wire::Gate;
using wire::Role;
using wire::RoleAction;

ErrorCode codeOf(const Result<void>& done)
{
    return done ? ErrorCode::Internal : done.error().code;
}

// A hospital in which everything that a state holds has happened once.
struct Years
{
    TrustFixture world;
    test::ExportScene scene = world.releasedExport();
    test::TestPerson olga = scene.asks;
    test::TestPerson paul = scene.approves;
    test::TestPerson rosa = scene.approvesToo;
    wire::SignedStatement open;

    Years()
    {
        const auto laptop = test::makePerson("paul");
        world.enterFurther(paul, laptop);
        world.enter(world.decide(world.admins[0], {lastDigest()}, Gate::Admin));
        world.change(rosa.id, RoleAction::Disable);
        auto policy = world.state.policy();
        ++policy.version;
        policy.approvalsStandard = 2;
        world.propose(wire::PolicyChangeBody{policy, "two look at everything"});
        world.propose(world.nextRoot());
        const auto request = world.sign(olga, world.requestBody({scene.fetches.fetcher()}));
        world.enter(request);
        world.enter(world.decide(paul, {request.digest}, Gate::Request, wire::Verdict::Reject));
        world.revoke(paul, world.state.size());
        open = world.sign(world.admins[0],
                          wire::RoleChangeBody{olga.id, RoleAction::Withdraw, Role::ExportOperator, "left"});
        world.enter(open);
    }

    // Of the registration that awaits admins.
    Digest lastDigest() const
    {
        for (const auto& [digest, matter] : world.state.matters())
            if (matter.standing == wire::Standing::Open)
                return digest;
        return {};
    }
};

// The same answer to whatever comes next is what makes two states one.
void expectSame(const TrustState& a, const TrustState& b)
{
    EXPECT_EQ(packState(a), packState(b));
}

TEST(StoredState, IsTheStateThatWasReplayed)
{
    const Years years;
    const auto& before = years.world.state;
    const auto after = unpackState(packState(before));
    ASSERT_TRUE(after) << after.error().detail;
    expectSame(before, *after);
    EXPECT_EQ(after->size(), before.size());
    EXPECT_EQ(after->rootDigest(), before.rootDigest());
    EXPECT_EQ(after->root().version, 2U);
    EXPECT_EQ(after->policyAt(before.size()).approvalsStandard, 2);
    EXPECT_EQ(after->policyAt(3).approvalsStandard, 1);
    EXPECT_EQ(after->logKeys().back().trust, before.logKeys().back().trust);
    EXPECT_TRUE(after->disabled(years.rosa.id));
    EXPECT_FALSE(after->holdsNow(years.rosa.id, Role::SecurityApprover));
    EXPECT_TRUE(after->holds(years.rosa.id, Role::SecurityApprover, years.world.state.size() - 20));
    EXPECT_EQ(codeOf(after->keyAt(years.paul.signing.thumbprint(), before.size()).map([](auto) {})),
              ErrorCode::KeyRevoked);
    EXPECT_EQ(after->encryptionKey(years.olga.encryption.thumbprint())->person, years.olga.id);
    EXPECT_TRUE(after->place(years.scene.request.digest));
    EXPECT_EQ(after->matter(years.open.digest)->standing, wire::Standing::Open);
}

TEST(StoredState, GoesOnByTheSameRules)
{
    Years years;
    auto after = unpackState(packState(years.world.state)).value();
    const auto wrong = years.world.decide(years.olga, {years.open.digest}, Gate::Admin);
    EXPECT_EQ(codeOf(after.apply(years.world.entryOf(wrong))), ErrorCode::RoleMissing);
    const auto twice = years.world.entryOf(years.open);
    EXPECT_EQ(codeOf(after.apply(twice)), ErrorCode::Conflict);
    const auto decision = years.world.decide(years.world.admins[1], {years.open.digest}, Gate::Admin);
    ASSERT_TRUE(after.apply(years.world.entryOf(decision)));
    EXPECT_FALSE(after.holdsNow(years.olga.id, Role::ExportOperator));
    const auto statement = after.matter(years.open.digest)->signedStatement;
    EXPECT_TRUE(statement.signatures.front().verify(years.world.admins[0].signing.publicKey()));
    years.world.enter(decision);
    expectSame(years.world.state, after);
}

TEST(StoredState, CutOrAlteredItIsNone)
{
    TrustFixture world;
    world.join("olga", {Role::ExportOperator});
    const auto whole = packState(world.state);
    for (std::size_t size = 0; size < whole.size(); size += 5)
        ASSERT_FALSE(unpackState(ByteView(whole).first(size))) << size;
    auto longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(unpackState(longer));
    // Some altered bytes are another value of the same form; what comes of them still answers.
    const auto next = world.sign(world.admins[0], world.nextRoot());
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        auto altered = whole;
        altered[at] ^= 0x81;
        if (auto state = unpackState(altered)) {
            static_cast<void>(state->apply(world.entryOf(next)));
            static_cast<void>(state->policyAt(state->size()));
        }
    }
    EXPECT_FALSE(unpackState(packState(TrustState()))) << "before the founding there is nothing to keep";
}

} // namespace
} // namespace countersign::trust
