#include "Caught.h"
#include "crypto/Sha256.h"

/// Keys that were revoked, policies and roots.
namespace countersign::lies {
namespace {

using test::TrustFixture;
using wire::Gate;
using wire::RevocationCause;
using wire::Sensitivity;

TEST(LiesAboutKeys, LieApprovedByARevokedKey)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        if (lie)
            hospital.world.revoke(hospital.paul, hospital.world.state.size());
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.release(hospital.releaseBody());
        hospital.approve(hospital.rosa, Gate::Release);
    });
}

// The server goes on as if nothing had become void.
TEST(LiesAboutKeys, LieApprovalVoidSince)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        hospital.ask();
        const auto since = hospital.world.state.size();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.release(hospital.releaseBody());
        hospital.approve(hospital.rosa, Gate::Release);
        hospital.world.revoke(hospital.paul, lie ? since : hospital.world.state.size(),
                              RevocationCause::Compromised);
    });
}

// Whoever loses a device believes that its key has ended; the log of everybody else does not know it.
TEST(LiesAboutKeys, LieRevocationWithheld)
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        hospital.ask();
        hospital.show();
        hospital.take();
        if (lie)
            hospital.takeAndForget();
        Desk desk(hospital, hospital.paul);
        ASSERT_EQ(desk.signIn(), QString());
        ASSERT_EQ(desk.follow(), QString());
        const auto told = desk.revoke(hospital.paul);
        EXPECT_EQ(told.toStdString(), lie ? expected().toStdString() : std::string());
    }
}

// One approval for what asks for two, shown as if policy asked for one.
TEST(LiesAboutKeys, LiePolicyWeakened)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        auto body = hospital.requestBody();
        body.sensitivity = Sensitivity::High;
        hospital.ask(body);
        hospital.approve(hospital.paul, Gate::Request);
        if (!lie)
            hospital.approve(hospital.rosa, Gate::Request);
        hospital.finish();
        hospital.approve(hospital.rosa, Gate::Release);
    });
}

// Two are asked for since; the server goes by the policy of before.
TEST(LiesAboutKeys, LieOldPolicyShown)
{
    caughtAtFetch([](Hospital& hospital, bool lie) {
        auto policy = hospital.world.state.policy();
        ++policy.version;
        policy.approvalsStandard = 2;
        hospital.world.propose(wire::PolicyChangeBody{policy, "two look at everything"});
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.approve(hospital.rosa, Gate::Request);
        hospital.finish();
        if (!lie)
            hospital.approve(hospital.rosa, Gate::Release);
    });
}

// A root that one admin alone could go on from.
TEST(LiesAboutKeys, LieSecondRootOfOneAdmin)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        hospital.ask();
        auto body = hospital.world.nextRoot();
        if (lie) {
            body.admins.resize(1);
            body.threshold = 1;
        }
        const auto root = hospital.world.sign(hospital.world.admins.at(0), body);
        hospital.world.trustLog.append(wire::encode(hospital.world.entryOf(root)));
        hospital.show();
    });
}

// An accomplice among the admins puts others in the place of all the others.
TEST(LiesAboutKeys, LieRootExchangesTheAdmins)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        hospital.ask();
        auto body = hospital.world.nextRoot();
        if (lie) {
            const auto mallory = test::makePerson("mallory");
            body.admins.back() = {mallory.id, mallory.name, mallory.signing.publicKey(),
                                  mallory.encryption.publicKey()};
        }
        const auto root = hospital.world.sign(hospital.world.admins.at(0), body);
        hospital.world.trustLog.append(wire::encode(hospital.world.entryOf(root)));
        hospital.show();
    });
}

// New origins for logs that lost nothing would be a way to begin them anew.
TEST(LiesAboutKeys, LieRecoveryWithoutALoss)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        hospital.ask();
        const test::MemoryLog trust("restored.example/trust");
        const test::MemoryLog audit("restored.example/audit");
        wire::LogRecoveryBody body;
        body.kept = {hospital.world.trustLog.head(), hospital.world.auditLog.head()};
        body.lost = body.kept;
        if (!lie) {
            body.lost.audit.size += 5;
            body.lost.audit.root = crypto::sha256("lost");
        }
        body.trustLog = trust.verifier().text();
        body.auditLog = audit.verifier().text();
        body.reason = "the disk failed on Monday";
        const auto recovery = hospital.world.sign(hospital.world.admins.at(0), body);
        hospital.world.trustLog.append(wire::encode(hospital.world.entryOf(recovery)));
        hospital.show();
    });
}

} // namespace
} // namespace countersign::lies
