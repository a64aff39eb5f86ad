#include "support/CodeOf.h"
#include "support/TrustFixture.h"

#include <gtest/gtest.h>

/// Keys through a working life.
namespace countersign::trust {
namespace {

using test::codeOf;
using test::TestPerson;
using test::TrustFixture;
using wire::Gate;
using wire::RevocationCause;
using wire::Role;
using wire::Verdict;

TestPerson anotherKeyOf(const TestPerson& person)
{
    auto other = test::makePerson(person.id.text());
    other.name = person.name;
    return other;
}

bool counts(const TrustFixture& world, const TestPerson& person)
{
    return world.state.keyAt(person.signing.thumbprint(), world.state.size()).has_value();
}

TEST(KeyRules, AFurtherDeviceNeedsOneAdminAndAKeyOfThePerson)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto laptop = anotherKeyOf(paul);
    const auto registration = world.enterFurther(paul, laptop);
    EXPECT_FALSE(counts(world, laptop));
    world.enter(world.decide(world.admins[1], {registration.digest}, Gate::Admin));
    EXPECT_TRUE(counts(world, laptop));
    EXPECT_TRUE(counts(world, paul)) << "a further key ends none";
    EXPECT_EQ(world.state.key(laptop.signing.thumbprint())->vouchedBy, paul.signing.thumbprint());
}

TEST(KeyRules, NobodyElseVouchesForAFurtherDevice)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto rosa = world.join("rosa", {Role::SecurityApprover});
    const auto laptop = anotherKeyOf(paul);
    const auto registration = world.enterRegistration(laptop);
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(rosa, {registration.digest}, Gate::Admin))),
              ErrorCode::RoleMissing);
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(laptop, {registration.digest}, Gate::Admin))),
              ErrorCode::KeyNotEndorsed)
        << "a key that nobody endorsed vouches for nothing, least of all for itself";
    world.enter(world.decide(paul, {registration.digest}, Gate::Admin));
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(paul, {registration.digest}, Gate::Admin))),
              ErrorCode::AlreadyDecided);
    EXPECT_FALSE(counts(world, laptop)) << "nor is the person's own word enough";
}

TEST(KeyRules, APersonRejectsADeviceThatIsNotTheirs)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto thief = anotherKeyOf(paul);
    const auto registration = world.enterRegistration(thief);
    world.enter(world.decide(paul, {registration.digest}, Gate::Admin, Verdict::Reject));
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(world.admins[0], {registration.digest}, Gate::Admin))),
              ErrorCode::NotOpen);
}

TEST(KeyRules, NobodyDecidesForOthersAlongWithTheirOwn)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto own = world.enterRegistration(anotherKeyOf(paul));
    const auto others = world.enterRegistration(test::makePerson("nils"));
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(paul, {own.digest, others.digest}, Gate::Admin))),
              ErrorCode::RoleMissing);
}

TEST(KeyRules, WithoutASignatureOfThePersonsOneAdminIsNotEnough)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto laptop = anotherKeyOf(paul);
    const auto registration = world.enterRegistration(laptop);
    world.enter(world.decide(world.admins[1], {registration.digest}, Gate::Admin));
    EXPECT_FALSE(counts(world, laptop));
    world.enter(world.decide(world.admins[0], {registration.digest}, Gate::Admin));
    EXPECT_TRUE(counts(world, laptop));
}

TEST(KeyRules, ARenewalEndsTheKeyBeforeAndVoidsNothing)
{
    TrustFixture world;
    auto scene = world.releasedExport();
    const auto renewed = anotherKeyOf(scene.approves);
    const auto registration = world.enterFurther(scene.approves, renewed, true);
    world.enter(world.decide(world.admins[0], {registration.digest}, Gate::Admin));
    EXPECT_TRUE(counts(world, renewed));
    EXPECT_FALSE(counts(world, scene.approves));
    EXPECT_TRUE(checkChain(world.state, scene.claim(), scene.fetches.fetcher(), world.clock.now()).holds())
        << "what it had signed still stands";
}

TEST(KeyRules, ARenewalNamesAKeyOfThePersonThatCountsAndNeedsTheirWord)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto rosa = world.join("rosa", {Role::SecurityApprover});
    const auto renewed = anotherKeyOf(paul);
    wire::KeyRegistrationBody body{paul.id,
                                   paul.name,
                                   "desk",
                                   renewed.signing.publicKey(),
                                   renewed.encryption.publicKey(),
                                   rosa.signing.thumbprint()};
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(renewed, body))), ErrorCode::Conflict);
    body.replaces = paul.signing.thumbprint();
    const auto renewal = world.sign(renewed, body);
    world.enter(renewal);
    for (const auto& admin : world.admins)
        world.enter(world.decide(admin, {renewal.digest}, Gate::Admin));
    EXPECT_FALSE(counts(world, renewed)) << "all admins together can't take a key away like this";
    world.enter(world.decide(paul, {renewal.digest}, Gate::Admin));
    EXPECT_TRUE(counts(world, renewed));
}

TEST(KeyRules, AdminsRevokeTogether)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto rosa = world.join("rosa", {Role::SecurityApprover});
    const wire::RevocationBody body{paul.id, paul.signing.thumbprint(), RevocationCause::Lost,
                                    world.state.size(), "lost on a train"};
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(rosa, body))), ErrorCode::RoleMissing);
    const auto revocation = world.sign(world.admins[0], body);
    world.enter(revocation);
    EXPECT_TRUE(counts(world, paul)) << "one admin alone ends nothing";
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(paul, {revocation.digest}, Gate::Admin, Verdict::Reject))),
              ErrorCode::RoleMissing);
    world.enter(world.decide(world.admins[1], {revocation.digest}, Gate::Admin));
    EXPECT_FALSE(counts(world, paul));
    EXPECT_EQ(world.state.keyAt(paul.signing.thumbprint(), world.state.size()).error().code,
              ErrorCode::KeyRevoked);
    EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], body))) << "once is enough";
}

TEST(KeyRules, AHolderRevokesAtOnce)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto revocation = world.sign(
        paul, wire::RevocationBody{paul.id, paul.signing.thumbprint(), RevocationCause::Compromised,
                                   world.state.size(), "somebody was at my desk"});
    world.enter(revocation);
    EXPECT_FALSE(counts(world, paul));
    EXPECT_EQ(world.state.matter(revocation.digest)->standing, wire::Standing::Effective);
}

TEST(KeyRules, ARevocationThatReachesBackVoidsApprovalsSinceThen)
{
    TrustFixture world;
    auto scene = world.ask();
    const auto before = world.state.size();
    world.approve(scene, scene.approves, Gate::Request);
    world.release(scene);
    world.approve(scene, scene.approves, Gate::Release);
    const auto report = [&] {
        return checkChain(world.state, scene.claim(), scene.fetches.fetcher(), world.clock.now());
    };
    ASSERT_TRUE(report().holds());
    world.revoke(scene.approves, before, RevocationCause::Compromised);
    ASSERT_FALSE(report().holds());
    EXPECT_EQ(report().firstFault()->code, ErrorCode::KeyRevoked);
}

TEST(KeyRules, ARevocationFromItsOwnEntryOnLeavesApprovalsAsTheyAre)
{
    TrustFixture world;
    auto scene = world.releasedExport();
    world.revoke(scene.approves, world.state.size());
    EXPECT_TRUE(checkChain(world.state, scene.claim(), scene.fetches.fetcher(), world.clock.now()).holds());
}

TEST(KeyRules, ARejectionStandsThoughItsKeyIsVoidSince)
{
    TrustFixture world;
    auto scene = world.ask(wire::Sensitivity::Standard);
    const auto before = world.state.size();
    scene.decisions.push_back(
        world.decide(scene.approves, {scene.request.digest}, Gate::Request, Verdict::Reject));
    world.enter(scene.decisions.back());
    world.revoke(scene.approves, before, RevocationCause::Compromised);
    const auto theCase = placeExport(world.state, scene.claim());
    ASSERT_TRUE(theCase);
    EXPECT_TRUE(admitDecision(world.state, ExportCase{theCase->request, {}, {}, {}}, theCase->decisions[0]));
    EXPECT_EQ(checkChain(world.state, scene.claim(), {}, world.clock.now()).firstFault()->code,
              ErrorCode::NotOpen);
}

TEST(KeyRules, WhatACompromisedKeyVouchedForGoesWithIt)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto before = world.state.size();
    const auto thief = anotherKeyOf(paul);
    const auto thiefs = world.enterFurther(paul, thief);
    world.enter(world.decide(world.admins[0], {thiefs.digest}, Gate::Admin));
    const auto more = anotherKeyOf(paul);
    const auto mores = world.enterFurther(thief, more);
    world.enter(world.decide(world.admins[0], {mores.digest}, Gate::Admin));
    const auto waiting = world.enterFurther(thief, anotherKeyOf(paul));
    ASSERT_TRUE(counts(world, thief) && counts(world, more));
    world.revoke(paul, before, RevocationCause::Compromised);
    EXPECT_FALSE(counts(world, thief));
    EXPECT_FALSE(counts(world, more));
    EXPECT_EQ(world.state.matter(waiting.digest)->standing, wire::Standing::Rejected);
}

TEST(KeyRules, AKeyVouchedForBeforeTheCompromiseStays)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto laptop = anotherKeyOf(paul);
    const auto registration = world.enterFurther(paul, laptop);
    world.enter(world.decide(world.admins[0], {registration.digest}, Gate::Admin));
    world.revoke(paul, world.state.size(), RevocationCause::Compromised);
    EXPECT_TRUE(counts(world, laptop));
    EXPECT_FALSE(counts(world, paul));
}

TEST(KeyRules, OpenMattersForgetWhatAVoidKeySaid)
{
    TrustFixture world(TrustFixture::Options{3});
    const auto& chen = world.admins[2];
    const auto desk = anotherKeyOf(chen);
    const auto further = world.enterFurther(chen, desk);
    world.enter(world.decide(world.admins[0], {further.digest}, Gate::Admin));
    const auto before = world.state.size();
    const auto nils = test::makePerson("nils");
    const auto registration = world.enterRegistration(nils);
    world.enter(world.decide(chen, {registration.digest}, Gate::Admin));
    const auto proposal = world.sign(
        chen, wire::RoleChangeBody{nils.id, wire::RoleAction::Grant, Role::ExportOperator, "asked for"});
    world.enter(proposal);
    world.revoke(chen, before, RevocationCause::Compromised);
    EXPECT_EQ(world.state.matter(proposal.digest)->standing, wire::Standing::Rejected);
    world.enter(world.decide(world.admins[0], {registration.digest}, Gate::Admin));
    EXPECT_FALSE(counts(world, nils)) << "the void endorsement does not count";
    world.enter(world.decide(desk, {registration.digest}, Gate::Admin));
    EXPECT_TRUE(counts(world, nils));
}

TEST(KeyRules, TooFewAdminsMustNotRemain)
{
    TrustFixture world;
    const auto& boris = world.admins[1];
    const wire::RevocationBody body{boris.id, boris.signing.thumbprint(), RevocationCause::Lost,
                                    world.state.size(), "lost"};
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(world.admins[0], body))), ErrorCode::Conflict);
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(boris, body))), ErrorCode::Conflict);
    const auto desk = anotherKeyOf(boris);
    const auto further = world.enterFurther(boris, desk);
    world.enter(world.decide(world.admins[0], {further.digest}, Gate::Admin));
    EXPECT_TRUE(world.tryEnter(world.sign(desk, body))) << "with a further key the lost one can end";
}

TEST(KeyRules, ARevocationHasAReasonAndReachesNoFurtherThanTheKey)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    const auto registered = world.state.key(paul.signing.thumbprint())->registered;
    wire::RevocationBody body{paul.id, paul.signing.thumbprint(), RevocationCause::Lost, registered, "lost"};
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(paul, body))), ErrorCode::StatementRefused);
    body.voidFrom = world.state.size() + 1;
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(paul, body))), ErrorCode::StatementRefused);
    body.voidFrom = registered + 1;
    body.reason = " ";
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(paul, body))), ErrorCode::StatementRefused);
    body.reason = "lost";
    body.key = world.admins[0].signing.thumbprint();
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(paul, body))), ErrorCode::NotFound);
}

TEST(KeyRules, EnablingAPersonBringsNoRevokedKeyBack)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    world.change(paul.id, wire::RoleAction::Disable);
    world.revoke(paul, world.state.size());
    world.change(paul.id, wire::RoleAction::Enable);
    EXPECT_FALSE(counts(world, paul));
}

} // namespace
} // namespace countersign::trust
