#include "client/AdminMatters.h"

#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

using wire::Role;

class AdminMattersTest : public testing::Test
{
protected:
    std::vector<AdminMatterView> mattersFor(const test::TestPerson& admin) const
    {
        return openMatters(world.state, admin.id, world.clock.now());
    }

    PersonView viewFor(const test::TestPerson& admin, const test::TestPerson& person) const
    {
        wire::Person row;
        row.id = person.id;
        row.name = person.name;
        row.invited = {Role::ExportOperator, Role::ArtifactDownloader};
        return personOf(row, world.state, mattersFor(admin));
    }

    static std::string codeOf(const std::optional<Error>& error)
    {
        return error ? std::string(codeText(error->code)) : "none";
    }

    test::TrustFixture world;
    test::TestPerson olga = test::makePerson("olga");
};

TEST_F(AdminMattersTest, ARegistrationWaitsForBothAdmins)
{
    const auto registration = world.enterRegistration(olga);
    auto view = viewFor(world.admins[0], olga);
    EXPECT_EQ(view.key, PersonView::Key::Waiting);
    EXPECT_EQ(view.thumbprint, olga.signing.thumbprint());
    ASSERT_EQ(view.waiting.size(), 1);
    EXPECT_EQ(view.waiting[0].needed, 2);
    EXPECT_EQ(codeOf(view.waiting[0].whyNotMe), "none");
    EXPECT_EQ(codeOf(viewFor(olga, olga).waiting[0].whyNotMe), "own-statement");

    world.enter(world.decide(world.admins[0], {registration.digest}, wire::Gate::Admin));
    view = viewFor(world.admins[0], olga);
    EXPECT_EQ(view.waiting.at(0).approvedBy, QStringList("Person amira"));
    EXPECT_EQ(codeOf(view.waiting.at(0).whyNotMe), "already-decided");
    world.enter(world.decide(world.admins[1], {registration.digest}, wire::Gate::Admin));
    view = viewFor(world.admins[0], olga);
    EXPECT_EQ(view.key, PersonView::Key::Endorsed);
    EXPECT_TRUE(view.waiting.empty());
}

TEST_F(AdminMattersTest, TwoAdminsEndorseInTurn)
{
    world.enterRegistration(olga);
    for (std::size_t turn = 0; turn < 2; ++turn) {
        const auto& admin = world.admins[turn];
        const auto bodies = endorsement({viewFor(admin, olga)}, world.state, "met in person");
        ASSERT_TRUE(bodies);
        // First the key and two grants asked for; then the key and the grants approved.
        EXPECT_EQ(bodies->size(), turn == 0 ? 3 : 1);
        const auto& decision = std::get<wire::DecisionBody>(bodies->front());
        EXPECT_EQ(decision.subjects.size(), turn == 0 ? 1 : 3);
        for (const auto& body : *bodies)
            world.enter(world.sign(admin, body));
    }
    EXPECT_TRUE(world.state.holdsNow(olga.id, Role::ExportOperator));
    EXPECT_TRUE(world.state.holdsNow(olga.id, Role::ArtifactDownloader));
    EXPECT_TRUE(world.state.hasKeyNow(olga.id));
    const auto again = endorsement({viewFor(world.admins[0], olga)}, world.state, "again");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::NotOpen);
}

TEST_F(AdminMattersTest, WhichOfTwoWaitingKeysWasReadOutNobodyCanTell)
{
    world.enterRegistration(olga);
    auto second = test::makePerson("olga"); // as a server would that wants to sign for her
    world.enterRegistration(second);
    const auto bodies = endorsement({viewFor(world.admins[0], olga)}, world.state, "met in person");
    ASSERT_FALSE(bodies);
    EXPECT_EQ(bodies.error().code, ErrorCode::Conflict);
}

TEST_F(AdminMattersTest, WhatCameAfterThePageWasDrawnIsAnotherAct)
{
    world.enterRegistration(olga);
    auto shown = viewFor(world.admins[0], olga);
    const auto before = endorsement({shown}, world.state, "met in person");
    shown.row.invited.push_back(Role::SecurityApprover); // the server's list, read anew
    const auto after = endorsement({shown}, world.state, "met in person");
    ASSERT_TRUE(before && after);
    EXPECT_TRUE(sameActs(*before, *before));
    EXPECT_FALSE(sameActs(*before, *after));
    EXPECT_EQ(rolesOfEndorsement(shown),
              (std::vector{Role::ExportOperator, Role::ArtifactDownloader, Role::SecurityApprover}));
}

TEST_F(AdminMattersTest, EndorsingDoesNotWaveThroughWhatNobodyWasInvitedFor)
{
    world.enterRegistration(olga);
    world.enter(world.sign(world.admins[0], wire::RoleChangeBody{olga.id, wire::RoleAction::Grant,
                                                                 Role::ComplianceOfficer, "quietly"}));
    const auto bodies = endorsement({viewFor(world.admins[1], olga)}, world.state, "met in person");
    ASSERT_TRUE(bodies);
    EXPECT_EQ(std::get<wire::DecisionBody>(bodies->front()).subjects.size(), 1);
}

TEST_F(AdminMattersTest, AnAuthorDoesNotCountersignAndLapsedMattersAreGone)
{
    world.enter(world.sign(
        world.admins[0], wire::RoleChangeBody{olga.id, wire::RoleAction::Grant, Role::ExportOperator, "x"}));
    EXPECT_EQ(codeOf(mattersFor(world.admins[0]).at(0).whyNotMe), "own-statement");
    EXPECT_EQ(codeOf(mattersFor(world.admins[1]).at(0).whyNotMe), "none");
    world.clock.advance(std::chrono::hours(72));
    EXPECT_TRUE(mattersFor(world.admins[1]).empty());
}

// Before a key is endorsed, whoever is asked sees that its name is somebody else's, too.
TEST_F(AdminMattersTest, TellsPeopleOfOneNameApart)
{
    auto namesake = test::makePerson("mallory");
    namesake.name = world.admins[0].name;
    world.enterRegistration(namesake);
    const auto matter = mattersFor(world.admins[1]).at(0);
    EXPECT_EQ(matter.registeredName, "Person amira (mallory)");
    EXPECT_EQ(viewFor(world.admins[1], namesake).name, "Person amira (mallory)");
    EXPECT_EQ(viewFor(world.admins[1], world.admins[1]).name, "Person boris");
}

TEST_F(AdminMattersTest, NamesThatLookAlikeAreToldApart)
{
    auto zoe = test::makePerson("zoe");
    zoe.name = "Zo\u00eb Adams";
    world.enterRegistration(zoe);
    for (const auto* name : {"Zoe\u0308 Adams", "Zo\u00eb\u00a0Adams", "zo\u00eb  ADAMS"}) {
        wire::Person row;
        row.id = PersonId("mallory");
        row.name = name;
        EXPECT_TRUE(personOf(row, world.state, {}).name.endsWith("(mallory)")) << name;
    }
}

TEST_F(AdminMattersTest, APersonIsNamedAsAdminsSignedNotAsTheServerSays)
{
    world.join("rosa", {Role::SecurityApprover});
    wire::Person row;
    row.id = PersonId("rosa");
    row.name = "Mallory Moore"; // whom the admin means to disable
    EXPECT_EQ(personOf(row, world.state, {}).name, "Person rosa");
    row.id = PersonId("mallory");
    EXPECT_EQ(personOf(row, world.state, {}).name, "Mallory Moore") << "whom the log does not know yet";
}

TEST_F(AdminMattersTest, RolesAndKeysAreTheLogsWordNotTheServers)
{
    wire::Person row;
    row.id = PersonId("mallory");
    row.roles = {Role::SecurityApprover};
    row.key = olga.signing.thumbprint();
    const auto view = personOf(row, world.state, {});
    EXPECT_TRUE(view.roles.empty());
    EXPECT_EQ(view.key, PersonView::Key::None);
    EXPECT_FALSE(view.thumbprint);
    EXPECT_EQ(viewFor(world.admins[1], world.admins[0]).key, PersonView::Key::Root);
}

} // namespace
} // namespace countersign::client
