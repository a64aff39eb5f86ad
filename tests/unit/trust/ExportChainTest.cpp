#include "support/TrustFixture.h"
#include "trust/Entry.h"

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

// The same payload under a signature that does not hold: void, and no better than silence.
std::vector<crypto::Jws> spoilt(const wire::SignedStatement& statement)
{
    return TrustFixture::signWith(statement.statement, crypto::SigningKey::generate()).signatures;
}

// The server takes a rejection into the log and shows everything but it, or a copy that counts for nothing.
class Rejected : public testing::TestWithParam<std::tuple<Gate, bool>>
{
};
INSTANTIATE_TEST_SUITE_P(ExportChain, Rejected,
                         testing::Combine(testing::Values(Gate::Request, Gate::Release), testing::Bool()));

TEST_P(Rejected, StandsThoughTheServerKeepsSilentOrShowsItSpoilt)
{
    const auto [gate, shown] = GetParam();
    TrustFixture world;
    auto scene = world.ask(Sensitivity::High);
    if (gate == Gate::Release) {
        world.approve(scene, scene.approves, Gate::Request);
        world.approve(scene, scene.approvesToo, Gate::Request);
        world.release(scene);
    }
    const auto subject = gate == Gate::Request ? scene.request.digest : scene.release->digest;
    const auto nora = world.join("nora", {wire::Role::SecurityApprover});
    const auto rejection = world.decide(nora, {subject}, gate, wire::Verdict::Reject);
    world.enter(rejection);
    world.approve(scene, scene.approves, gate);
    world.approve(scene, scene.approvesToo, gate);
    if (gate == Gate::Request) {
        world.release(scene);
        world.approve(scene, scene.approves, Gate::Release);
        world.approve(scene, scene.approvesToo, Gate::Release);
    }
    auto claim = scene.claim();
    if (shown)
        claim.decisions.insert(claim.decisions.begin(), spoilt(rejection));
    const auto report = checkChain(world.state, claim, scene.fetches.fetcher(), world.clock.now());
    EXPECT_EQ(faultOf(report), gate == Gate::Request ? Link::RequestApproved : Link::ReleaseApproved);
    ASSERT_TRUE(report.firstFault());
    EXPECT_EQ(report.firstFault()->code, ErrorCode::NotOpen);
    const auto placed = placeExport(world.state, claim);
    ASSERT_TRUE(placed);
    EXPECT_EQ(standing(world.state, *placed, gate, world.clock.now()), wire::Standing::Rejected);
}

TEST(ExportChain, AWithdrawalStandsThoughTheServerShowsItSpoiltAmongTheDecisions)
{
    TrustFixture world;
    const auto scene = world.releasedExport();
    const auto withdrawal = world.sign(scene.asks, wire::WithdrawalBody{scene.request.digest, "a mistake"});
    world.enter(withdrawal);
    auto claim = scene.claim();
    claim.decisions.insert(claim.decisions.begin(), spoilt(withdrawal));
    const auto report = checkChain(world.state, claim, scene.fetches.fetcher(), world.clock.now());
    EXPECT_FALSE(report.holds());
    const auto placed = placeExport(world.state, claim);
    ASSERT_TRUE(placed);
    EXPECT_EQ(standing(world.state, *placed, Gate::Request, world.clock.now()), wire::Standing::Withdrawn);
}

TEST(ExportChain, ARejectionByWhoeverMayNotEndsNothing)
{
    TrustFixture world;
    auto scene = world.ask();
    world.enter(world.decide(scene.asks, {scene.request.digest}, Gate::Request, wire::Verdict::Reject));
    world.approve(scene, scene.approves, Gate::Request);
    world.release(scene);
    world.approve(scene, scene.approves, Gate::Release);
    EXPECT_TRUE(checkChain(world.state, scene.claim(), scene.fetches.fetcher(), world.clock.now()).holds());
}

TEST(ExportChain, ARejectionThatStandsByItsDigestAloneIsALie)
{
    TrustFixture world;
    auto scene = world.releasedExport();
    const auto rejection =
        world.decide(scene.approvesToo, {scene.release->digest}, Gate::Release, wire::Verdict::Reject);
    auto entry = world.entryOf(rejection);
    entry.statement.clear();
    ASSERT_TRUE(world.tryEnter(entry)) << "a digest tells nobody what was decided";
    auto claim = scene.claim();
    claim.decisions.push_back(rejection.signatures);
    EXPECT_EQ(placeExport(world.state, claim).error().code, ErrorCode::LoggedOtherwise);
    EXPECT_FALSE(checkChain(world.state, claim, scene.fetches.fetcher(), world.clock.now()).holds());
    EXPECT_EQ(placeOf(world.state, rejection.statement, rejection.digest).error().code,
              ErrorCode::LoggedOtherwise)
        << "its author's console looks it up";
}

// What was rejected can't be made anew under another id and shown to somebody else.
TEST(ExportChain, ASecondReleaseOfARequestDoesNotEnter)
{
    TrustFixture world;
    auto scene = world.ask();
    world.approve(scene, scene.approves, Gate::Request);
    world.release(scene);
    world.enter(world.decide(scene.approves, {scene.release->digest}, Gate::Release, wire::Verdict::Reject));
    const auto again = world.signByServer(world.releaseBody(scene.request));
    EXPECT_EQ(world.tryEnter(again).error().code, ErrorCode::Conflict);

    // Under another request's name it enters, and nobody who reads it believes it.
    auto other = world.sign(scene.asks, world.requestBody({scene.fetches.fetcher()}));
    world.enter(other);
    auto entry = world.entryOf(again);
    entry.request = other.digest;
    ASSERT_TRUE(world.tryEnter(entry));
    auto claim = scene.claim();
    claim.release = again.signatures;
    EXPECT_EQ(placeExport(world.state, claim).error().code, ErrorCode::LoggedOtherwise);
}

TEST(ExportChain, AReleaseEntryNamesARequestThatStandsThere)
{
    TrustFixture world;
    auto scene = world.ask();
    world.approve(scene, scene.approves, Gate::Request);
    const auto release = world.signByServer(world.releaseBody(scene.request));
    auto entry = world.entryOf(release);
    entry.request.reset();
    EXPECT_EQ(world.tryEnter(entry).error().code, ErrorCode::StatementRefused);
    entry.request = scene.decisions.front().digest;
    EXPECT_EQ(world.tryEnter(entry).error().code, ErrorCode::NotFound);
    auto decision = world.entryOf(world.decide(scene.approvesToo, {scene.request.digest}, Gate::Request));
    decision.request = scene.request.digest;
    EXPECT_EQ(world.tryEnter(decision).error().code, ErrorCode::StatementRefused);
    EXPECT_TRUE(world.tryEnter(release)) << "a refusal leaves nothing behind";
}

TEST(ExportChain, WhatEntersInFullIsItsAuthors)
{
    TrustFixture world;
    auto scene = world.ask();
    auto forged =
        world.draft(scene.approves,
                    wire::DecisionBody{{scene.request.digest}, Gate::Request, wire::Verdict::Reject, "no"});
    EXPECT_EQ(world.tryEnter(TrustFixture::signWith(forged, scene.asks.signing)).error().code,
              ErrorCode::SignatureInvalid);
    const auto stranger =
        world.decide(scene.approves, {world.root.digest}, Gate::Request, wire::Verdict::Reject);
    EXPECT_EQ(world.tryEnter(stranger).error().code, ErrorCode::NotFound);
    const auto approves = world.decide(scene.approves, {scene.request.digest}, Gate::Request);
    auto approval = world.entryOf(approves);
    approval.statement = approves.signatures;
    EXPECT_EQ(world.tryEnter(approval).error().code, ErrorCode::StatementRefused)
        << "approvals tell their reasons to nobody else";
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
