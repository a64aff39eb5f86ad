#include "client/SigningKeys.h"

#include "CannedServer.h"
#include "client/PersonKeys.h"
#include "gallery/MemoryKeyStore.h"
#include "support/TrustFixture.h"
#include "trust/Entry.h"

#include <QTest>

#include <gtest/gtest.h>

/// Paul's keys through a working life, at his console, before a server that lets into the log what he signs.
namespace countersign::client {
namespace {

using State = SigningKeyView::State;
using test::TestPerson;

Secret code()
{
    return Secret(std::string_view("123456"));
}

class SigningKeysTest : public testing::Test
{
protected:
    void SetUp() override
    {
        world.auditLog.append("{\"entry\":0}");
        showLogs();
        server.letIn(paul.id, world.server);
        server.answerPost("/v1/statements", [this](const std::string& body) {
            wire::Submitted submitted;
            const auto submission = wire::decode<wire::Submission>(body);
            for (const auto& jws : submission->statements) {
                world.enter(*wire::openStatement({jws}));
                wire::StatementRecord record;
                record.trustIndex = world.state.size() - 1;
                submitted.statements.push_back(std::move(record));
            }
            showLogs();
            return wire::encode(submitted);
        });
        PersonKeys own{paul.signing, paul.encryption};
        ASSERT_TRUE(QCoro::waitFor(own.use(keyStore, world.server, paul.id)));
        ASSERT_TRUE(QCoro::waitFor(session.signIn("paul", Secret(std::string_view("password")))));
        ASSERT_TRUE(QCoro::waitFor(session.submitCode(code())));
        ASSERT_TRUE(session.keys());
        ASSERT_TRUE(QCoro::waitFor(log.advance()));
    }
    void TearDown() override { connection.close(); }

    void showLogs()
    {
        server.show("trust", world.trustLog);
        server.show("audit", world.auditLog);
    }
    void adminApproves(const Digest& subject)
    {
        world.enter(world.decide(world.admins[0], {subject}, wire::Gate::Admin));
        showLogs();
        ASSERT_TRUE(QCoro::waitFor(log.advance()));
    }
    TestPerson laptopOfPaul() const
    {
        auto laptop = test::makePerson("paul");
        laptop.name = paul.name;
        return laptop;
    }
    static std::string outcome(const Result<void>& done)
    {
        return done ? "done" : std::string(codeText(done.error().code));
    }

    test::TrustFixture world;
    TestPerson paul = world.join("paul", {wire::Role::SecurityApprover});
    test::ManualClock serverClock{world.clock.now()};
    test::CannedServer server{&serverClock};
    QTemporaryDir folder;
    gallery::MemoryKeyStore keyStore;
    Connection connection{server.profile(world.server, world.root.digest), world.clock};
    Session session{connection, keyStore, world.clock};
    LogFollower log{connection, folder.filePath("log")};
    Statements statements{connection, session, log};
    ExportBook book{connection, session, log, world.clock};
    SigningKeys keys{connection, session, log, statements, book, keyStore};
};

TEST_F(SigningKeysTest, ARenewedKeySignsOnceAnAdminEndorsedIt)
{
    ASSERT_EQ(outcome(QCoro::waitFor(keys.renew("desk", code()))), "done");
    ASSERT_EQ(keys.mine().size(), 2U);
    const auto waiting = keys.mine().back();
    EXPECT_EQ(waiting.state, State::Waiting);
    EXPECT_TRUE(waiting.renewal && waiting.vouched);
    EXPECT_EQ(waiting.needed, 1);
    EXPECT_EQ(session.keys()->signing.thumbprint(), paul.signing.thumbprint()) << "the old one signs on";

    adminApproves(waiting.registration);
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return session.keys() && session.keys()->signing.thumbprint() == waiting.signing; }));
    EXPECT_EQ(keys.mine().front().state, State::Replaced);
    EXPECT_EQ(keys.mine().back().state, State::InForce);
    EXPECT_TRUE(keys.mine().back().here);
    const auto before = QCoro::waitFor(
        PersonKeys::loadEncryption(keyStore, world.server, paul.id, paul.encryption.thumbprint()));
    ASSERT_TRUE(before) << "what was sealed to the old key can still be opened";
    EXPECT_EQ(before->thumbprint(), paul.encryption.thumbprint());
}

TEST_F(SigningKeysTest, OneRenewalAtATime)
{
    ASSERT_EQ(outcome(QCoro::waitFor(keys.renew("desk", code()))), "done");
    EXPECT_EQ(outcome(QCoro::waitFor(keys.renew("desk", code()))), "already-decided");
}

TEST_F(SigningKeysTest, AfterARefusedRenewalANewKeyIsMade)
{
    ASSERT_EQ(outcome(QCoro::waitFor(keys.renew("desk", code()))), "done");
    const auto refused = keys.mine().back();
    world.enter(
        world.decide(world.admins[0], {refused.registration}, wire::Gate::Admin, wire::Verdict::Reject));
    showLogs();
    ASSERT_TRUE(QCoro::waitFor(log.advance()));
    EXPECT_EQ(keys.mine().back().state, State::Refused);
    ASSERT_EQ(outcome(QCoro::waitFor(keys.renew("desk", code()))), "done");
    EXPECT_NE(keys.mine().back().signing, refused.signing);
}

TEST_F(SigningKeysTest, AFurtherDeviceAsksItsHolder)
{
    const auto laptop = laptopOfPaul();
    const auto registration = world.enterRegistration(laptop);
    showLogs();
    ASSERT_TRUE(QCoro::waitFor(log.advance()));
    ASSERT_TRUE(keys.mine().back().asksMe);
    EXPECT_EQ(keys.mine().back().needed, 2);
    ASSERT_EQ(outcome(QCoro::waitFor(
                  keys.vouch(registration.digest, wire::Verdict::Approve, "my new laptop", code()))),
              "done");
    EXPECT_FALSE(keys.mine().back().asksMe);
    EXPECT_EQ(keys.mine().back().needed, 1);
    adminApproves(registration.digest);
    EXPECT_EQ(keys.mine().back().state, State::InForce);
    EXPECT_FALSE(keys.mine().back().here);
}

TEST_F(SigningKeysTest, ADeviceThatIsNotTheirsIsRefused)
{
    const auto registration = world.enterRegistration(laptopOfPaul());
    showLogs();
    ASSERT_TRUE(QCoro::waitFor(log.advance()));
    ASSERT_EQ(
        outcome(QCoro::waitFor(keys.vouch(registration.digest, wire::Verdict::Reject, "not mine", code()))),
        "done");
    EXPECT_EQ(keys.mine().back().state, State::Refused);
}

TEST_F(SigningKeysTest, ALostDeviceIsRevokedAtOnceAndWhatItStopsIsKnownBefore)
{
    const auto laptop = laptopOfPaul();
    const auto registration = world.enterFurther(paul, laptop);
    adminApproves(registration.digest);
    const auto since = world.state.size();
    const auto more = world.enterFurther(laptop, laptopOfPaul());
    adminApproves(more.digest);
    EXPECT_EQ(keys.effectOf(laptop.signing.thumbprint(), since).furtherKeys, 1);
    EXPECT_EQ(keys.effectOf(laptop.signing.thumbprint(), world.state.size()).furtherKeys, 0);
    ASSERT_EQ(outcome(QCoro::waitFor(keys.revoke(paul.id, laptop.signing.thumbprint(),
                                                 wire::RevocationCause::Lost, since, "stolen", code()))),
              "done");
    std::vector<State> states;
    for (const auto& view : keys.mine())
        states.push_back(view.state);
    EXPECT_EQ(states, (std::vector{State::InForce, State::Revoked, State::Revoked}));
    EXPECT_EQ(keys.mine()[1].ended->voidFrom, since);
}

TEST_F(SigningKeysTest, DaysAreIndexesOfTheLog)
{
    const auto before = world.state.size();
    const auto then = world.clock.now();
    world.enterNoise();
    showLogs();
    ASSERT_TRUE(QCoro::waitFor(log.advance()));
    EXPECT_EQ(keys.indexSince(then), before);
    EXPECT_EQ(keys.indexSince(world.clock.now() + std::chrono::hours(1)), world.state.size());
    EXPECT_EQ(keys.indexSince(Time{}), 0U);
}

} // namespace
} // namespace countersign::client
