#include "support/CodeOf.h"
#include "support/TrustFixture.h"
#include "trust/Entry.h"

#include <gtest/gtest.h>

namespace countersign::trust {
namespace {

using test::TrustFixture;
using wire::Gate;
using wire::Role;
using wire::RoleAction;
using wire::Verdict;

TEST(AdminMatters, AKeyCountsOnceTwoAdminsEndorsedIt)
{
    TrustFixture world;
    const auto nils = test::makePerson("nils");
    const auto registration = world.enterRegistration(nils);
    const auto usable = [&] {
        return world.state.keyAt(nils.signing.thumbprint(), world.state.size()).has_value();
    };
    EXPECT_FALSE(usable());
    world.enter(world.decide(world.admins[0], {registration.digest}, Gate::Admin));
    EXPECT_FALSE(usable()) << "one admin alone";
    EXPECT_FALSE(world.tryEnter(world.decide(world.admins[0], {registration.digest}, Gate::Admin)))
        << "nobody twice";
    world.enter(world.decide(world.admins[1], {registration.digest}, Gate::Admin));
    EXPECT_TRUE(usable());
    // In force after its entry, not at it.
    const auto decided = world.state.size() - 1;
    EXPECT_FALSE(world.state.keyAt(nils.signing.thumbprint(), decided));
}

// A rejection whose digest alone entered would leave the matter open to others' approvals: its author's
// console looks it up and says so.
TEST(AdminMatters, ADecisionThatStandsByItsDigestAloneIsALie)
{
    TrustFixture world;
    const auto registration = world.enterRegistration(test::makePerson("nils"));
    const auto rejection = world.decide(world.admins[0], {registration.digest}, Gate::Admin, Verdict::Reject);
    auto entry = world.entryOf(rejection);
    EXPECT_FALSE(entry.statement.empty());
    entry.statement.clear();
    ASSERT_TRUE(world.tryEnter(entry));
    EXPECT_EQ(world.state.matter(registration.digest)->standing, wire::Standing::Open);
    EXPECT_EQ(placeOf(world.state, rejection.statement, rejection.digest).error().code,
              ErrorCode::LoggedOtherwise);
    const auto again = world.decide(world.admins[0], {registration.digest}, Gate::Admin, Verdict::Reject);
    EXPECT_EQ(placeOf(world.state, again.statement, again.digest).error().code, ErrorCode::NotInLog);
    world.enter(again);
    EXPECT_EQ(world.state.matter(registration.digest)->standing, wire::Standing::Rejected);
    EXPECT_TRUE(placeOf(world.state, again.statement, again.digest));
}

TEST(AdminMatters, OnlyAdminsDecide)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto registration = world.enterRegistration(test::makePerson("nils"));
    const auto refused = world.tryEnter(world.decide(paul, {registration.digest}, Gate::Admin));
    EXPECT_EQ(refused.error().code, ErrorCode::RoleMissing);
}

TEST(AdminMatters, ARoleChangeNeedsTheOtherAdmin)
{
    TrustFixture world;
    const auto nils = test::makePerson("nils");
    world.endorse(nils);
    const auto change =
        world.sign(world.admins[0], wire::RoleChangeBody{nils.id, RoleAction::Grant, Role::ExportOperator,
                                                         "joins the registry team"});
    world.enter(change);
    EXPECT_FALSE(world.state.holdsNow(nils.id, Role::ExportOperator));
    EXPECT_EQ(world.tryEnter(world.decide(world.admins[0], {change.digest}, Gate::Admin)).error().code,
              ErrorCode::OwnStatement);
    world.enter(world.decide(world.admins[1], {change.digest}, Gate::Admin));
    EXPECT_TRUE(world.state.holdsNow(nils.id, Role::ExportOperator));
    EXPECT_EQ(world.tryEnter(world.decide(world.admins[1], {change.digest}, Gate::Admin)).error().code,
              ErrorCode::NotOpen);
}

TEST(AdminMatters, RejectionEndsTheMatter)
{
    TrustFixture world;
    const auto nils = test::makePerson("nils");
    const auto registration = world.enterRegistration(nils);
    world.enter(world.decide(world.admins[0], {registration.digest}, Gate::Admin, Verdict::Reject));
    EXPECT_EQ(world.state.matter(registration.digest)->standing, wire::Standing::Rejected);
    EXPECT_FALSE(world.tryEnter(world.decide(world.admins[1], {registration.digest}, Gate::Admin)));
}

TEST(AdminMatters, RolesThatMustNotMeet)
{
    TrustFixture world;
    const auto olga = world.join("olga", {Role::ExportOperator});
    const auto both = world.sign(
        world.admins[0], wire::RoleChangeBody{olga.id, RoleAction::Grant, Role::SecurityApprover, "x"});
    EXPECT_FALSE(world.tryEnter(both)) << "who asks must not approve";
    const auto paul = world.join("paul", {Role::SecurityApprover});
    EXPECT_FALSE(world.tryEnter(world.sign(
        world.admins[0], wire::RoleChangeBody{paul.id, RoleAction::Grant, Role::ArtifactDownloader, "x"})));
    EXPECT_FALSE(world.tryEnter(
        world.sign(world.admins[0], wire::RoleChangeBody{paul.id, RoleAction::Grant, Role::Admin, "x"})));
}

TEST(AdminMatters, DisabledMeansKeysAndRolesEndUntilEnabled)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    world.change(paul.id, RoleAction::Disable);
    EXPECT_TRUE(world.state.disabled(paul.id));
    EXPECT_FALSE(world.state.holdsNow(paul.id, Role::SecurityApprover));
    EXPECT_FALSE(world.state.keyAt(paul.signing.thumbprint(), world.state.size()));
    world.change(paul.id, RoleAction::Enable);
    EXPECT_TRUE(world.state.holdsNow(paul.id, Role::SecurityApprover));
    EXPECT_TRUE(world.state.keyAt(paul.signing.thumbprint(), world.state.size()));
}

TEST(AdminMatters, AResetVoidsTheKeysForGood)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    world.change(paul.id, RoleAction::ResetMfa);
    EXPECT_FALSE(world.state.keyAt(paul.signing.thumbprint(), world.state.size()));
    EXPECT_FALSE(world.tryEnter(world.registration(paul))) << "a key that ended does not come back";
}

TEST(AdminMatters, TwoAdminsRemain)
{
    TrustFixture world;
    EXPECT_FALSE(world.tryEnter(world.sign(
        world.admins[0], wire::RoleChangeBody{world.admins[1].id, RoleAction::Disable, {}, "gone"})));
}

TEST(AdminMatters, LateEarlyAndReplayed)
{
    TrustFixture world;
    const auto nils = test::makePerson("nils");
    world.endorse(nils);
    const auto change = world.sign(
        world.admins[0], wire::RoleChangeBody{nils.id, RoleAction::Grant, Role::ExportOperator, "x"});
    world.clock.advance(std::chrono::minutes(6));
    EXPECT_FALSE(world.tryEnter(change)) << "issued more than five minutes before its entry";
    const auto fresh = world.sign(
        world.admins[0], wire::RoleChangeBody{nils.id, RoleAction::Grant, Role::ExportOperator, "x"});
    world.enter(fresh);
    EXPECT_FALSE(world.tryEnter(fresh)) << "the same statement again";
    world.clock.advance(std::chrono::hours(73));
    EXPECT_FALSE(world.tryEnter(world.decide(world.admins[1], {fresh.digest}, Gate::Admin)))
        << "lapsed after 72 h";
}

TEST(AdminMatters, WhiteSpaceAloneIsNoReason)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto olga = test::makePerson("olga");
    const auto registration = world.enterRegistration(olga);
    wire::RevocationBody revocation{
        paul.id, paul.signing.thumbprint(), wire::RevocationCause::Lost, world.state.size(), {}};
    wire::DecisionBody decision{{registration.digest}, Gate::Admin, Verdict::Approve, {}};
    for (const std::string blank : {"", "  ", "\u00a0", " \u1680\u2000\u200a ", "\u202f\u205f\u3000"}) {
        revocation.reason = decision.reason = blank;
        EXPECT_EQ(test::codeOf(world.tryEnter(world.sign(paul, revocation))), ErrorCode::StatementRefused)
            << blank;
        EXPECT_EQ(test::codeOf(world.tryEnter(world.sign(world.admins[1], decision))),
                  ErrorCode::StatementRefused)
            << blank;
    }
    decision.reason = "\u00a0seen\u3000";
    EXPECT_TRUE(world.tryEnter(world.sign(world.admins[1], decision)));
}

} // namespace
} // namespace countersign::trust
