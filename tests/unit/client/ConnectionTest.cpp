#include "client/Connection.h"
#include "ScriptedServer.h"
#include "support/ManualClock.h"

#include <QCoreApplication>
#include <QTcpServer>

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using client::Connection;

class ConnectionTest : public testing::Test
{
protected:
    static Secret secret(std::string_view text) { return Secret(text); }
    static Result<QByteArray> call(Connection& connection, const char* method, const char* path,
                                   const QByteArray& body = {})
    {
        return QCoro::waitFor(connection.call(method, path, body));
    }

    ManualClock clock;
};

TEST_F(ConnectionTest, OnlyThePinnedCaIsBelieved)
{
    ScriptedServer server([](const http::Request&) { return http::Response{}; });
    const TrialTls another; // a CA of the same name
    auto profile = server.profile();
    profile.caPem = another.caPem;
    Connection connection(profile, clock);
    const auto refused = call(connection, "POST", "/v1/session", "{\"password\":\"x\"}");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::CertificateRefused);
    EXPECT_TRUE(server.requests().empty()) << "nothing was said to it";
    Connection good(server.profile(), clock);
    EXPECT_TRUE(call(good, "GET", "/v1/x"));
    EXPECT_TRUE(good.online());
    EXPECT_EQ(good.tls()->version, "TLSv1.3");
}

TEST_F(ConnectionTest, ACertificateForAnotherHostIsRefused)
{
    ScriptedServer server([](const http::Request&) { return http::Response{}; });
    auto profile = server.profile();
    profile.url.setHost("127.0.0.2"); // the same machine, not the name that the CA vouched for
    Connection connection(profile, clock);
    const auto refused = call(connection, "GET", "/v1/x");
    ASSERT_FALSE(refused);
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(ConnectionTest, RedirectsAreNotFollowedAndCookiesNotKept)
{
    ScriptedServer server([](const http::Request& request) {
        http::Response response;
        response.fields.add("Set-Cookie", "track=me");
        if (request.path == "/v1/moved") {
            response.status = 307;
            response.fields.add("Location", "/v1/elsewhere");
        }
        return response;
    });
    Connection connection(server.profile(), clock);
    EXPECT_FALSE(call(connection, "POST", "/v1/moved", "{}"));
    EXPECT_FALSE(call(connection, "GET", "/v1/moved"));
    EXPECT_TRUE(call(connection, "GET", "/v1/x"));
    EXPECT_EQ(server.count("GET", "/v1/elsewhere") + server.count("POST", "/v1/elsewhere"), 0);
    for (const auto& request : server.requests())
        EXPECT_EQ(request.fields.count("Cookie"), 0u);
}

TEST_F(ConnectionTest, ANonceIsFollowedOnceWithAFreshProof)
{
    ScriptedServer server([](const http::Request& request) {
        auto response = claimsOf(request).nonce == "n1" && request.path != "/v1/never"
                            ? http::Response{}
                            : refusing(ErrorCode::NonceNeeded);
        response.fields.add("DPoP-Nonce", "n1");
        return response;
    });
    Connection connection(server.profile(), clock);
    ASSERT_TRUE(call(connection, "POST", "/v1/x", "{}"));
    auto seen = server.requests();
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(claimsOf(seen[0]).nonce, "");
    EXPECT_EQ(claimsOf(seen[1]).nonce, "n1");
    EXPECT_NE(claimsOf(seen[0]).jti, claimsOf(seen[1]).jti);
    EXPECT_EQ(claimsOf(seen[1]).htu, server.profile().url.toString().toStdString() + "/v1/x");
    EXPECT_TRUE(call(connection, "GET", "/v1/x"));
    EXPECT_EQ(server.requests().size(), 3u) << "the newest is kept";
    const auto never = call(connection, "GET", "/v1/never");
    ASSERT_FALSE(never);
    EXPECT_EQ(never.error().code, ErrorCode::NonceNeeded);
    EXPECT_EQ(server.count("GET", "/v1/never"), 2);
}

// Access a1 has ended; the refresh token r1 gives a2.
http::Response renewable(const http::Request& request)
{
    if (request.path == "/v1/session/refresh")
        return request.body.find("\"r1\"") != std::string::npos ? answering(grantOf("a2", "r2"))
                                                                : refusing(ErrorCode::RefreshReused);
    return request.fields.first("Authorization") == "DPoP a2" && request.path != "/v1/never"
               ? http::Response{}
               : refusing(ErrorCode::SessionEnded);
}

TEST_F(ConnectionTest, AnEndedTokenIsRenewedOnce)
{
    ScriptedServer server(renewable);
    Connection connection(server.profile(), clock);
    connection.adoptTokens(secret("a1"), secret("r1"), 300);
    EXPECT_TRUE(call(connection, "POST", "/v1/x", "{}"));
    const auto seen = server.requests();
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen[0].fields.first("Authorization"), "DPoP a1");
    EXPECT_EQ(claimsOf(seen[0]).ath, crypto::dpopTokenHash("a1"));
    EXPECT_EQ(seen[1].fields.count("Authorization"), 0u) << "renewal proves the device alone";
    EXPECT_EQ(claimsOf(seen[1]).ath, "");
    EXPECT_EQ(seen[0].fields.first("Idempotency-Key"), seen[2].fields.first("Idempotency-Key"));
    std::vector<std::string> ended;
    QObject::connect(&connection, &Connection::sessionEnded,
                     [&](const QString& code) { ended.push_back(code.toStdString()); });
    EXPECT_EQ(call(connection, "GET", "/v1/never").error().code, ErrorCode::RefreshReused);
    EXPECT_EQ(ended, std::vector<std::string>{"refresh-reused"});
    EXPECT_FALSE(connection.hasTokens());
}

TEST_F(ConnectionTest, ATokenIsRenewedBeforeItEnds)
{
    ScriptedServer server(renewable);
    Connection connection(server.profile(), clock);
    connection.adoptTokens(secret("a1"), secret("r1"), 300);
    clock.advance(std::chrono::seconds(285));
    EXPECT_TRUE(call(connection, "GET", "/v1/x"));
    EXPECT_EQ(server.requests().size(), 2u) << "the old one was not even tried";
}

TEST_F(ConnectionTest, CallsAtTheSameTimeShareOneRenewal)
{
    ScriptedServer server(renewable);
    Connection connection(server.profile(), clock);
    connection.adoptTokens(secret("a1"), secret("r1"), 300);
    auto first = connection.call("GET", "/v1/x");
    auto second = connection.call("GET", "/v1/y");
    auto third = connection.call("POST", "/v1/z", "{}");
    EXPECT_TRUE(QCoro::waitFor(first));
    EXPECT_TRUE(QCoro::waitFor(second));
    EXPECT_TRUE(QCoro::waitFor(third));
    EXPECT_EQ(server.count("POST", "/v1/session/refresh"), 1);
}

TEST_F(ConnectionTest, SigningInSendsNoToken)
{
    ScriptedServer server([](const http::Request&) { return http::Response{}; });
    Connection connection(server.profile(), clock);
    connection.adoptTokens(secret("a1"), secret("r1"), 300);
    EXPECT_TRUE(call(connection, "POST", "/v1/session", "{}"));
    EXPECT_TRUE(call(connection, "POST", "/v1/session/totp", "{}"));
    EXPECT_TRUE(call(connection, "DELETE", "/v1/session"));
    const auto seen = server.requests();
    EXPECT_EQ(seen[0].fields.count("Authorization"), 0u);
    EXPECT_EQ(seen[1].fields.count("Authorization"), 0u);
    EXPECT_EQ(seen[2].fields.first("Authorization"), "DPoP a1");
}

TEST_F(ConnectionTest, EachPostHasAnIdempotencyKeyOfItsOwn)
{
    ScriptedServer server([](const http::Request&) { return http::Response{}; });
    Connection connection(server.profile(), clock);
    EXPECT_TRUE(call(connection, "POST", "/v1/x", "{}"));
    EXPECT_TRUE(call(connection, "POST", "/v1/x", "{}"));
    EXPECT_TRUE(call(connection, "GET", "/v1/x"));
    const auto seen = server.requests();
    EXPECT_FALSE(seen[0].fields.first("Idempotency-Key").empty());
    EXPECT_NE(seen[0].fields.first("Idempotency-Key"), seen[1].fields.first("Idempotency-Key"));
    EXPECT_EQ(seen[2].fields.count("Idempotency-Key"), 0u);
}

// The network library sends a request again by itself, proof and all, when the connection goes: what the
// server has taken in already it refuses then as a replay.
TEST_F(ConnectionTest, APostWhoseAnswerWasLostIsRepeatedWithTheSameKey)
{
    CuttingServer server(1);
    Connection connection(server.profile(), clock);
    const auto done = call(connection, "POST", "/v1/x", "{\"a\":1}");
    ASSERT_TRUE(done) << codeText(done.error().code);
    ASSERT_GE(server.requests.size(), 2u);
    const auto& first = server.requests.front();
    const auto& last = server.requests.back();
    EXPECT_EQ(first.fields.first("Idempotency-Key"), last.fields.first("Idempotency-Key"));
    EXPECT_NE(claimsOf(first).jti, claimsOf(last).jti) << "a proof of its own";
    EXPECT_EQ(last.body, "{\"a\":1}");
}

TEST_F(ConnectionTest, AServerThatKeepsHangingUpIsGivenUp)
{
    CuttingServer server(1000);
    Connection connection(server.profile(), clock);
    EXPECT_FALSE(call(connection, "GET", "/v1/x"));
    EXPECT_LE(server.requests.size(), 8u);
}

TEST_F(ConnectionTest, ProblemsBecomeErrorsWithTheirIncident)
{
    ScriptedServer server([](const http::Request& request) {
        if (request.path == "/v1/problem")
            return refusing(ErrorCode::RoleMissing, "inc_1");
        http::Response response;
        response.status = request.path == "/v1/proxy" ? 502 : 404;
        response.body = "<html>";
        return response;
    });
    Connection connection(server.profile(), clock);
    const auto problem = call(connection, "GET", "/v1/problem");
    ASSERT_FALSE(problem);
    EXPECT_EQ(problem.error().code, ErrorCode::RoleMissing);
    EXPECT_EQ(problem.error().incident, "inc_1");
    EXPECT_EQ(call(connection, "GET", "/v1/proxy").error().code, ErrorCode::ServerUnreachable);
    EXPECT_EQ(call(connection, "GET", "/v1/gone").error().code, ErrorCode::NotFound);
}

TEST_F(ConnectionTest, NobodyThereIsToldAndClosingCancels)
{
    const TrialTls tls;
    QTcpServer taken;
    ASSERT_TRUE(taken.listen(QHostAddress::LocalHost));
    const auto port = taken.serverPort();
    {
        // Accepts and says nothing: the call is under way until it is cancelled.
        Connection silent(tls.profile(port), clock);
        auto waiting = silent.call("GET", "/v1/x");
        silent.close();
        EXPECT_EQ(QCoro::waitFor(waiting).error().code, ErrorCode::Cancelled);
        EXPECT_EQ(call(silent, "GET", "/v1/x").error().code, ErrorCode::Cancelled);
    }
    taken.close();
    Connection connection(tls.profile(port), clock);
    EXPECT_EQ(call(connection, "GET", "/v1/x").error().code, ErrorCode::ServerUnreachable);
    EXPECT_FALSE(connection.online());
}

TEST_F(ConnectionTest, TheServersTimeIsBelievedWithinFiveMinutes)
{
    ManualClock serverClock;
    ScriptedServer server([](const http::Request&) { return http::Response{}; }, &serverClock);
    Connection connection(server.profile(), clock);
    for (const int off : {-86400, -301, -300, 0, 299, 300, 301, 40 * 365 * 86400}) {
        serverClock.set(clock.now() + std::chrono::seconds(off));
        ASSERT_TRUE(call(connection, "GET", "/v1/x"));
        EXPECT_EQ(connection.skewSeconds(), off);
        const auto time = connection.signingTime();
        if (std::abs(off) <= 300) {
            ASSERT_TRUE(time) << off;
            EXPECT_EQ(*time, serverClock.now());
        } else {
            ASSERT_FALSE(time) << off;
            EXPECT_EQ(time.error().code, ErrorCode::ClockSkew);
            EXPECT_EQ(time.error().detail, timeText(clock.now()) + " " + timeText(serverClock.now()));
        }
    }
    // Proofs are for the server alone: they go by its time, so that it can be told of.
    ASSERT_TRUE(call(connection, "GET", "/v1/x"));
    EXPECT_EQ(claimsOf(server.requests().back()).iat,
              std::chrono::floor<std::chrono::seconds>(serverClock.now()).time_since_epoch().count());
}

} // namespace
} // namespace countersign::test

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
