#include "unit/server/session/ServerFixture.h"

#include "wire/Founding.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

TEST(Founding, TwoAdminsFoundTheServer)
{
    ServerFixture world;
    world.inviteAdmins();
    const auto shown = wire::decode<wire::Founding>(world.send(world.amira, "GET", "/v1/founding").body);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->registrations.size(), 2u);
    EXPECT_TRUE(shown->proposal.empty());

    const auto root = world.sign(world.amira.who, world.rootBody());
    const auto first = world.found(world.amira, root);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(world.trustSize(), 0u) << "one admin founds nothing";
    // The same again needs no code, and counts once.
    EXPECT_EQ(world.send(world.amira, "POST", "/v1/founding", world.submission({root}, "")).status, 200);
    EXPECT_EQ(world.trustSize(), 0u);

    const auto second =
        world.found(world.boris, TrustFixture::signWith(root.statement, world.boris.who.signing));
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(wire::decode<wire::Founding>(second.body)->proposal.size(), 2u);
    EXPECT_EQ(world.trustSize(), 1u);
    EXPECT_EQ(world.audited("founding.sign", "done"), 2);
    EXPECT_EQ(world.audited("founding.root", "done"), 1);
    EXPECT_EQ(ServerFixture::codeOf(world.send(world.amira, "GET", "/v1/founding")), "not-found");
}

TEST(Founding, NobodySignsForTheOther)
{
    ServerFixture world;
    world.inviteAdmins();
    const auto root = world.sign(world.amira.who, world.rootBody());
    // amira holds boris's place in the root with her own key.
    EXPECT_EQ(ServerFixture::codeOf(
                  world.found(world.boris, TrustFixture::signWith(root.statement, world.amira.who.signing))),
              "signature-invalid");
    auto body = world.rootBody();
    const auto stranger = makePerson("boris");
    body.admins.at(1).signing = stranger.signing.publicKey();
    EXPECT_EQ(ServerFixture::codeOf(world.found(world.amira, world.sign(world.amira.who, body))),
              "root-mismatch")
        << "a key that boris did not register";
    body = world.rootBody();
    body.serverKey = stranger.signing.publicKey();
    EXPECT_EQ(ServerFixture::codeOf(world.found(world.amira, world.sign(world.amira.who, body))),
              "root-mismatch");
    const auto olga = world.member("olga", {wire::Role::ExportOperator});
    EXPECT_EQ(ServerFixture::codeOf(world.found(olga, world.sign(olga.who, world.rootBody()))),
              "role-missing");
    EXPECT_EQ(world.trustSize(), 0u);
}

// What it says was seen would be held against the logs by every console, for good.
TEST(Founding, TheFirstRootHasSeenNoLog)
{
    ServerFixture world;
    world.inviteAdmins();
    const auto root = world.draft(world.amira.who, world.rootBody());
    EXPECT_EQ(ServerFixture::codeOf(
                  world.found(world.amira, TrustFixture::signWith(root, world.amira.who.signing))),
              "statement-refused");
}

TEST(Founding, ASignatureIsNotSweptAway)
{
    ServerFixture world;
    world.inviteAdmins();
    EXPECT_EQ(world.found(world.amira, world.sign(world.amira.who, world.rootBody())).status, 200);
    EXPECT_EQ(ServerFixture::codeOf(world.found(world.boris, world.sign(world.boris.who, world.rootBody()))),
              "conflict");
    EXPECT_EQ(world.found(world.amira, world.sign(world.amira.who, world.rootBody())).status, 200)
        << "the proposer alone may think again";
}

TEST(Founding, NeedsACode)
{
    ServerFixture world;
    world.inviteAdmins();
    const auto root = world.sign(world.amira.who, world.rootBody());
    const auto post = [&](const std::string& code) {
        return ServerFixture::codeOf(
            world.send(world.amira, "POST", "/v1/founding", world.submission({root}, code)));
    };
    EXPECT_EQ(post(""), "code-needed");
    EXPECT_EQ(post("abcdef"), "code-refused");
    const auto shown = wire::decode<wire::Founding>(world.send(world.amira, "GET", "/v1/founding").body);
    EXPECT_TRUE(shown->proposal.empty());
}

} // namespace
} // namespace countersign::test
