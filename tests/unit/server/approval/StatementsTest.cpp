#include "crypto/Sha256.h"
#include "server/store/PreparedRows.h"
#include "unit/server/session/ServerFixture.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using wire::Gate;
using wire::Role;
using wire::RoleAction;
using wire::Verdict;

wire::DecisionBody decision(const Digest& subject, Gate gate)
{
    return {{subject}, gate, Verdict::Approve, "looked at it"};
}

class StatementsTest : public ::testing::Test
{
protected:
    StatementsTest() { world.foundAll(); }

    void joinAll()
    {
        olga = world.joined("olga", {Role::ExportOperator});
        paul = world.joined("paul", {Role::SecurityApprover});
        dora = world.joined("dora", {Role::ArtifactDownloader});
    }
    wire::SignedStatement request()
    {
        wire::ExportRequestBody body;
        body.title = "Diabetes registry";
        body.source = SourceId("main");
        body.sourceName = "Main hospital";
        body.types = {"Patient", "Condition"};
        body.legalBasis = "Contract 12/2026";
        body.recipient = "Registry of the region";
        body.fetchers = {dora.who.fetcher()};
        body.ends = world.clock.now() + std::chrono::days(7);
        return world.sign(olga.who, body);
    }
    wire::SignedStatement grant(const PersonId& person, Role role)
    {
        return world.sign(world.amira.who, wire::RoleChangeBody{person, RoleAction::Grant, role, "joins"});
    }
    std::string refusal(const Member& member, const wire::SignedStatement& statement)
    {
        return ServerFixture::codeOf(world.post(member, statement));
    }
    bool holds(const PersonId& person, Role role)
    {
        bool held = false;
        world.store->withTrust([&](const trust::TrustState& state) { held = state.holdsNow(person, role); });
        return held;
    }

    ServerFixture world;
    Member olga, paul, dora;
};

TEST_F(StatementsTest, ACodeWorksForOneSubmissionAndOnlyTheRightOne)
{
    const auto nils = world.member("nils", {});
    const auto first = grant(nils.who.id, Role::ExportOperator);
    const auto other = grant(nils.who.id, Role::ArtifactDownloader);
    const auto size = world.trustSize();
    const auto code = world.freshCode(world.amira);
    const auto post = [&](const std::string& body) {
        return ServerFixture::codeOf(world.send(world.amira, "POST", "/v1/statements", body));
    };
    EXPECT_EQ(post(world.submission({first}, "")), "code-needed");
    EXPECT_EQ(post(world.submission({first}, "abcdef")), "code-refused");
    EXPECT_EQ(world.trustSize(), size);
    auto swapped = world.submission({other}, code);
    const auto digest = wire::actionDigest({other.digest}).text();
    swapped.replace(swapped.find(digest), digest.size(), wire::actionDigest({first.digest}).text());
    EXPECT_EQ(post(swapped), "action-mismatch");
    EXPECT_EQ(post(world.submission({first}, code)), "");
    EXPECT_EQ(post(world.submission({other}, code)), "code-used");
    EXPECT_EQ(world.trustSize(), size + 1);
}

TEST_F(StatementsTest, TheSameBytesAreTheSameAct)
{
    const auto nils = world.member("nils", {});
    const auto change = grant(nils.who.id, Role::ExportOperator);
    const auto first = world.post(world.amira, change);
    ASSERT_EQ(first.status, 200) << first.body;
    const auto size = world.trustSize();
    const auto entries = world.audit().size();
    const auto again = world.send(world.amira, "POST", "/v1/statements", world.submission({change}, ""));
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(world.trustSize(), size);
    EXPECT_EQ(world.audit().size(), entries);
    EXPECT_EQ(ServerFixture::codeOf(
                  world.send(world.boris, "POST", "/v1/statements", world.submission({change}, ""))),
              "statement-refused")
        << "another's statement";
}

TEST_F(StatementsTest, TheOtherAdminBringsARoleChangeAbout)
{
    const auto olgaNow = world.joined("olga", {Role::ExportOperator});
    const auto disable =
        world.sign(world.amira.who, wire::RoleChangeBody{olgaNow.who.id, RoleAction::Disable, {}, "left"});
    world.mustPost(world.amira, disable);
    EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who, decision(disable.digest, Gate::Admin))),
              "own-statement");
    EXPECT_TRUE(holds(olgaNow.who.id, Role::ExportOperator));
    EXPECT_EQ(world.send(olgaNow, "GET", "/v1/session").status, 200);
    world.mustPost(world.boris, world.sign(world.boris.who, decision(disable.digest, Gate::Admin)));
    EXPECT_FALSE(holds(olgaNow.who.id, Role::ExportOperator));
    EXPECT_EQ(ServerFixture::codeOf(world.send(olgaNow, "GET", "/v1/session")), "session-ended");
    world.signIn(world.boris);
    const auto record = wire::decode<wire::StatementRecord>(
        world.send(world.boris, "GET", "/v1/statements/" + disable.digest.text()).body);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->standing, wire::Standing::Effective);
}

TEST_F(StatementsTest, ARequestIsDecidedByAnotherWithTheRole)
{
    joinAll();
    const auto asked = request();
    world.mustPost(olga, asked);
    EXPECT_EQ(refusal(olga, world.sign(olga.who, decision(asked.digest, Gate::Request))), "own-statement");
    EXPECT_EQ(refusal(dora, world.sign(dora.who, decision(asked.digest, Gate::Request))), "own-statement");
    EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who, decision(asked.digest, Gate::Request))),
              "role-missing");
    // paul's account, another key: nobody has endorsed it.
    auto thief = makePerson("paul");
    EXPECT_EQ(refusal(paul, world.sign(thief, decision(asked.digest, Gate::Request))), "key-not-endorsed");
    EXPECT_EQ(world.audited("approval.decide", "denied"), 4);
    EXPECT_EQ(world.jobs.told, std::vector<std::string>{"requested"});
    world.mustPost(paul, world.sign(paul.who, decision(asked.digest, Gate::Request)));
    EXPECT_EQ(world.jobs.told.back(), "decided request effective");
    EXPECT_EQ(refusal(paul, world.sign(paul.who, decision(asked.digest, Gate::Request))), "already-decided");
}

TEST_F(StatementsTest, WhatTheExportRefusesNeverHappened)
{
    joinAll();
    const auto asked = request();
    const auto size = world.trustSize();
    world.jobs.refuseNext = Error{ErrorCode::SourceRefused, "no such source"};
    EXPECT_EQ(refusal(olga, asked), "source-refused");
    EXPECT_EQ(world.trustSize(), size);
    EXPECT_EQ(world.audited("request.sign", "done"), 0);
    EXPECT_EQ(world.audited("request.sign", "failed"), 1);
    world.mustPost(olga, asked);
    EXPECT_EQ(world.trustSize(), size + 1);
}

TEST_F(StatementsTest, AListHappensWholeOrNotAtAll)
{
    const auto nils = world.member("nils", {});
    const auto good = grant(nils.who.id, Role::ExportOperator);
    const auto bad = grant(world.amira.who.id, Role::ComplianceOfficer); // one's own role
    const auto size = world.trustSize();
    const auto code = world.freshCode(world.amira);
    EXPECT_EQ(ServerFixture::codeOf(
                  world.send(world.amira, "POST", "/v1/statements", world.submission({good, bad}, code))),
              "own-statement");
    EXPECT_EQ(world.trustSize(), size);
    EXPECT_EQ(world.audited("people.role-change", "done"), 0);
}

TEST_F(StatementsTest, AnExportIsNoAdminsBusiness)
{
    joinAll();
    const auto asked = request();
    world.mustPost(olga, asked);
    const auto path = "/v1/statements/" + asked.digest.text();
    for (auto* member : {&world.amira, &dora}) {
        world.signIn(*member);
        EXPECT_EQ(ServerFixture::codeOf(world.send(*member, "GET", path)), "not-found");
    }
    for (auto* member : {&olga, &paul}) {
        world.signIn(*member);
        EXPECT_EQ(world.send(*member, "GET", path).status, 200);
    }
}

TEST_F(StatementsTest, AHeadThatTheLogsNeverHadIsNotSeen)
{
    const auto change =
        wire::RoleChangeBody{PersonId("amira"), RoleAction::Grant, Role::SecurityApprover, "x"};
    const auto refusalOf = [&](const std::function<void(wire::Seen&)>& falsify) {
        auto draft = world.draft(world.boris.who, change);
        falsify(*draft.seen);
        return refusal(world.boris, TrustFixture::signWith(draft, world.boris.who.signing));
    };
    const auto other = crypto::sha256("another log");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.audit.root = other; }), "log-inconsistent");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.trust.root = other; }), "log-inconsistent");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.audit.size += 1000; }), "log-inconsistent");
    EXPECT_EQ(refusalOf([&](wire::Seen& seen) { seen.audit.size = std::uint64_t(-1); }), "log-inconsistent");
}

TEST_F(StatementsTest, OnlyTheAuthorWithdraws)
{
    joinAll();
    const auto asked = request();
    world.mustPost(olga, asked);
    EXPECT_EQ(refusal(paul, world.sign(paul.who, wire::WithdrawalBody{asked.digest, "no"})),
              "statement-refused");
    world.mustPost(olga, world.sign(olga.who, wire::WithdrawalBody{asked.digest, "asked in error"}));
    EXPECT_EQ(world.jobs.told.back(), "withdrawn");
    EXPECT_EQ(refusal(paul, world.sign(paul.who, decision(asked.digest, Gate::Request))), "not-open");
}

TEST_F(StatementsTest, APersonVouchesForAFurtherDeviceAndOneAdminIsEnough)
{
    joinAll();
    auto laptop = makePerson("paul");
    laptop.name = paul.who.name;
    const auto registration = world.sign(laptop, wire::KeyRegistrationBody{laptop.id, laptop.name, "laptop",
                                                                           laptop.signing.publicKey(),
                                                                           laptop.encryption.publicKey()});
    world.mustPost(paul, registration);
    EXPECT_EQ(refusal(olga, world.sign(olga.who, decision(registration.digest, Gate::Admin))),
              "role-missing");
    world.mustPost(paul, world.sign(paul.who, decision(registration.digest, Gate::Admin)));
    world.mustPost(world.boris, world.sign(world.boris.who, decision(registration.digest, Gate::Admin)));
    const auto asked = request();
    world.mustPost(olga, asked);
    world.mustPost(paul, world.sign(laptop, decision(asked.digest, Gate::Request)));
    EXPECT_EQ(world.audited("people.endorse", "done"), 8) << "two for each of three, and these";
}

TEST_F(StatementsTest, AHolderRevokesAtOnceAndExportsAreLookedAt)
{
    joinAll();
    const auto revocation =
        world.sign(paul.who, wire::RevocationBody{paul.who.id, paul.who.signing.thumbprint(),
                                                  wire::RevocationCause::Lost, world.trustSize(), "lost"});
    world.mustPost(paul, revocation);
    ASSERT_FALSE(world.jobs.told.empty());
    EXPECT_EQ(world.jobs.told.back(), "revoked");
    EXPECT_EQ(world.audited("keys.revoke", "done"), 1);
    const auto record = wire::decode<wire::StatementRecord>(
        world.send(paul, "GET", "/v1/statements/" + revocation.digest.text()).body);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->standing, wire::Standing::Effective);
    const auto asked = request();
    world.mustPost(olga, asked);
    EXPECT_EQ(refusal(paul, world.sign(paul.who, decision(asked.digest, Gate::Request))), "key-revoked");
}

TEST_F(StatementsTest, ANewPolicyIsForWhatIsAskedAfterwards)
{
    joinAll();
    wire::Policy policy;
    world.store->withTrust([&](const trust::TrustState& state) { policy = state.policy(); });
    ++policy.version;
    policy.approvalsStandard = 2;
    policy.approvalsHigh = 2;
    const auto change = world.sign(world.amira.who, wire::PolicyChangeBody{policy, "two look at everything"});
    world.mustPost(world.amira, change);
    world.mustPost(world.boris, world.sign(world.boris.who, decision(change.digest, Gate::Admin)));
    const auto asked = request();
    world.mustPost(olga, asked);
    world.mustPost(paul, world.sign(paul.who, decision(asked.digest, Gate::Request)));
    EXPECT_EQ(world.jobs.told.back(), "decided request open");
    EXPECT_EQ(world.audited("policy.change", "done"), 2);
}

TEST_F(StatementsTest, ARootMayNotNameKeysThatTheServerLacks)
{
    wire::RootBody root;
    world.store->withTrust([&](const trust::TrustState& state) { root = state.root(); });
    ++root.version;
    auto foreign = root;
    foreign.serverKey = crypto::SigningKey::generate().publicKey();
    EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who, foreign)), "statement-refused");
    world.mustPost(world.amira, world.sign(world.amira.who, root));
    EXPECT_EQ(world.audited("policy.root", "done"), 1);
}

TEST_F(StatementsTest, ARootMayNameTheKeysPreparedOnTheHost)
{
    wire::RootBody root;
    world.store->withTrust([&](const trust::TrustState& state) { root = state.root(); });
    ++root.version;
    wire::PreparedKeys keys;
    keys.serverKey = root.serverKey = world.vault.newServerKey().value();
    keys.trustLog = root.trustLog =
        crypto::NoteVerifier("test.example/trust", world.vault.newLogKey().value()).text();
    keys.auditLog = root.auditLog =
        crypto::NoteVerifier("test.example/audit", world.vault.newLogKey().value()).text();
    EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who, root)), "statement-refused");
    ASSERT_TRUE(world.store->write([&](server::Transaction& transaction) {
        wire::AuditEntry entry;
        entry.action = "server.next-keys";
        return transaction.audit(entry).map(
            [&](std::uint64_t index) { server::insertKeys(transaction.sql(), keys, index); });
    }));
    auto half = root;
    half.auditLog = world.auditSigner->verifier().text();
    EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who, half)), "statement-refused") << "all or none";
    const auto proposal = world.sign(world.amira.who, root);
    world.mustPost(world.amira, proposal);
    world.mustPost(world.boris, world.sign(world.boris.who, decision(proposal.digest, Gate::Admin)));
    world.store->withTrust([&](const trust::TrustState& state) {
        EXPECT_EQ(state.root().serverKey.thumbprint(), keys.serverKey.thumbprint());
        EXPECT_EQ(state.logKeys().back().audit, keys.auditLog);
    });
}

TEST_F(StatementsTest, NoRecoveryWithoutARestore)
{
    wire::LogRecoveryBody recovery;
    recovery.kept = world.heads();
    recovery.lost = recovery.kept;
    recovery.lost.audit.size += 7;
    recovery.trustLog = MemoryLog("test.example/trust-2").verifier().text();
    recovery.auditLog = MemoryLog("test.example/audit-2").verifier().text();
    recovery.reason = "disk";
    EXPECT_EQ(refusal(world.amira, world.sign(world.amira.who, recovery)), "statement-refused");
}

// Consoles replay the log: what ends an export they must learn from it, not from what the server shows.
TEST_F(StatementsTest, ARejectionEntersTheTrustLogInFull)
{
    joinAll();
    const auto asked = request();
    world.mustPost(olga, asked);
    const auto approval = world.sign(
        paul.who, wire::DecisionBody{{asked.digest}, wire::Gate::Request, wire::Verdict::Approve, "yes"});
    const auto rejection = world.sign(
        paul.who, wire::DecisionBody{{asked.digest}, wire::Gate::Request, wire::Verdict::Reject, "no"});
    world.mustPost(paul, rejection);
    EXPECT_EQ(refusal(paul, approval), "already-decided");
    world.store->withTrust([&](const trust::TrustState& state) {
        ASSERT_TRUE(state.place(rejection.digest));
        EXPECT_TRUE(state.place(rejection.digest)->inFull);
        EXPECT_FALSE(state.place(asked.digest)->inFull);
        ASSERT_EQ(state.endingsOf(asked.digest).size(), 1U);
        EXPECT_EQ(state.endingsOf(asked.digest).front().signedStatement.digest, rejection.digest);
    });
}

} // namespace
} // namespace countersign::test
