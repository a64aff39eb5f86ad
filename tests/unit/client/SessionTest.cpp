#include "client/Session.h"
#include "ScriptedServer.h"
#include "client/Connection.h"
#include "client/KeyStore.h"
#include "client/PersonKeys.h"
#include "support/ManualClock.h"
#include "wire/Submission.h"

#include <atomic>
#include <map>

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using client::Connection;
using client::PersonKeys;
using client::Session;
using State = Session::State;

class MemoryKeyStore final : public client::KeyStore
{
public:
    QCoro::Task<Result<Secret>> read(QString name) override
    {
        const auto found = values.find(name);
        if (found == values.end())
            co_return fail(ErrorCode::KeyMissing);
        co_return Secret(std::string_view(found->second));
    }
    QCoro::Task<Result<void>> write(QString name, Secret value) override
    {
        values[name] = std::string(value.revealText());
        co_return Result<void>{};
    }
    QCoro::Task<Result<void>> remove(QString name) override
    {
        values.erase(name);
        co_return Result<void>{};
    }

    std::map<QString, std::string> values;
};

class SessionTest : public testing::Test
{
protected:
    static Secret secret(std::string_view text) { return Secret(text); }

    // A server where everything goes well, unless `twist` answers.
    http::Response answer(const http::Request& request)
    {
        if (twist)
            if (auto own = twist(request))
                return std::move(*own);
        if (request.path == "/v1/session" && request.method == "POST")
            return answering(wire::SignInAnswer{enrols ? "enrol" : "totp", "pend_1"});
        if (request.path == "/v1/session/enrol/begin") {
            wire::EnrolOffer offer;
            offer.person = PersonId("olga");
            offer.name = "Olga";
            offer.secret = secret("ABCD");
            offer.uri = secret("otpauth://totp/x");
            offer.server = ServerId("srv_test");
            return answering(offer);
        }
        renewals += request.path == "/v1/session/refresh" ? 1 : 0;
        auto grant = grantOf("a1", "r1", person);
        if (request.path == "/v1/session/enrol/finish")
            grant.recoveryCodes = {"one", "two"};
        if (request.path.starts_with("/v1/session/"))
            return answering(grant);
        if (request.path == "/v1/statements")
            return answering(wire::Submitted{});
        http::Response done;
        done.status = 204;
        return done;
    }

    Result<void> signIn()
    {
        auto begun = QCoro::waitFor(session.signIn("olga", secret("password")));
        return begun ? QCoro::waitFor(session.submitCode(secret("123456"))) : begun;
    }
    Result<QStringList> enrol()
    {
        enrols = true;
        if (!QCoro::waitFor(session.signIn("olga", secret("one-time"))) ||
            !QCoro::waitFor(session.beginEnrolment()))
            return fail(ErrorCode::Internal);
        return QCoro::waitFor(session.finishEnrolment(secret("new password"), secret("123456"), "desk"));
    }

    std::atomic<bool> enrols = false;
    std::atomic<int> renewals = 0;
    std::string person = "olga";
    std::function<std::optional<http::Response>(const http::Request&)> twist; ///< set between calls only
    ManualClock clock;
    ManualClock serverClock;
    ScriptedServer server{[this](const http::Request& request) { return answer(request); }, &serverClock};
    Connection connection{server.profile(), clock};
    MemoryKeyStore keyStore;
    Session session{connection, keyStore, clock};
};

TEST_F(SessionTest, ARenewalUnderWayDoesNotReopenALockedConsole)
{
    ASSERT_TRUE(signIn());
    ASSERT_TRUE(connection.hasTokens());
    clock.advance(std::chrono::seconds(295)); // less is left than a call needs
    auto renewing = session.refreshMe();
    session.lock();
    EXPECT_FALSE(QCoro::waitFor(renewing));
    EXPECT_GT(renewals, 0);
    EXPECT_FALSE(connection.hasTokens());
    EXPECT_EQ(session.state(), State::Locked);
}

TEST_F(SessionTest, SignsInAndTellsThatTheKeyIsMissing)
{
    ASSERT_TRUE(QCoro::waitFor(session.signIn("olga", secret("password"))));
    EXPECT_EQ(session.state(), State::AwaitingCode);
    EXPECT_FALSE(connection.hasTokens());
    ASSERT_TRUE(QCoro::waitFor(session.submitCode(secret("123456"))));
    EXPECT_EQ(session.state(), State::SignedIn);
    EXPECT_EQ(session.me().person, PersonId("olga"));
    EXPECT_FALSE(session.keys());
    ASSERT_TRUE(session.keyFault());
    EXPECT_EQ(session.keyFault()->code, ErrorCode::KeyMissing);
    const auto code = wire::decode<wire::SecondFactor>(server.requests().back().body);
    EXPECT_EQ(code->pending, "pend_1");
}

TEST_F(SessionTest, AWrongCodeLeavesTheStepOpen)
{
    twist = [](const http::Request& request) -> std::optional<http::Response> {
        if (request.path == "/v1/session/totp")
            return refusing(ErrorCode::SignInRefused, "inc_7");
        return {};
    };
    const auto done = signIn();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().incident, "inc_7");
    EXPECT_EQ(session.state(), State::AwaitingCode);
    twist = {};
    EXPECT_TRUE(QCoro::waitFor(session.submitCode(secret("123456"))));
}

TEST_F(SessionTest, EnrolmentRegistersTheKeyThatItStored)
{
    const auto recovery = enrol();
    ASSERT_TRUE(recovery);
    EXPECT_EQ(*recovery, (QStringList{"one", "two"}));
    EXPECT_EQ(session.state(), State::SignedIn);
    const auto stored = QCoro::waitFor(PersonKeys::load(keyStore, ServerId("srv_test"), PersonId("olga")));
    ASSERT_TRUE(stored);
    ASSERT_TRUE(session.keys());
    EXPECT_EQ(session.keys()->signing.thumbprint(), stored->signing.thumbprint());
    const auto sent = wire::decode<wire::EnrolFinish>(server.requests().back().body);
    ASSERT_TRUE(sent);
    const auto registration = wire::openStatement({sent->registration});
    ASSERT_TRUE(registration);
    const auto* body = registration->statement.as<wire::KeyRegistrationBody>();
    ASSERT_TRUE(body);
    EXPECT_EQ(body->signing.thumbprint(), stored->signing.thumbprint());
    EXPECT_EQ(body->encryption.thumbprint(), stored->encryption.thumbprint());
    EXPECT_EQ(registration->statement.author.key, stored->signing.thumbprint());
    EXPECT_TRUE(sent->registration.verify(stored->signing.publicKey()));
    EXPECT_EQ(registration->statement.server, ServerId("srv_test"));
}

TEST_F(SessionTest, AnotherServersWordIsRefused)
{
    twist = [](const http::Request& request) -> std::optional<http::Response> {
        if (request.path != "/v1/session/totp")
            return {};
        auto grant = grantOf("a1", "r1");
        grant.me.server = ServerId("srv_other");
        return answering(grant);
    };
    const auto done = signIn();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::IdentityMismatch);
    EXPECT_NE(session.state(), State::SignedIn);
    EXPECT_FALSE(connection.hasTokens());

    twist = [](const http::Request& request) -> std::optional<http::Response> {
        if (request.path != "/v1/session/enrol/begin")
            return {};
        wire::EnrolOffer offer;
        offer.person = PersonId("olga");
        offer.server = ServerId("srv_other");
        return answering(offer);
    };
    EXPECT_FALSE(enrol());
    EXPECT_FALSE(QCoro::waitFor(session.finishEnrolment(secret("p"), secret("1"), "desk")));
    EXPECT_TRUE(keyStore.values.empty()) << "no key is made for it";
}

// Who signed in decides who that is: else a server could have one person sign as another.
TEST_F(SessionTest, ThePersonIsTheOneWhoSignedIn)
{
    person = "boris";
    const auto done = signIn();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::IdentityMismatch);
    EXPECT_NE(session.state(), State::SignedIn);
    EXPECT_FALSE(connection.hasTokens());
    EXPECT_TRUE(session.me().person.empty());
    person = "olga";
    ASSERT_TRUE(QCoro::waitFor(session.signIn(" Olga ", secret("password")))) << "as people type it";
    EXPECT_TRUE(QCoro::waitFor(session.submitCode(secret("123456"))));
}

TEST_F(SessionTest, AnEnrolmentIsTheirsWhoTypedTheCode)
{
    twist = [](const http::Request& request) -> std::optional<http::Response> {
        if (request.path != "/v1/session/enrol/begin")
            return {};
        wire::EnrolOffer offer;
        offer.person = PersonId("boris");
        offer.server = ServerId("srv_test");
        return answering(offer);
    };
    enrols = true;
    ASSERT_TRUE(QCoro::waitFor(session.signIn("olga", secret("one-time"))));
    EXPECT_EQ(QCoro::waitFor(session.beginEnrolment()).error().code, ErrorCode::IdentityMismatch);
    EXPECT_FALSE(QCoro::waitFor(session.finishEnrolment(secret("p"), secret("1"), "desk")));
    EXPECT_TRUE(keyStore.values.empty()) << "no key is made for it";
}

TEST_F(SessionTest, AServerThatLaterSaysOtherwiseIsNotBelieved)
{
    for (const auto& [who, where] : {std::pair("boris", "srv_test"), {"olga", "srv_other"}}) {
        ASSERT_TRUE(signIn());
        QString code;
        const auto told =
            QObject::connect(&session, &Session::ended, [&](const QString& why) { code = why; });
        twist = [&](const http::Request& request) -> std::optional<http::Response> {
            if (request.path != "/v1/session" || request.method != "GET")
                return {};
            auto me = grantOf("a1", "r1", who).me;
            me.server = ServerId(where);
            me.roles = {wire::Role::Admin};
            return answering(me);
        };
        EXPECT_EQ(QCoro::waitFor(session.refreshMe()).error().code, ErrorCode::IdentityMismatch);
        EXPECT_EQ(session.me().person, PersonId("olga"));
        EXPECT_EQ(session.me().server, ServerId("srv_test"));
        EXPECT_FALSE(session.holds(wire::Role::Admin));
        EXPECT_EQ(session.state(), State::Locked);
        EXPECT_EQ(code, "identity-mismatch");
        QObject::disconnect(told);
        twist = {};
        QCoro::waitFor(session.signOut());
    }
}

// Else the server alone would date what people sign, years ahead if it liked.
TEST_F(SessionTest, NothingIsSignedWhileTheClocksDisagree)
{
    for (const auto off :
         {std::chrono::minutes(6), std::chrono::minutes(-6), std::chrono::minutes(60 * 24 * 400)}) {
        serverClock.set(clock.now() + off);
        const auto refused = enrol();
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::ClockSkew);
        EXPECT_EQ(refused.error().detail, timeText(clock.now()) + " " + timeText(clock.now() + off));
        EXPECT_EQ(server.count("POST", "/v1/session/enrol/finish"), 0);
        EXPECT_TRUE(keyStore.values.empty());
    }
    serverClock.set(clock.now() + std::chrono::minutes(4));
    ASSERT_TRUE(enrol());
    const auto sent = wire::decode<wire::EnrolFinish>(server.requests().back().body);
    const auto registration = wire::openStatement({sent->registration});
    EXPECT_EQ(registration->statement.issued, clock.now() + std::chrono::minutes(4));
    serverClock.set(clock.now() - std::chrono::minutes(6));
    static_cast<void>(QCoro::waitFor(session.refreshMe())); // any answer tells the server's time
    const auto before = server.count("POST", "/v1/statements");
    EXPECT_EQ(QCoro::waitFor(session.registerNewKey(secret("123456"), "desk")).error().code,
              ErrorCode::ClockSkew);
    EXPECT_EQ(server.count("POST", "/v1/statements"), before);
}

TEST_F(SessionTest, LockingForgetsAndTheSamePersonComesBack)
{
    ASSERT_TRUE(enrol());
    enrols = false;
    session.lock();
    EXPECT_EQ(session.state(), State::Locked);
    EXPECT_FALSE(connection.hasTokens());
    EXPECT_FALSE(session.keys());
    person = "boris";
    EXPECT_EQ(QCoro::waitFor(session.unlock(secret("p"), secret("1"))).error().code,
              ErrorCode::IdentityMismatch);
    EXPECT_EQ(session.state(), State::Locked);
    EXPECT_FALSE(connection.hasTokens());
    EXPECT_EQ(session.me().person, PersonId("olga"));
    person = "olga";
    EXPECT_TRUE(QCoro::waitFor(session.unlock(secret("p"), secret("1"))));
    EXPECT_EQ(session.state(), State::SignedIn);
    EXPECT_TRUE(session.keys());
}

TEST_F(SessionTest, WhatTheServerEndsIsLockedHere)
{
    ASSERT_TRUE(signIn());
    QString code;
    QObject::connect(&session, &Session::ended, [&](const QString& why) { code = why; });
    twist = [](const http::Request&) { return std::optional(refusing(ErrorCode::SessionEnded)); };
    EXPECT_FALSE(QCoro::waitFor(session.refreshMe()));
    EXPECT_EQ(code, "session-ended");
    EXPECT_EQ(session.state(), State::Locked);
}

TEST_F(SessionTest, AMistypedCodeCostsNobodyTheirKey)
{
    ASSERT_TRUE(enrol());
    const auto before = keyStore.values;
    const auto key = session.keys()->signing.thumbprint();
    twist = [](const http::Request&) { return std::optional(refusing(ErrorCode::CodeRefused)); };
    EXPECT_FALSE(QCoro::waitFor(session.registerNewKey(secret("000000"), "desk")));
    EXPECT_EQ(keyStore.values, before);
    EXPECT_EQ(session.keys()->signing.thumbprint(), key);
    twist = {};
    EXPECT_TRUE(QCoro::waitFor(session.registerNewKey(secret("123456"), "desk")));
    EXPECT_NE(session.keys()->signing.thumbprint(), key);
    EXPECT_NE(keyStore.values, before);
}

// A reset, a new enrolment code, and a registration that the server refuses or that is lost on its way.
TEST_F(SessionTest, ARefusedEnrolmentLeavesTheOldKeys)
{
    ASSERT_TRUE(enrol());
    const auto before = keyStore.values;
    QCoro::waitFor(session.signOut());
    twist = [](const http::Request& request) -> std::optional<http::Response> {
        if (request.path == "/v1/session/enrol/finish")
            return refusing(ErrorCode::PasswordTooWeak);
        return {};
    };
    EXPECT_EQ(enrol().error().code, ErrorCode::PasswordTooWeak);
    EXPECT_EQ(keyStore.values, before);
    twist = [](const http::Request& request) -> std::optional<http::Response> {
        if (request.path == "/v1/session/enrol/finish")
            return refusing(ErrorCode::Internal);
        return {};
    };
    EXPECT_FALSE(enrol());
    for (const auto& [name, value] : before)
        EXPECT_EQ(keyStore.values[name], value) << "nobody knows whether it was accepted";
}

TEST_F(SessionTest, KeysWhoseAcceptanceWasNeverHeardAreNotLost)
{
    bool arrives = false;
    twist = [&](const http::Request& request) -> std::optional<http::Response> {
        if (request.path != "/v1/session/enrol/finish")
            return {};
        arrives = true;
        return refusing(ErrorCode::Internal); // after it had entered
    };
    EXPECT_FALSE(enrol());
    ASSERT_TRUE(arrives);
    const auto sent = wire::decode<wire::EnrolFinish>(server.requests().back().body);
    ASSERT_TRUE(sent);
    twist = {};
    enrols = false;
    ASSERT_TRUE(signIn());
    ASSERT_TRUE(session.keys());
    EXPECT_EQ(session.keys()->signing.thumbprint(), sent->registration.kid);
}

TEST_F(SessionTest, ARegistrationThatWasNotAnsweredIsTriedWithTheSameKey)
{
    ASSERT_TRUE(enrol());
    const auto old = session.keys()->signing.thumbprint();
    const auto before = keyStore.values;
    std::vector<KeyThumbprint> sent;
    auto code = ErrorCode::Internal;
    twist = [&](const http::Request& request) -> std::optional<http::Response> {
        if (request.path != "/v1/statements")
            return {};
        sent.push_back(wire::decode<wire::Submission>(request.body)->statements.front().kid);
        return refusing(code);
    };
    const auto attempt = [&] { return QCoro::waitFor(session.registerNewKey(secret("123456"), "desk")); };
    EXPECT_FALSE(attempt());
    EXPECT_EQ(session.keys()->signing.thumbprint(), old);
    code = ErrorCode::CodeRefused;
    EXPECT_FALSE(attempt()) << "and the first may have arrived";
    for (const auto& [name, value] : before)
        EXPECT_EQ(keyStore.values[name], value);
    code = ErrorCode::Conflict; // it had
    EXPECT_TRUE(attempt());
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0], sent[1]);
    EXPECT_EQ(sent[0], sent[2]);
    EXPECT_EQ(session.keys()->signing.thumbprint(), sent[0]);
    const auto stored = QCoro::waitFor(PersonKeys::load(keyStore, ServerId("srv_test"), PersonId("olga")));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->signing.thumbprint(), sent[0]);
    EXPECT_EQ(keyStore.values.size(), before.size() + 1)
        << "nothing is left of the way there but the encryption key of before";
    EXPECT_FALSE(attempt()) << "a conflict about a key that never was sent before is one";
}

// The machine stops between the two writes by which new keys take the place of the old.
TEST_F(SessionTest, KeysThatTookTheirPlaceByHalfAreWhole)
{
    const auto old = PersonKeys::generate();
    const auto fresh = PersonKeys::generate();
    const ServerId where("srv_test");
    const PersonId who("olga");
    for (const char* written : {"signing", "encryption"}) {
        ASSERT_TRUE(QCoro::waitFor(old.use(keyStore, where, who)));
        ASSERT_TRUE(QCoro::waitFor(fresh.saveNew(keyStore, where, who)));
        EXPECT_EQ(QCoro::waitFor(PersonKeys::load(keyStore, where, who))->signing.thumbprint(),
                  old.signing.thumbprint())
            << "not yet accepted";
        keyStore.values[QString("srv_test/olga/") + written] =
            keyStore.values[QString("srv_test/olga/new/") + written];
        const auto loaded = QCoro::waitFor(PersonKeys::load(keyStore, where, who));
        EXPECT_EQ(loaded->signing.thumbprint(), fresh.signing.thumbprint());
        EXPECT_EQ(loaded->encryption.thumbprint(), fresh.encryption.thumbprint());
    }
}

TEST_F(SessionTest, SigningOutLeavesNothingWhateverTheServerSays)
{
    ASSERT_TRUE(enrol());
    twist = [](const http::Request&) { return std::optional(refusing(ErrorCode::Internal)); };
    QCoro::waitFor(session.signOut());
    EXPECT_EQ(server.count("DELETE", "/v1/session"), 1);
    EXPECT_EQ(session.state(), State::SignedOut);
    EXPECT_FALSE(connection.hasTokens());
    EXPECT_FALSE(session.keys());
    EXPECT_TRUE(session.me().person.empty());
}

TEST_F(SessionTest, TheIdleTimeRunsByTheClock)
{
    ASSERT_TRUE(signIn());
    EXPECT_EQ(session.idleSecondsLeft(), 900);
    clock.advance(std::chrono::seconds(600));
    EXPECT_EQ(session.idleSecondsLeft(), 300);
    session.touch();
    EXPECT_EQ(session.idleSecondsLeft(), 900);
    clock.advance(std::chrono::hours(1));
    EXPECT_EQ(session.idleSecondsLeft(), 0);
}

} // namespace
} // namespace countersign::test
