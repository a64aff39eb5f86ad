#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::trust {
namespace {

using test::TrustFixture;
using wire::Role;

TEST(RootRules, FoundedByAllItsAdmins)
{
    TrustFixture world;
    EXPECT_TRUE(world.state.founded());
    EXPECT_EQ(world.state.size(), 1U);
    EXPECT_EQ(world.state.rootDigest(), world.root.digest);
    for (const auto& admin : world.admins) {
        EXPECT_TRUE(world.state.holds(admin.id, Role::Admin, 1));
        EXPECT_TRUE(world.state.keyAt(admin.signing.thumbprint(), 1));
    }
}

TEST(RootRules, OneSignatureIsNotEnough)
{
    TrustFixture world;
    TrustState fresh;
    const auto alone = world.signRoot(world.rootBody, {&world.admins[0]});
    EXPECT_FALSE(fresh.apply(world.entryOf(alone)));
    EXPECT_FALSE(fresh.founded());
    EXPECT_EQ(fresh.size(), 0U);
    const auto twice = world.signRoot(world.rootBody, {&world.admins[0], &world.admins[0]});
    EXPECT_FALSE(fresh.apply(world.entryOf(twice)));
}

TEST(RootRules, AnotherRootThanThePinnedOne)
{
    TrustFixture world;
    TrustFixture other;
    TrustState pinned(world.root.digest);
    EXPECT_EQ(pinned.apply(other.entryOf(other.root)).error().code, ErrorCode::RootMismatch);
    EXPECT_TRUE(pinned.apply(world.entryOf(world.root)));
}

TEST(RootRules, NothingBeforeTheRootAndNoSecondOne)
{
    TrustFixture world;
    TrustState fresh;
    EXPECT_FALSE(fresh.apply(world.entryOf(world.registration(test::makePerson("nils")))));
    EXPECT_FALSE(world.tryEnter(world.root));
    EXPECT_EQ(world.state.size(), 1U);
}

TEST(RootRules, SignedByAKeyThatItDoesNotName)
{
    TrustFixture world;
    const auto mallory = test::makePerson("mallory");
    TrustState fresh;
    const auto forged = world.signRoot(world.rootBody, {&world.admins[0], &mallory});
    EXPECT_FALSE(fresh.apply(world.entryOf(forged)));
}

} // namespace
} // namespace countersign::trust
