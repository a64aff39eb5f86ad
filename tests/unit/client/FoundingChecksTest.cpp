#include "client/FoundingChecks.h"

#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

/// What a server shows before it is founded, with both admins registered.
class FoundingChecksTest : public testing::Test
{
protected:
    FoundingChecksTest()
    {
        founding.server = world.server;
        founding.serverName = world.rootBody.serverName;
        founding.environment = world.rootBody.environment;
        founding.serverKey = world.rootBody.serverKey;
        founding.trustLog = world.rootBody.trustLog;
        founding.auditLog = world.rootBody.auditLog;
        founding.policy = world.rootBody.policy;
        for (const auto& admin : world.admins) {
            founding.expected.push_back(admin.id);
            founding.registrations.push_back(world.registration(admin).signatures.front());
        }
    }

    std::string registrationFault() const
    {
        const auto checked = checkedRegistrations(founding);
        return checked ? "none" : std::string(codeText(checked.error().code));
    }

    std::string proposalFault(const wire::SignedStatement& root) const
    {
        const auto checked =
            checkedProposal(root.signatures, world.server, rootOf(founding, *checkedRegistrations(founding)));
        return checked ? "none" : std::string(codeText(checked.error().code));
    }

    test::TrustFixture world;
    wire::Founding founding;
};

TEST_F(FoundingChecksTest, TwoConsolesMakeTheSameRoot)
{
    ASSERT_EQ(registrationFault(), "none");
    const auto mine = rootOf(founding, *checkedRegistrations(founding));
    std::swap(founding.registrations[0], founding.registrations[1]);
    const auto theirs = rootOf(founding, *checkedRegistrations(founding));
    EXPECT_EQ(wire::encode(mine), wire::encode(theirs));
    EXPECT_EQ(wire::encode(mine), wire::encode(world.rootBody));
    EXPECT_EQ(proposalFault(world.signRoot(mine, {&world.admins[0]})), "none");
    EXPECT_EQ(proposalFault(world.signRoot(mine, {&world.admins[1], &world.admins[0]})), "none");
}

TEST_F(FoundingChecksTest, RefusesARegistrationSignedByAnotherKey)
{
    auto swapped = world.admins[1]; // the server puts in a key of its own under Boris' name …
    swapped.signing = crypto::SigningKey::generate();
    auto statement = world.registration(swapped).statement;
    statement.author.key = world.admins[1].signing.thumbprint();
    founding.registrations[1] = // … signed with the right one
        test::TrustFixture::signWith(statement, world.admins[1].signing).signatures.front();
    EXPECT_EQ(registrationFault(), "signature-invalid");
}

TEST_F(FoundingChecksTest, RefusesStrangersAndRepeats)
{
    auto good = founding;
    founding.registrations.push_back(founding.registrations[0]);
    EXPECT_EQ(registrationFault(), "root-mismatch");
    founding = good;
    founding.registrations[0] = world.registration(test::makePerson("mallory")).signatures.front();
    EXPECT_EQ(registrationFault(), "root-mismatch");
    founding = good;
    founding.server = ServerId("srv_other");
    EXPECT_EQ(registrationFault(), "root-mismatch");
}

TEST_F(FoundingChecksTest, RefusesAProposalThatSaysSomethingElse)
{
    auto root = world.rootBody;
    root.policy.approvalsHigh = 1;
    EXPECT_EQ(proposalFault(world.signRoot(root, {&world.admins[0]})), "root-mismatch");
    root = world.rootBody;
    root.serverKey = crypto::SigningKey::generate().publicKey();
    EXPECT_EQ(proposalFault(world.signRoot(root, {&world.admins[0]})), "root-mismatch");
    root = world.rootBody;
    root.trustLog = test::MemoryLog("test.example/trust").verifier().text();
    EXPECT_EQ(proposalFault(world.signRoot(root, {&world.admins[0]})), "root-mismatch");
}

TEST_F(FoundingChecksTest, RefusesSignaturesOfNoAdmin)
{
    const auto mallory = test::makePerson("mallory");
    EXPECT_EQ(proposalFault(world.signRoot(world.rootBody, {&world.admins[0], &mallory})),
              "signature-invalid");
    // Signed by somebody else than the author alone.
    auto root = world.signRoot(world.rootBody, {&world.admins[0], &world.admins[1]});
    root.signatures.erase(root.signatures.begin());
    EXPECT_EQ(proposalFault(root), "signature-invalid");
}

} // namespace
} // namespace countersign::client
