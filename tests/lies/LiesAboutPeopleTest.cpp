#include "Caught.h"

/// Who decides on keys and roles, who is signed in, and what becomes of what they sign.
namespace countersign::lies {
namespace {

using std::chrono::hours;
using wire::Gate;
using wire::Role;
using wire::RoleAction;
using wire::Verdict;

/// Enters it although the rules forbid it, as whoever has the log's key can.
void force(Hospital& hospital, const wire::TrustEntry& entry)
{
    hospital.world.trustLog.append(wire::encode(entry));
}
void force(Hospital& hospital, const wire::SignedStatement& statement)
{
    force(hospital, hospital.world.entryOf(statement));
}

/// A role for mallory, who has keys and waits for the second admin.
wire::SignedStatement roleForMallory(Hospital& hospital)
{
    auto& world = hospital.world;
    const auto mallory = world.join("mallory", {});
    auto change =
        world.sign(world.admins.at(0), wire::RoleChangeBody{mallory.id, RoleAction::Grant,
                                                            Role::SecurityApprover, "for the night"});
    world.enter(change);
    return change;
}

/// As `caughtInLog`; `lie` answers what is entered in place of the second admin's countersignature.
void caughtCountersigning(
    const std::function<wire::SignedStatement(Hospital&, const wire::SignedStatement&)>& lie)
{
    caughtInLog([&](Hospital& hospital, bool lying) {
        hospital.ask();
        const auto change = roleForMallory(hospital);
        auto& world = hospital.world;
        force(hospital,
              lying ? lie(hospital, change) : world.decide(world.admins.at(1), {change.digest}, Gate::Admin));
        hospital.show();
    });
}

TEST(LiesAboutPeople, LieAdminMatterDecidedByANonAdmin)
{
    caughtCountersigning([](Hospital& hospital, const wire::SignedStatement& change) {
        return hospital.world.decide(hospital.olga, {change.digest}, Gate::Admin);
    });
}

TEST(LiesAboutPeople, LieAdminMatterDecidedByItsAuthor)
{
    caughtCountersigning([](Hospital& hospital, const wire::SignedStatement& change) {
        return hospital.world.decide(hospital.world.admins.at(0), {change.digest}, Gate::Admin);
    });
}

TEST(LiesAboutPeople, LieAdminsSignatureForged)
{
    caughtCountersigning([](Hospital& hospital, const wire::SignedStatement& change) {
        auto& world = hospital.world;
        const auto& boris = world.admins.at(1);
        const auto another = world.decide(boris, {crypto::sha256("another matter")}, Gate::Admin);
        const auto text =
            world.draft(boris, wire::DecisionBody{{change.digest}, Gate::Admin, Verdict::Approve, "yes"});
        return underSignatureOf(another, text);
    });
}

TEST(LiesAboutPeople, LieAdminsOldCountersignatureEntered)
{
    caughtCountersigning([](Hospital& hospital, const wire::SignedStatement& change) {
        auto& world = hospital.world;
        const auto kept = world.decide(world.admins.at(1), {change.digest}, Gate::Admin);
        world.clock.advance(hours(2));
        return kept;
    });
}

TEST(LiesAboutPeople, LieOneAdminEndorsesTwice)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        hospital.ask();
        auto& world = hospital.world;
        const auto registration = world.enterRegistration(test::makePerson("mallory"));
        world.enter(world.decide(world.admins.at(0), {registration.digest}, Gate::Admin));
        force(hospital, world.decide(world.admins.at(lie ? 0 : 1), {registration.digest}, Gate::Admin));
        hospital.show();
    });
}

// The first one was rejected.
TEST(LiesAboutPeople, LieReleasedASecondTime)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        hospital.ask();
        hospital.approve(hospital.paul, Gate::Request);
        hospital.release(hospital.releaseBody());
        if (lie)
            force(hospital, hospital.world.signByServer(hospital.releaseBody()));
        hospital.show();
    });
}

TEST(LiesAboutPeople, LieEntryDatedBack)
{
    caughtInLog([](Hospital& hospital, bool lie) {
        hospital.ask();
        auto entry = hospital.world.entryOf(hospital.world.sign(hospital.olga, hospital.requestBody()));
        if (lie)
            entry.time -= hours(1);
        force(hospital, entry);
        hospital.show();
    });
}

TEST(LiesAboutPeople, LieSomebodyElseSignedIn)
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        hospital.ask();
        hospital.show();
        Desk desk(hospital, hospital.paul);
        hospital.server.letIn((lie ? hospital.rosa : hospital.paul).id, hospital.world.server);
        EXPECT_EQ(desk.signIn().toStdString(), lie ? expected().toStdString() : std::string());
        EXPECT_EQ(desk.client().session().state() == client::Session::State::SignedIn, !lie);
        EXPECT_EQ(desk.client().session().keys() != nullptr, !lie); // nothing can be signed
    }
}

// So that a decision is dated as suits the server.
TEST(LiesAboutPeople, LieClockFarOff)
{
    for (const bool lie : {false, true}) {
        Hospital hospital;
        hospital.ask();
        hospital.show();
        hospital.take();
        test::ManualClock ours(hospital.world.clock.now() - (lie ? hours(48) : hours(0)));
        Desk desk(hospital, hospital.paul, &ours);
        ASSERT_EQ(desk.signIn(), QString());
        const auto told = desk.decide(hospital.request.digest, Gate::Request, Verdict::Approve);
        EXPECT_EQ(told.toStdString(), lie ? expected().toStdString() : std::string());
        EXPECT_EQ(hospital.server.asked("/v1/statements"), lie ? 0 : 1);
    }
}

// What the person signed is out of their hands: they are told that it may not count, and not to sign again.
TEST(LiesAboutPeople, LieTakenAndNeverLogged)
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
        const auto told = desk.decide(hospital.request.digest, Gate::Request, Verdict::Reject);
        EXPECT_EQ(told.toStdString(), lie ? expected().toStdString() : std::string());
    }
}

} // namespace
} // namespace countersign::lies
