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
    std::string person = "olga";
    std::function<std::optional<http::Response>(const http::Request&)> twist; ///< set between calls only
    ManualClock clock;
    ScriptedServer server{[this](const http::Request& request) { return answer(request); }};
    Connection connection{server.profile(), clock};
    MemoryKeyStore keyStore;
    Session session{connection, keyStore, clock};
};

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
    EXPECT_EQ(done.error().code, ErrorCode::RootMismatch);
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
              ErrorCode::SignInRefused);
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
