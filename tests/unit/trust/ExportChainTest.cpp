#include "support/TrustFixture.h"

#include <gtest/gtest.h>

namespace countersign::trust {
namespace {

using test::TrustFixture;
using wire::Gate;
using wire::Sensitivity;

std::optional<Link> faultOf(const ChainReport& report)
{
    for (const auto& check : report.links)
        if (check.error)
            return check.link;
    return {};
}

TEST(ExportChain, AReleasedExportHoldsForItsFetcher)
{
    TrustFixture world;
    for (const auto sensitivity : {Sensitivity::Standard, Sensitivity::High}) {
        TrustFixture fresh;
        const auto scene = fresh.releasedExport(sensitivity);
        const auto report =
            checkChain(fresh.state, scene.claim(), scene.fetches.fetcher(), fresh.clock.now());
        EXPECT_TRUE(report.holds()) << (report.firstFault() ? report.firstFault()->detail : "");
        EXPECT_EQ(report.links.size(), 6U);
    }
}

TEST(ExportChain, NotForAnybodyElse)
{
    TrustFixture world;
    const auto scene = world.releasedExport();
    const auto mallory = test::makePerson("mallory");
    EXPECT_EQ(faultOf(checkChain(world.state, scene.claim(), mallory.fetcher(), world.clock.now())),
              Link::FetcherNamed);
    const wire::Fetcher otherKey{scene.fetches.id, mallory.encryption.thumbprint()};
    EXPECT_FALSE(checkChain(world.state, scene.claim(), otherKey, world.clock.now()).holds());
}

TEST(ExportChain, EveryDecisionIsNeeded)
{
    TrustFixture world;
    const auto scene = world.releasedExport(Sensitivity::High);
    const auto whole = scene.claim();
    ASSERT_EQ(whole.decisions.size(), 4U);
    for (std::size_t i = 0; i < whole.decisions.size(); ++i) {
        auto claim = whole;
        claim.decisions.erase(claim.decisions.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(checkChain(world.state, claim, scene.fetches.fetcher(), world.clock.now()).holds()) << i;
    }
}

TEST(ExportChain, ADecisionByAKeyThatNobodyEndorsed)
{
    TrustFixture world;
    auto scene = world.ask();
    const auto mallory = test::makePerson(scene.approves.id.text()); // the approver's name, another key
    const auto forged = world.decide(mallory, {scene.request.digest}, Gate::Request);
    EXPECT_TRUE(world.tryEnter(forged)) << "the log holds it by digest; nobody believes it";
    scene.decisions.push_back(forged);
    world.release(scene);
    world.approve(scene, scene.approves, Gate::Release);
    EXPECT_EQ(faultOf(checkChain(world.state, scene.claim(), scene.fetches.fetcher(), world.clock.now())),
              Link::RequestApproved);
}

TEST(ExportChain, ARequestThatWasExchangedAfterwards)
{
    TrustFixture world;
    const auto scene = world.releasedExport();
    auto body = *scene.request.statement.as<wire::ExportRequestBody>();
    body.types.push_back("MedicationRequest");
    auto claim = scene.claim();
    claim.request = world.sign(scene.asks, body).signatures;
    EXPECT_FALSE(checkChain(world.state, claim, scene.fetches.fetcher(), world.clock.now()).holds());
}

TEST(ExportChain, AReleaseByAnotherKeyOrWiderThanTheRequest)
{
    TrustFixture world;
    const auto scene = world.releasedExport();
    auto claim = scene.claim();
    claim.release =
        TrustFixture::signWith(scene.release->statement, crypto::SigningKey::generate()).signatures;
    EXPECT_FALSE(checkChain(world.state, claim, scene.fetches.fetcher(), world.clock.now()).holds());

    TrustFixture other;
    auto wide = other.ask();
    other.approve(wide, wide.approves, Gate::Request);
    auto body = other.releaseBody(wide.request);
    ASSERT_FALSE(body.files.empty());
    body.files.front().type = "MedicationRequest";
    const ExportCase theCase{other.next(wide.request), {}, {}, {}};
    EXPECT_FALSE(admitRelease(other.state, theCase, other.next(other.signByServer(body))));
}

TEST(ExportChain, ADisabledDownloaderGetsNothing)
{
    TrustFixture world;
    const auto scene = world.releasedExport();
    world.change(scene.fetches.id, wire::RoleAction::Disable);
    EXPECT_EQ(faultOf(checkChain(world.state, scene.claim(), scene.fetches.fetcher(), world.clock.now())),
              Link::FetcherNamed);
}

TEST(ExportChain, PastItsEndItIsOver)
{
    TrustFixture world;
    const auto scene = world.releasedExport();
    world.clock.advance(std::chrono::hours(24 * 30));
    EXPECT_FALSE(checkChain(world.state, scene.claim(), scene.fetches.fetcher(), world.clock.now()).holds());
}

} // namespace
} // namespace countersign::trust
