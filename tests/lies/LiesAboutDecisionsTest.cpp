#include "Caught.h"

/// What the people who ask and decide are said to have signed.
namespace countersign::lies {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::TestPerson;
using test::TrustFixture;
using wire::Gate;
using wire::Role;
using wire::RoleAction;
using wire::Sensitivity;

/// Paul's, or somebody's in his place.
void approvedBy(Hospital& hospital, const TestPerson& person)
{
    hospital.ask();
    hospital.approve(person, Gate::Request);
    hospital.finish();
}

/// An admin's word on the registration.
void endorse(Hospital& hospital, const wire::SignedStatement& registration, std::size_t admin)
{
    auto& world = hospital.world;
    world.enter(world.decide(world.admins.at(admin), {registration.digest}, Gate::Admin));
}

TEST(LiesAboutDecisions, LieApprovalForged)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        const auto text = hospital.approvalBy(hospital.paul, Gate::Request);
        auto approval = TrustFixture::signWith(text, hospital.paul.signing);
        const auto another =
            hospital.world.decide(hospital.paul, {crypto::sha256("another export")}, Gate::Request);
        hospital.decide(lie ? underSignatureOf(another, text) : approval);
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieApprovalOfAnotherRequestReplayed)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        const auto approved = hospital.decisions;
        if (lie) { // the second one is the one that is shown, with the first one's approval
            hospital.ask();
            hospital.decisions = approved;
        }
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieRequestAlteredAfterApproval)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.finish();
        if (!lie)
            return;
        auto text = hospital.request.statement;
        std::get<wire::ExportRequestBody>(text.body).recipient = "Somebody else";
        hospital.request = underSignatureOf(hospital.request, text);
    });
}

// Shown to an approver, whose console signs nothing.
TEST(LiesAboutDecisions, LieRequestForged)
{
    caughtAtDecision(Gate::Request, [](Hospital& hospital, bool lie) {
        hospital.ask();
        if (lie) {
            auto text = hospital.world.draft(hospital.olga, hospital.requestBody());
            hospital.request = underSignatureOf(hospital.request, text);
            hospital.world.enter(hospital.request);
        }
    });
}

TEST(LiesAboutDecisions, LieSensitivityLowered)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        auto body = hospital.requestBody();
        body.types = {"Patient", "Observation"}; // policy: high
        body.sensitivity = lie ? Sensitivity::Standard : Sensitivity::High;
        hospital.ask(body);
        hospital.approve(hospital.paul, Gate::Request);
        hospital.approve(hospital.rosa, Gate::Request);
        hospital.finish();
        hospital.approve(hospital.rosa, Gate::Release);
    });
}

TEST(LiesAboutDecisions, LieOnePersonCountedTwice)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        auto body = hospital.requestBody();
        body.sensitivity = Sensitivity::High;
        hospital.ask(body);
        hospital.approve(hospital.paul, Gate::Request);
        hospital.approve(lie ? hospital.paul : hospital.rosa, Gate::Request);
        hospital.finish();
        hospital.approve(hospital.rosa, Gate::Release);
    });
}

TEST(LiesAboutDecisions, LieExpiredApprovalEntered)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        auto text = hospital.approvalBy(hospital.paul, Gate::Request);
        text.expires = text.issued + minutes(1);
        const auto approval = TrustFixture::signWith(text, hospital.paul.signing);
        if (lie)
            hospital.world.clock.advance(minutes(4));
        hospital.decide(approval);
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieApprovalEnteredMuchLater)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        const auto text = hospital.approvalBy(hospital.paul, Gate::Request);
        const auto approval = TrustFixture::signWith(text, hospital.paul.signing);
        if (lie)
            hospital.world.clock.advance(minutes(20));
        hospital.decide(approval);
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieApprovedAfterItLapsed)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        if (lie)
            hospital.world.clock.advance(hours(73)); // policy: 72
        hospital.approve(hospital.paul, Gate::Request);
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieApprovedByAKeyThatWasReset)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        if (lie)
            hospital.world.change(hospital.paul.id, RoleAction::ResetMfa);
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.release(hospital.releaseBody());
        hospital.approve(hospital.rosa, Gate::Release);
    });
}

TEST(LiesAboutDecisions, LieApprovedByAKeyEndorsedTooLate)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        const auto nora = test::makePerson("nora");
        const auto registration = hospital.world.enterRegistration(nora);
        hospital.world.grant(nora, Role::SecurityApprover);
        endorse(hospital, registration, 0);
        if (!lie)
            endorse(hospital, registration, 1);
        hospital.ask();
        hospital.approve(nora, Gate::Request);
        if (lie)
            endorse(hospital, registration, 1);
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieApproverEndorsedByOneAdminOnly)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        const auto nora = test::makePerson("nora");
        const auto registration = hospital.world.enterRegistration(nora);
        hospital.world.grant(nora, Role::SecurityApprover);
        endorse(hospital, registration, 0);
        if (!lie)
            endorse(hospital, registration, 1);
        approvedBy(hospital, nora);
    });
}

TEST(LiesAboutDecisions, LieApproverInvented)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        approvedBy(hospital, lie ? test::makePerson("mallory") : hospital.paul);
    });
}

TEST(LiesAboutDecisions, LieApproverWithoutTheRole)
{
    caughtAtFetch(
        [](Hospital& hospital, bool lie) { approvedBy(hospital, lie ? hospital.lena : hospital.paul); });
}

TEST(LiesAboutDecisions, LieRoleGrantedLater)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        const auto nora = hospital.world.join("nora", {});
        if (!lie)
            hospital.world.grant(nora, Role::SecurityApprover);
        hospital.ask();
        hospital.approve(nora, Gate::Request);
        if (lie)
            hospital.world.grant(nora, Role::SecurityApprover);
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieRoleEndedEarlier)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        const auto nora = hospital.world.join("nora", {Role::SecurityApprover});
        if (lie)
            hospital.world.change(nora.id, RoleAction::Withdraw, Role::SecurityApprover);
        approvedBy(hospital, nora);
    });
}

TEST(LiesAboutDecisions, LieAuthorDecides)
{
    caughtAtFetch(
        [](Hospital& hospital, bool lie) { approvedBy(hospital, lie ? hospital.olga : hospital.paul); });
}

TEST(LiesAboutDecisions, LieRecipientDecides)
{
    caughtAtFetch(
        [](Hospital& hospital, bool lie) { approvedBy(hospital, lie ? hospital.dora : hospital.paul); });
}

TEST(LiesAboutDecisions, LieRejectionWithheld)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        if (lie)
            static_cast<void>(hospital.reject(hospital.rosa, Gate::Request));
        hospital.approve(hospital.paul, Gate::Request);
        hospital.finish();
    });
}

TEST(LiesAboutDecisions, LieRejectionOfTheReleaseWithheld)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.release(hospital.releaseBody());
        if (lie)
            static_cast<void>(hospital.reject(hospital.rosa, Gate::Release));
        hospital.approve(hospital.paul, Gate::Release);
    });
}

TEST(LiesAboutDecisions, LieWithdrawalWithheld)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        if (lie)
            hospital.world.enter(hospital.world.sign(
                hospital.olga, wire::WithdrawalBody{hospital.request.digest, "no longer needed"}));
        hospital.finish();
    });
}

} // namespace
} // namespace countersign::lies
