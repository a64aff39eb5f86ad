#include "ApiFixture.h"

#include <sstream>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace countersign::test {
namespace {

using wire::Role;

class DispatcherTest : public ApiFixture
{
protected:
    const std::string& token = authority.token;
};

TEST_F(DispatcherTest, EachKindOfAccessLetsInWhomItNames)
{
    EXPECT_EQ(send("POST", "/v1/proof").status, 200);
    EXPECT_EQ(codeOf(send("GET", "/v1/session-only")), "session-ended") << "a proof alone is no session";
    EXPECT_EQ(codeOf(send("GET", "/v1/session-only", "another-token")), "session-ended");
    EXPECT_EQ(send("GET", "/v1/session-only", token).status, 200);
    const auto calls = authority.calls;
    EXPECT_EQ(send("POST", "/v1/proof").status, 200);
    EXPECT_EQ(authority.calls, calls) << "nobody is asked about a session there";
    EXPECT_EQ(handled, 3);
}

TEST_F(DispatcherTest, ARouteOfRolesTakesEachOfThemAndNoOther)
{
    for (const auto role : {Role::Admin, Role::ExportOperator, Role::SecurityApprover,
                            Role::ArtifactDownloader, Role::ComplianceOfficer}) {
        authority.roles = {role};
        const bool fits = role == Role::SecurityApprover || role == Role::ComplianceOfficer;
        const auto response = send("POST", "/v1/approve", token);
        EXPECT_EQ(codeOf(response), fits ? "" : "role-missing") << wire::enumText(role);
        EXPECT_EQ(response.status, fits ? 200 : 403);
    }
    authority.roles = {};
    EXPECT_EQ(codeOf(send("POST", "/v1/approve", token)), "role-missing");
    authority.roles = {Role::Admin, Role::ArtifactDownloader, Role::SecurityApprover};
    EXPECT_EQ(send("POST", "/v1/approve", token).status, 200);
    EXPECT_EQ(handled, 3);
}

TEST_F(DispatcherTest, BodiesAreLimited)
{
    EXPECT_EQ(send("POST", "/v1/proof", {}, std::string(32 * 1024, 'x')).status, 200);
    EXPECT_EQ(codeOf(send("POST", "/v1/proof", {}, std::string(32 * 1024 + 1, 'x'))), "too-large");
    EXPECT_EQ(send("POST", "/v1/session-only", token, std::string(1024 * 1024, 'x')).status, 200);
    EXPECT_EQ(codeOf(send("POST", "/v1/session-only", token, std::string(1024 * 1024 + 1, 'x'))),
              "too-large");
}

TEST_F(DispatcherTest, BodiesSayThatTheyAreJson)
{
    const auto post = [this](const std::vector<std::pair<std::string, std::string>>& fields) {
        auto made = request("POST", "/v1/session-only",
                            crypto::makeDpopProof(claims("POST", "/v1/session-only", token), device), token);
        auto sent = made;
        sent.fields = {};
        for (const auto& [name, value] : made.fields.all())
            if (name != "Content-Type")
                sent.fields.add(name, value);
        for (const auto& [name, value] : fields)
            sent.fields.add(name, value);
        sent.body = "{}";
        return codeOf(dispatcher->handle(sent));
    };
    EXPECT_EQ(post({{"Content-Type", "application/json"}}), "");
    EXPECT_EQ(post({{"Content-Type", "Application/JSON; charset=UTF-8"}}), "");
    EXPECT_EQ(post({}), "unsupported-content");
    EXPECT_EQ(post({{"Content-Type", "text/plain"}}), "unsupported-content");
    EXPECT_EQ(post({{"Content-Type", "application/json; charset=latin1"}}), "unsupported-content");
    EXPECT_EQ(post({{"Content-Type", "application/json"}, {"Content-Type", "text/plain"}}),
              "unsupported-content");
    EXPECT_EQ(post({{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}),
              "unsupported-content");
    EXPECT_EQ(codeOf(send("GET", "/v1/session-only", token, "{}")), "bad-request") << "a body on a GET";
    EXPECT_EQ(handled, 2);
}

TEST_F(DispatcherTest, NobodyGetsAnIncidentThatStandsNowhere)
{
    EXPECT_EQ(incidentOf(send("GET", "/v1/nowhere", token)), "") << "nobody listens to strays here";
    auto without = claims("GET", "/v1/session-only", token);
    without.nonce.clear();
    const auto asked =
        dispatcher->handle(request("GET", "/v1/session-only", crypto::makeDpopProof(without, device), token));
    EXPECT_EQ(codeOf(asked), "use-dpop-nonce");
    EXPECT_EQ(incidentOf(asked), "") << "a step that consoles take by themselves";
}

TEST_F(DispatcherTest, WhoIsNotLetInStandsInTheLogWhateverTheMethod)
{
    const auto refused = send("GET", "/v1/session-only", "another-token");
    EXPECT_EQ(codeOf(refused), "session-ended");
    ASSERT_EQ(audit().size(), 1u);
    EXPECT_EQ(audit()[0].id, incidentOf(refused));
    EXPECT_EQ(audit()[0].outcome, "denied");
    EXPECT_EQ(incidentOf(send("GET", "/v1/session-only", "another-token")), incidentOf(refused));
    EXPECT_EQ(audit().size(), 1u) << "the next ones of the minute are counted";
}

TEST_F(DispatcherTest, UnknownPathsAndMethods)
{
    EXPECT_EQ(send("GET", "/v1/nowhere", token).status, 404);
    for (const auto* method : {"PUT", "DELETE", "HEAD", "OPTIONS", "get"}) {
        const auto response = send(method, "/v1/session-only", token);
        EXPECT_EQ(response.status, 405) << method;
        EXPECT_EQ(response.fields.first("Allow"), "GET, POST") << method;
    }
    EXPECT_EQ(handled, 0);
    EXPECT_TRUE(audit().empty()) << "noise of the outside does not fill the log";
}

TEST_F(DispatcherTest, EveryAnswerBringsANonceAndIsNeverStored)
{
    for (const auto& response : {send("GET", "/v1/nowhere"), send("GET", "/v1/session-only"),
                                 send("GET", "/v1/session-only", token), send("POST", "/v1/throws", token)}) {
        EXPECT_FALSE(response.fields.first("DPoP-Nonce").empty());
        EXPECT_EQ(response.fields.first("Cache-Control"), "no-store");
        EXPECT_EQ(response.fields.first("X-Content-Type-Options"), "nosniff");
    }
}

TEST_F(DispatcherTest, AProblemTellsACodeAndAnIncidentButNoDetail)
{
    const auto response = send("POST", "/v1/fails", token);
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.fields.first("Content-Type"), "application/problem+json");
    EXPECT_EQ(codeOf(response), "conflict");
    EXPECT_EQ(response.body.find("Example"), std::string::npos);
    const auto entries = audit();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].id, incidentOf(response)) << "what the person quotes is in the log";
    EXPECT_EQ(entries[0].action, "test.act");
    EXPECT_EQ(entries[0].outcome, "denied");
    EXPECT_EQ(entries[0].actor.person, "olga");
    EXPECT_EQ(entries[0].network->address, "192.0.2.7");
    EXPECT_EQ(entries[0].detail.at("code"), "conflict");
    for (const auto& [name, value] : entries[0].detail)
        EXPECT_EQ(value.find("Example"), std::string::npos) << name;
}

TEST_F(DispatcherTest, WhatAHandlerThrowsIsAFaultThatQuotesNothing)
{
    std::ostringstream log;
    const auto before = spdlog::default_logger();
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
    const auto response = send("POST", "/v1/throws", token, "hunter2");
    spdlog::set_default_logger(before);
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(codeOf(response), "internal");
    EXPECT_EQ(response.body.find("hunter2"), std::string::npos);
    EXPECT_NE(log.str().find(incidentOf(response)), std::string::npos) << log.str();
    EXPECT_EQ(log.str().find("hunter2"), std::string::npos) << "a body may hold a password";
    ASSERT_EQ(audit().size(), 1u);
    EXPECT_EQ(audit()[0].outcome, "failed");
}

TEST_F(DispatcherTest, LookingForWhatIsGoneIsNoEntry)
{
    EXPECT_FALSE(incidentOf(send("GET", "/v1/missing", token)).empty());
    EXPECT_TRUE(audit().empty());
}

TEST_F(DispatcherTest, BackgroundCallsDoNotCountAsActivity)
{
    auto background = request("GET", "/v1/session-only",
                              crypto::makeDpopProof(claims("GET", "/v1/session-only", token), device), token);
    background.fields.add("Countersign-Background", "?1");
    EXPECT_EQ(dispatcher->handle(background).status, 200);
    EXPECT_EQ(authority.active, 0);
    EXPECT_EQ(send("GET", "/v1/session-only", token).status, 200);
    EXPECT_EQ(authority.active, 1);
}

TEST_F(DispatcherTest, ARepeatedPostIsDoneOnce)
{
    const auto first = send("POST", "/v1/session-only", token, "{}", "key-1");
    const auto again = send("POST", "/v1/session-only", token, "{}", "key-1");
    EXPECT_EQ(handled, 1);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_NE(again.fields.first("DPoP-Nonce"), "") << "its own";
    EXPECT_EQ(again.fields.count("DPoP-Nonce"), 1u);
    EXPECT_EQ(codeOf(send("POST", "/v1/session-only", token, "{ }", "key-1")), "conflict") << "other body";
    EXPECT_EQ(handled, 1);
    EXPECT_EQ(send("POST", "/v1/session-only", token, "{}", "key-2").status, 200);
    EXPECT_EQ(handled, 2);
    clock.advance(std::chrono::minutes(11));
    EXPECT_EQ(send("POST", "/v1/session-only", token, "{}", "key-1").status, 200);
    EXPECT_EQ(handled, 3);
    EXPECT_EQ(codeOf(send("POST", "/v1/session-only", token, "{}", std::string(129, 'k'))), "bad-request");
}

TEST_F(DispatcherTest, TheSameKeyOfAnotherDeviceIsAnotherCall)
{
    EXPECT_EQ(send("POST", "/v1/session-only", token, "{}", "key").body, "1");
    device = crypto::SigningKey::generate();
    authority.device = device.publicKey().thumbprint();
    EXPECT_EQ(send("POST", "/v1/session-only", token, "{}", "key").body, "2");
}

TEST_F(DispatcherTest, ARepeatedAnswerStillNeedsTheRole)
{
    authority.roles = {Role::SecurityApprover};
    EXPECT_EQ(send("POST", "/v1/approve", token, "{}", "key").status, 200);
    authority.roles = {};
    EXPECT_EQ(codeOf(send("POST", "/v1/approve", token, "{}", "key")), "role-missing");
}

TEST_F(DispatcherTest, ValuesOfThePathComeAsTheyStand)
{
    EXPECT_EQ(send("GET", "/v1/things/a%2Fb%3A1/part", token).status, 200);
    EXPECT_EQ(lastPath, std::vector<std::string>{"a%2Fb%3A1"}) << "never decoded into another path";
    EXPECT_EQ(send("GET", "/v1/log/audit/tile/0/x001/234.p/5", token).status, 200);
    EXPECT_EQ(lastPath, (std::vector<std::string>{"audit", "0/x001/234.p/5"}));
    EXPECT_EQ(codeOf(send("GET", "/v1/things/a/part?x=1", token)), "bad-request")
        << "no proof covers a query";
}

} // namespace
} // namespace countersign::test
