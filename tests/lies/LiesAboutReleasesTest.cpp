#include "Caught.h"
#include "crypto/Sha256.h"

/// What the server itself signs, or is said to have signed.
namespace countersign::lies {
namespace {

using test::TrustFixture;
using wire::Gate;

/// An approved request; `spoil` makes the release wider. An approver was taken in, or is an accomplice.
void releaseWider(Hospital& hospital, const std::function<void(wire::ReleaseBody&)>& spoil)
{
    hospital.ask();
    hospital.approve(hospital.paul, Gate::Request);
    auto body = hospital.releaseBody();
    spoil(body);
    hospital.release(std::move(body));
    hospital.approve(hospital.paul, Gate::Release);
}

// Before any approver, their console signs nothing.
TEST(LiesAboutReleases, LieReleaseOfMoreTypes)
{
    caughtAtDecision(Gate::Release, [](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        auto body = hospital.releaseBody();
        if (lie)
            body.files.front().type = "Observation";
        hospital.release(std::move(body));
    });
}

TEST(LiesAboutReleases, LieReleaseToMorePeople)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        const auto mallory = hospital.world.join("mallory", {wire::Role::ArtifactDownloader});
        releaseWider(hospital, [&](wire::ReleaseBody& body) {
            if (lie)
                body.fetchers.push_back(mallory.fetcher());
        });
    });
}

TEST(LiesAboutReleases, LieReleaseForMoreDownloads)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        releaseWider(hospital, [&](wire::ReleaseBody& body) { body.downloads += lie ? 1 : 0; });
    });
}

TEST(LiesAboutReleases, LieReleaseForLonger)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        releaseWider(hospital, [&](wire::ReleaseBody& body) { body.ends += std::chrono::days(lie ? 1 : 0); });
    });
}

TEST(LiesAboutReleases, LieReleaseByAnotherServerKey)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        auto honest = hospital.world.signByServer(hospital.releaseBody());
        const auto stranger = crypto::SigningKey::generate();
        auto text = honest.statement;
        text.author.key = stranger.publicKey().thumbprint();
        hospital.release(lie ? TrustFixture::signWith(text, stranger) : honest);
        hospital.approve(hospital.paul, Gate::Release);
    });
}

TEST(LiesAboutReleases, LieReleaseOfAnotherRequest)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        const auto request = hospital.request;
        const auto decisions = hospital.decisions;
        if (lie) // another export's files, released for good, shown as this one's
            hospital.ask();
        hospital.release(hospital.releaseBody());
        hospital.request = request;
        hospital.decisions = decisions;
        hospital.approve(hospital.paul, Gate::Release);
    });
}

TEST(LiesAboutReleases, LieReleaseEnteredForAnotherRequest)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        auto& world = hospital.world;
        const auto other = world.sign(hospital.olga, hospital.requestBody());
        world.enter(other);
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.released = world.signByServer(hospital.releaseBody());
        auto entry = world.entryOf(*hospital.released);
        if (lie)
            entry.request = other.digest;
        ASSERT_TRUE(world.tryEnter(entry));
        hospital.approve(hospital.paul, Gate::Release);
    });
}

TEST(LiesAboutReleases, LieReleaseAlteredAfterApproval)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.finish();
        if (!lie)
            return;
        auto body = *hospital.released->statement.as<wire::ReleaseBody>();
        body.files.front().sha256 = crypto::sha256("another content");
        hospital.released = hospital.world.signByServer(std::move(body)); // by its own key
    });
}

TEST(LiesAboutReleases, LieReleaseApprovedUnseen)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        const auto release = hospital.world.signByServer(hospital.releaseBody());
        hospital.released = release;
        auto early = hospital.approvalBy(hospital.paul, Gate::Release); // shown to him beside the log
        hospital.release(release);
        if (!lie)
            early = hospital.approvalBy(hospital.paul, Gate::Release);
        hospital.decide(TrustFixture::signWith(early, hospital.paul.signing));
    });
}

} // namespace
} // namespace countersign::lies
