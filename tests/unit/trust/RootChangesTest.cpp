#include "support/CodeOf.h"
#include "support/TrustFixture.h"

#include <gtest/gtest.h>

/// Later roots, policies, recoveries.
namespace countersign::trust {
namespace {

using test::codeOf;
using test::TrustFixture;
using wire::Gate;
using wire::Role;

wire::Policy next(const TrustFixture& world)
{
    auto policy = world.state.policy();
    ++policy.version;
    return policy;
}

TEST(PolicyChange, ExportsKeepThePolicyOfTheirRequest)
{
    TrustFixture world;
    auto scene = world.ask();
    auto stricter = next(world);
    stricter.approvalsStandard = 2;
    world.propose(wire::PolicyChangeBody{stricter, "two look at everything"});
    EXPECT_EQ(world.state.policy().version, 2U);
    world.approve(scene, scene.approves, Gate::Request);
    const auto before = placeExport(world.state, scene.claim());
    ASSERT_TRUE(before);
    EXPECT_EQ(standing(world.state, *before, Gate::Request, world.clock.now()), wire::Standing::Effective);

    const auto later = world.sign(scene.asks, world.requestBody({scene.fetches.fetcher()}));
    const ExportCase asked{world.enter(later), {}, {}, {}};
    EXPECT_EQ(approvalsNeeded(world.state, asked), 2);
}

TEST(PolicyChange, NobodyChangesItAlone)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    auto weaker = next(world);
    weaker.highTypes.clear();
    const wire::PolicyChangeBody body{weaker, "it takes too long"};
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(paul, body))), ErrorCode::RoleMissing);
    const auto proposal = world.sign(world.admins[0], body);
    world.enter(proposal);
    EXPECT_EQ(world.state.policy().version, 1U);
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(world.admins[0], {proposal.digest}, Gate::Admin))),
              ErrorCode::OwnStatement);
}

TEST(PolicyChange, VersionsFollowOneAnother)
{
    TrustFixture world(TrustFixture::Options{3});
    const auto first = world.sign(world.admins[0], wire::PolicyChangeBody{next(world), "one"});
    const auto second = world.sign(world.admins[1], wire::PolicyChangeBody{next(world), "another"});
    world.enter(first);
    world.enter(second);
    world.enter(world.decide(world.admins[2], {first.digest}, Gate::Admin));
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(world.admins[2], {second.digest}, Gate::Admin))),
              ErrorCode::Conflict);
    EXPECT_EQ(world.state.matter(second.digest)->standing, wire::Standing::Open);
    EXPECT_TRUE(world.state.matter(second.digest)->approvals.empty()) << "a refusal leaves nothing behind";
}

TEST(PolicyChange, ThereIsALeast)
{
    TrustFixture world;
    for (const auto& spoil : {+[](wire::Policy& policy) { policy.approvalsStandard = 0; },
                              +[](wire::Policy& policy) { policy.endorsements = 1; },
                              +[](wire::Policy& policy) { policy.countersignatures = 0; },
                              +[](wire::Policy& policy) { policy.countersignatures = 2; },
                              +[](wire::Policy& policy) { policy.version = 7; }}) {
        auto policy = next(world);
        spoil(policy);
        EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], wire::PolicyChangeBody{policy, "no"})));
    }
}

// A third admin joins the root, and the first leaves.
TEST(NextRoot, ChangesHands)
{
    TrustFixture world;
    const auto chen = world.join("chen", {Role::Admin});
    const auto amira = world.admins[0];
    const auto boris = world.admins[1];
    auto body = world.nextRoot();
    body.admins = {{boris.id, boris.name, boris.signing.publicKey(), boris.encryption.publicKey()},
                   {chen.id, chen.name, chen.signing.publicKey(), chen.encryption.publicKey()}};
    const auto root = world.sign(amira, body);
    world.enter(root);
    world.enter(world.decide(boris, {root.digest}, Gate::Admin));
    EXPECT_EQ(world.state.root().version, 1U) << "two of the old, one of the new";
    world.enter(world.decide(chen, {root.digest}, Gate::Admin));
    EXPECT_EQ(world.state.root().version, 2U);
    EXPECT_EQ(world.state.rootAt(world.state.size() - 1).version, 1U) << "in force after its entry";
    EXPECT_EQ(world.state.rootDigest(), world.root.digest) << "profiles pin the first";
    EXPECT_FALSE(world.state.holdsNow(amira.id, Role::Admin));
    EXPECT_TRUE(world.state.key(chen.signing.thumbprint())->root);
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(amira, world.nextRoot()))), ErrorCode::RoleMissing);
}

TEST(NextRoot, AnAdminWhomTheRootDoesNotNameCannotSignForIt)
{
    TrustFixture world;
    const auto chen = world.join("chen", {Role::Admin});
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(chen, world.nextRoot()))), ErrorCode::RoleMissing);
    const auto root = world.sign(world.admins[0], world.nextRoot());
    world.enter(root);
    EXPECT_EQ(codeOf(world.tryEnter(world.decide(chen, {root.digest}, Gate::Admin))), ErrorCode::RoleMissing);
}

TEST(NextRoot, NamesOnlyAdminsWithKeysThatCount)
{
    TrustFixture world;
    const auto paul = world.join("paul", {Role::SecurityApprover});
    auto body = world.nextRoot();
    body.admins.push_back({paul.id, paul.name, paul.signing.publicKey(), paul.encryption.publicKey()});
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(world.admins[0], body))), ErrorCode::RootAdminsExchanged);
    body.admins.back().signing = crypto::SigningKey::generate().publicKey();
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(world.admins[0], body))), ErrorCode::RootAdminsExchanged);
    body = world.nextRoot();
    body.admins.pop_back();
    EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], body))) << "below the threshold";
    body = world.nextRoot();
    body.threshold = 1;
    EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], body)));
}

TEST(NextRoot, ChangesNeitherPolicyNorEnvironmentNorTheLogsNames)
{
    TrustFixture world;
    for (const auto& spoil : {+[](wire::RootBody& body) { body.policy.highTypes.clear(); },
                              +[](wire::RootBody& body) { body.environment = "production"; },
                              +[](wire::RootBody& body) { body.version = 3; },
                              +[](wire::RootBody& body) {
                                  body.trustLog = test::MemoryLog("other.example/trust").verifier().text();
                              }}) {
        auto body = world.nextRoot();
        spoil(body);
        EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], body)));
    }
}

TEST(NextRoot, ANewServerKeySignsReleasesFromThenOn)
{
    TrustFixture world;
    auto before = world.releasedExport();
    auto body = world.nextRoot();
    const auto newKey = crypto::SigningKey::generate();
    body.serverKey = newKey.publicKey();
    world.propose(body);
    const auto holds = [&](const test::ExportScene& scene) {
        return checkChain(world.state, scene.claim(), {}, world.clock.now()).holds();
    };
    EXPECT_TRUE(holds(before)) << "the old key's releases stand";

    test::ExportScene scene = before;
    scene.decisions.clear();
    scene.release.reset();
    scene.request = world.sign(scene.asks, world.requestBody({scene.fetches.fetcher()}));
    world.enter(scene.request);
    world.approve(scene, scene.approves, Gate::Request);
    const ExportCase theCase = *placeExport(world.state, scene.claim());
    const auto old = world.next(world.signByServer(world.releaseBody(scene.request)));
    EXPECT_EQ(codeOf(admitRelease(world.state, theCase, old)), ErrorCode::SignatureInvalid);
    world.serverKey = newKey;
    EXPECT_TRUE(
        admitRelease(world.state, theCase, world.next(world.signByServer(world.releaseBody(scene.request)))));
}

TEST(NextRoot, NewLogKeysUnderTheSameNames)
{
    TrustFixture world;
    auto body = world.nextRoot();
    body.trustLog = test::MemoryLog("test.example/trust").verifier().text();
    world.propose(body);
    ASSERT_EQ(world.state.logKeys().size(), 2U);
    EXPECT_EQ(world.state.logKeys().back().trust, body.trustLog);
    EXPECT_EQ(world.state.logKeys().front().trust, world.trustLog.verifier().text());
}

wire::LogRecoveryBody recovery(const TrustFixture& world)
{
    wire::LogRecoveryBody body;
    body.kept = {world.trustLog.head(), world.auditLog.head()};
    body.lost = body.kept;
    body.lost.trust.size += 5;
    body.lost.trust.root = crypto::leafHash(bytesOf("lost"));
    body.trustLog = test::MemoryLog("test.example/trust-2").verifier().text();
    body.auditLog = test::MemoryLog("test.example/audit-2").verifier().text();
    body.reason = "the disk failed on Monday";
    return body;
}

TEST(LogRecovery, TwoAdminsOfTheRootBeginNewOrigins)
{
    TrustFixture world;
    const auto body = recovery(world);
    const auto statement = world.sign(world.admins[0], body);
    world.enter(statement);
    EXPECT_TRUE(world.state.recoveries().empty()) << "one alone";
    world.enter(world.decide(world.admins[1], {statement.digest}, Gate::Admin));
    ASSERT_EQ(world.state.recoveries().size(), 1U);
    EXPECT_EQ(world.state.recoveries().front().signers.size(), 2U);
    EXPECT_EQ(world.state.logKeys().back().audit, body.auditLog);
}

TEST(LogRecovery, NotWithoutALossNorUnderTheSameName)
{
    TrustFixture world;
    auto body = recovery(world);
    body.lost = body.kept;
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(world.admins[0], body))), ErrorCode::RecoveryWithoutLoss);
    body = recovery(world);
    body.kept.trust.size = body.lost.trust.size + 1;
    EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], body)));
    body = recovery(world);
    body.kept.audit.root = crypto::leafHash(bytesOf("another"));
    EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], body))) << "of one size, another head";
    body = recovery(world);
    body.trustLog = world.trustLog.verifier().text();
    EXPECT_FALSE(world.tryEnter(world.sign(world.admins[0], body)));
    const auto chen = world.join("chen", {Role::Admin});
    EXPECT_EQ(codeOf(world.tryEnter(world.sign(chen, recovery(world)))), ErrorCode::RoleMissing);
}

} // namespace
} // namespace countersign::trust
