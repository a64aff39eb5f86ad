#include "unit/server/session/ServerFixture.h"

#include "wire/People.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using wire::Role;

std::string invitation(const std::string& id, const std::string& code, const std::string& path = "/v1/people")
{
    wire::Invitation body;
    body.id = PersonId(id);
    body.name = "Person " + id;
    body.invited = {Role::ExportOperator};
    body.action = server::actionOfCall("POST", path);
    body.code = Secret(std::string_view(code));
    return wire::encode(body);
}

std::string privileged(const std::string& path, const std::string& code)
{
    wire::Privileged body;
    body.action = server::actionOfCall("POST", path);
    body.code = Secret(std::string_view(code));
    return wire::encode(body);
}

TEST(PeopleRoutes, ACodeWorksForOneInvitation)
{
    ServerFixture world;
    world.foundAll();
    const auto code = world.freshCode(world.amira);
    const auto first = world.send(world.amira, "POST", "/v1/people", invitation("nils", code));
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(ServerFixture::codeOf(world.send(world.amira, "POST", "/v1/people", invitation("nora", code))),
              "code-used");
    EXPECT_EQ(world.audited("people.invite", "done"), 1);
    EXPECT_EQ(world.audited("session.code-refused", "denied"), 1);
    EXPECT_EQ(world.audited("people.invite", "denied"), 0) << "one refusal, one entry";
}

TEST(PeopleRoutes, RefusedInvitationsLeaveNoTraceButTheEntry)
{
    ServerFixture world;
    world.foundAll();
    const auto post = [&](const std::string& body) {
        return ServerFixture::codeOf(world.send(world.amira, "POST", "/v1/people", body));
    };
    EXPECT_EQ(post(invitation("nils", "")), "code-needed");
    EXPECT_EQ(post(invitation("nils", world.freshCode(world.amira), "/v1/people/nils/code")),
              "action-mismatch");
    EXPECT_EQ(post(invitation("boris", world.freshCode(world.amira))), "conflict")
        << "a name stands for one person";
    EXPECT_EQ(post(invitation("server", world.codeNow(world.amira))), "bad-request");
    EXPECT_EQ(post(invitation("Nils", world.codeNow(world.amira))), "bad-request") << "could never sign in";
    const auto people = wire::decode<wire::People>(world.send(world.amira, "GET", "/v1/people").body);
    ASSERT_TRUE(people);
    EXPECT_EQ(people->people.size(), 2u);
}

TEST(PeopleRoutes, OnlyAdminsAndOnlyOnceFounded)
{
    ServerFixture world;
    world.inviteAdmins();
    EXPECT_EQ(ServerFixture::codeOf(world.send(world.amira, "POST", "/v1/people",
                                               invitation("mole", world.freshCode(world.amira)))),
              "root-missing")
        << "nobody invites further founders";
    ServerFixture founded;
    founded.foundAll();
    const auto olga = founded.joined("olga", {Role::ExportOperator});
    EXPECT_EQ(ServerFixture::codeOf(founded.send(olga, "GET", "/v1/people")), "role-missing");
    EXPECT_EQ(ServerFixture::codeOf(
                  founded.send(olga, "POST", "/v1/people", invitation("nils", founded.freshCode(olga)))),
              "role-missing");
    EXPECT_EQ(founded.audited("people.invite", "denied"), 1);
}

TEST(PeopleRoutes, TheListTellsRolesKeysAndWhatWaits)
{
    ServerFixture world;
    world.foundAll();
    const auto olga = world.joined("olga", {Role::ExportOperator});
    auto nils = world.member("nils", {Role::SecurityApprover});
    const auto registration = world.sign(
        nils.who, wire::KeyRegistrationBody{nils.who.id, nils.who.name, "desk", nils.who.signing.publicKey(),
                                            nils.who.encryption.publicKey()});
    world.mustPost(nils, registration);
    world.mustPost(world.boris, world.sign(world.boris.who, wire::DecisionBody{{registration.digest},
                                                                               wire::Gate::Admin,
                                                                               wire::Verdict::Approve,
                                                                               "read out"}));
    world.signIn(world.amira);
    const auto people = wire::decode<wire::People>(world.send(world.amira, "GET", "/v1/people").body);
    ASSERT_TRUE(people);
    ASSERT_EQ(people->people.size(), 4u);
    for (const auto& person : people->people) {
        if (person.id == olga.who.id) {
            EXPECT_EQ(person.roles, std::vector<Role>{Role::ExportOperator});
            EXPECT_EQ(person.key, olga.who.signing.thumbprint());
        }
        if (person.id == nils.who.id) {
            EXPECT_TRUE(person.roles.empty());
            EXPECT_FALSE(person.key) << "one endorsement is none";
            ASSERT_TRUE(person.registration);
            EXPECT_EQ(person.registration->standing, wire::Standing::Open);
        }
    }
    EXPECT_EQ(people->waiting.size(), 1u);
    EXPECT_EQ(people->decisions.size(), 1u);
}

TEST(PeopleRoutes, NobodyEnrolledGetsACodeFromOneAdmin)
{
    ServerFixture world;
    world.foundAll();
    const auto olga = world.joined("olga", {Role::ExportOperator});
    const auto ask = [&] {
        world.signIn(world.amira);
        const auto code = world.freshCode(world.amira);
        return world.send(world.amira, "POST", "/v1/people/olga/code",
                          privileged("/v1/people/olga/code", code));
    };
    EXPECT_EQ(ServerFixture::codeOf(ask()), "conflict");
    const auto reset = world.sign(
        world.amira.who, wire::RoleChangeBody{olga.who.id, wire::RoleAction::ResetMfa, {}, "lost her phone"});
    world.mustPost(world.amira, reset);
    EXPECT_EQ(ServerFixture::codeOf(ask()), "conflict") << "not yet countersigned";
    world.mustPost(world.boris, world.sign(world.boris.who, wire::DecisionBody{{reset.digest},
                                                                               wire::Gate::Admin,
                                                                               wire::Verdict::Approve,
                                                                               "spoke to her"}));
    EXPECT_EQ(ServerFixture::codeOf(world.send(olga, "GET", "/v1/session")), "session-ended");
    EXPECT_EQ(ask().status, 200);
}

TEST(PeopleRoutes, AnAdminUnlocks)
{
    ServerFixture world;
    world.foundAll();
    const auto olga = world.joined("olga", {Role::ExportOperator});
    const auto path = std::string("/v1/people/olga/unlock");
    const auto unlock = [&] {
        world.signIn(world.boris);
        return world.send(world.boris, "POST", path, privileged(path, world.freshCode(world.boris)));
    };
    EXPECT_EQ(ServerFixture::codeOf(unlock()), "conflict") << "is not locked";
    for (int i = 0; i < 10; ++i)
        world.codes->refused(olga.who.id, Error{ErrorCode::CodeRefused, {}}, {});
    EXPECT_EQ(unlock().status, 204);
    const auto row = server::readFor<server::PersonRow>(*world.store, [&](soci::session& sql) {
        return Result<server::PersonRow>(*server::findPerson(sql, olga.who.id));
    });
    EXPECT_FALSE(row->locked);
    EXPECT_EQ(row->wrongCodes, 0);
}

} // namespace
} // namespace countersign::test
