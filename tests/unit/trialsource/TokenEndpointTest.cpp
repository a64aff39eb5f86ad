#include "trialsource/TokenEndpoint.h"

#include "tests/support/ManualClock.h"
#include "tests/unit/trialsource/Client.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace countersign::trialsource {

using nlohmann::json;
using test::Client;

namespace {

const std::string url = "https://source.example:8443/auth/token";

class TokenEndpointTest : public testing::Test
{
protected:
    crypto::AssertionClaims claims(const std::string& jti = "j1") const
    {
        return {"exporter", url, jti, test::secondsOf(m_clock.now()) + 240};
    }
    http::Response ask(const crypto::AssertionClaims& claims)
    {
        return m_endpoint.answer(Client::tokenRequest(m_client.assertion(claims)));
    }
    void expectRefused(const http::Response& response, int status, const char* error)
    {
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(json::parse(response.body)["error"], error);
        EXPECT_FALSE(json::parse(response.body).contains("access_token"));
    }

    countersign::test::ManualClock m_clock;
    Client m_client;
    TokenEndpoint m_endpoint{{"exporter", m_client.jwks()}, url, m_clock};
};

} // namespace

TEST_F(TokenEndpointTest, aGoodAssertionGivesATokenForFiveMinutes)
{
    const auto response = ask(claims());
    ASSERT_EQ(response.status, 200) << response.body;
    const auto body = json::parse(response.body);
    EXPECT_EQ(body["expires_in"], 300);
    EXPECT_EQ(response.fields.first("cache-control"), "no-store");
    const auto authorization = "Bearer " + body["access_token"].get<std::string>();
    EXPECT_TRUE(m_endpoint.admits(authorization));
    EXPECT_FALSE(m_endpoint.admits(authorization + 'x'));
    EXPECT_FALSE(m_endpoint.admits(body["access_token"].get<std::string>()));
    EXPECT_FALSE(m_endpoint.admits(""));
    m_clock.advance(std::chrono::seconds(300));
    EXPECT_FALSE(m_endpoint.admits(authorization));
}

TEST_F(TokenEndpointTest, rsaAssertionsAreGoodToo)
{
    const Client rsa("RS384");
    TokenEndpoint endpoint({"exporter", rsa.jwks()}, url, m_clock);
    EXPECT_EQ(endpoint.answer(Client::tokenRequest(rsa.assertion(claims()))).status, 200);
}

TEST_F(TokenEndpointTest, anotherAudienceIsRefused)
{
    auto wrong = claims();
    wrong.audience = "https://other.example/auth/token";
    expectRefused(ask(wrong), 401, "invalid_client");
}

TEST_F(TokenEndpointTest, anotherClientIsRefused)
{
    auto wrong = claims();
    wrong.issuer = "somebody";
    expectRefused(ask(wrong), 401, "invalid_client");
}

TEST_F(TokenEndpointTest, expiredAndTooLongAssertionsAreRefused)
{
    auto wrong = claims();
    wrong.expires = test::secondsOf(m_clock.now());
    expectRefused(ask(wrong), 401, "invalid_client");
    wrong.expires += 301;
    expectRefused(ask(wrong), 401, "invalid_client");
    wrong.expires = std::numeric_limits<std::int64_t>::max();
    expectRefused(ask(wrong), 401, "invalid_client");
    wrong.expires = test::secondsOf(m_clock.now()) + 300;
    EXPECT_EQ(ask(wrong).status, 200);
}

TEST_F(TokenEndpointTest, aReplayedAssertionIsRefused)
{
    const auto request = Client::tokenRequest(m_client.assertion(claims()));
    EXPECT_EQ(m_endpoint.answer(request).status, 200);
    expectRefused(m_endpoint.answer(request), 401, "invalid_client");
    // The same jti in an assertion signed anew is a replay as well.
    auto again = claims();
    again.expires += 10;
    expectRefused(ask(again), 401, "invalid_client");
    EXPECT_EQ(ask(claims("j2")).status, 200);
}

TEST_F(TokenEndpointTest, anUnknownKeyIsRefused)
{
    const Client stranger;
    expectRefused(m_endpoint.answer(Client::tokenRequest(stranger.assertion(claims()))), 401,
                  "invalid_client");
}

TEST_F(TokenEndpointTest, aTamperedAssertionIsRefused)
{
    auto text = m_client.assertion(claims());
    text[text.find('.') + 5] ^= 1;
    expectRefused(m_endpoint.answer(Client::tokenRequest(text)), 401, "invalid_client");
}

TEST_F(TokenEndpointTest, formsThatAreWrongAreRefused)
{
    const auto assertion = m_client.assertion(claims());
    auto request = Client::tokenRequest(assertion);
    request.body += "&client_assertion=" + assertion;
    expectRefused(m_endpoint.answer(request), 400, "invalid_request");
    request.body = "grant_type=password";
    expectRefused(m_endpoint.answer(request), 400, "unsupported_grant_type");
    request.body = "grant_type=%zz";
    expectRefused(m_endpoint.answer(request), 400, "invalid_request");
    request = Client::tokenRequest(assertion);
    request.body.replace(request.body.find("system"), 6, "patien");
    expectRefused(m_endpoint.answer(request), 400, "invalid_scope");
}

} // namespace countersign::trialsource
