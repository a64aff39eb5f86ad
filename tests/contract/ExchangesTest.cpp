#include "contract/ExchangesRun.h"
#include "server/session/StepUp.h"
#include "wire/Operations.h"
#include "wire/People.h"
#include "wire/Prepared.h"

#include <filesystem>

/// The part of the run that accounts, forms and the end have.
namespace countersign::contract {

namespace {

Secret secretOf(std::string_view text)
{
    return Secret(text);
}

wire::Privileged privileged(const std::string& path, Secret code)
{
    return {server::actionOfCall("POST", path), std::move(code)};
}

} // namespace

std::string ExchangesTest::folder()
{
    const char* given = std::getenv("COUNTERSIGN_CONTRACT_FOLDER"); // NOLINT: no thread runs yet
    return given ? given : std::filesystem::temp_directory_path().string();
}

void ExchangesTest::beforeFounding()
{
    auto nobody = world.stranger();
    expect(nobody.call("GET", "/v1/founding"), 401, "session-ended");
    Spoilt bare;
    bare.proof = false;
    expect(nobody.call("POST", "/v1/session", "{}", bare), 401, "dpop-refused");
    // Only the admins have anything to register for.
    const auto begun =
        nobody.post("/v1/session", wire::SignIn{"okafor", secretOf(world.trial.code("okafor"))});
    expect(nobody.post("/v1/session/enrol/begin", wire::EnrolBegin{begun.as<wire::SignInAnswer>().pending}),
           409, "root-missing");
    world.found();
    expect(world["amira"].console.call("GET", "/v1/founding"), 404, "not-found");
    auto again = world.submission(
        world["amira"], {world.sign(world["amira"], world.decision({Digest()}, wire::Gate::Admin))});
    expect(world["amira"].console.post("/v1/founding", again), 422, "statement-refused");
}

void ExchangesTest::signingIn()
{
    auto nobody = world.stranger();
    const auto begun = nobody.post("/v1/session", wire::SignIn{"okafor", secretOf("a wrong password")});
    const auto pending = begun.as<wire::SignInAnswer>().pending;
    expect(nobody.post("/v1/session/totp", wire::SecondFactor{pending, secretOf("123456")}), 401,
           "sign-in-refused");
    expect(nobody.post("/v1/session/totp", wire::SecondFactor{"pend_invented", secretOf("123456")}), 401,
           "sign-in-lapsed");
    expect(nobody.post("/v1/session/enrol/begin", wire::EnrolBegin{"pend_invented"}), 401, "sign-in-lapsed");
    expect(nobody.post("/v1/session/refresh", wire::Refresh{secretOf("ref_invented")}), 401, "session-ended");
    expect(nobody.call("POST", "/v1/session/enrol/finish", "{}"), 400, "bad-request");
    for (const auto* path : {"/v1/sources", "/v1/keys", "/v1/events"})
        expect(nobody.call("GET", path), 401, "session-ended");
    expect(nobody.call("DELETE", "/v1/session"), 401, "session-ended");
    auto& okafor = world["okafor"];
    expect(okafor.console.call("DELETE", "/v1/session"), 204);
    expect(okafor.console.call("GET", "/v1/session"), 401, "session-ended");
    expect(world.signIn(okafor), 200);
    const auto spent = okafor.refresh;
    const auto renewed = okafor.console.post("/v1/session/refresh", wire::Refresh{secretOf(spent)});
    world.adopt(okafor, renewed.as<wire::SessionGrant>());
    expect(okafor.console.post("/v1/session/refresh", wire::Refresh{secretOf(spent)}), 401, "refresh-reused");
    expect(world.signIn(okafor), 200);
    expect(okafor.console.call("GET", "/v1/session"), 200);
    // Others' passwords slow a name down.
    for (int i = 0; i < 12; ++i)
        if (nobody.post("/v1/session", wire::SignIn{"no-such-person", secretOf("a wrong password")}).status ==
            429)
            return;
    ADD_FAILURE() << "nobody is slowed down";
}

void ExchangesTest::people()
{
    auto& amira = world["amira"];
    const auto list = amira.console.call("GET", "/v1/people");
    EXPECT_EQ(list.as<wire::People>().people.size(), 8U);
    const auto invite = [&](const std::string& id, Secret typed) {
        return wire::Invitation{PersonId(id),
                                "Nina Okoye",
                                {wire::Role::ComplianceOfficer},
                                server::actionOfCall("POST", "/v1/people"),
                                std::move(typed)};
    };
    expect(amira.console.post("/v1/people", invite("Nina", world.freshCode(amira))), 400, "bad-request");
    expect(amira.console.post("/v1/people", invite("nina", {})), 401, "code-needed");
    expect(amira.console.post("/v1/people", invite("nina", secretOf(world.wrongCode(amira)))), 403,
           "code-refused");
    Spoilt keyed;
    keyed.headers = {{"Idempotency-Key", "invite-1"}};
    const auto invited = wire::encode(invite("nina", world.freshCode(amira)));
    const auto first = amira.console.call("POST", "/v1/people", invited, keyed);
    expect(first, 200);
    EXPECT_EQ(amira.console.call("POST", "/v1/people", invited, keyed).body, first.body);
    expect(amira.console.call("POST", "/v1/people", "{}", keyed), 409, "conflict");
    expect(amira.console.call("POST", "/v1/people", invited), 403, "code-used");
    for (const std::string path : {"/v1/people/nina/code", "/v1/people/nobody/code", "/v1/people/adler/code",
                                   "/v1/people/nina/unlock", "/v1/people/nobody/unlock"})
        std::ignore = amira.console.post(path, privileged(path, world.freshCode(amira)));
    expect(amira.console.post("/v1/people/nina/unlock", privileged("/v1/elsewhere", world.freshCode(amira))),
           403, "action-mismatch");
    expect(at("silva").call("GET", "/v1/people"), 403, "role-missing");
    std::ignore = amira.console.call("GET", "/v1/prepared").as<wire::Prepared>();
    expect(at("silva").call("GET", "/v1/prepared"), 403, "role-missing");
}

void ExchangesTest::forms()
{
    auto& adler = world["adler"];
    world.keepAlive(adler);
    expect(adler.console.call("POST", "/v1/statements", "{"), 400, "malformed-json");
    expect(adler.console.call("POST", "/v1/statements", "{}"), 400, "bad-request");
    expect(adler.console.call("POST", "/v1/session", R"({"name":"a","password":"b","role":"admin"})"), 400,
           "unknown-field");
    Spoilt text;
    text.contentType = "text/plain";
    expect(adler.console.call("POST", "/v1/statements", "{}", text), 415, "unsupported-content");
    expect(adler.console.call("GET", "/v1/jobs?state=released"), 400, "bad-request");
    expect(adler.console.call("POST", "/v1/session", std::string(40'000, ' ')), 413, "too-large");
    expect(adler.console.call("PUT", "/v1/jobs", "{}"), 405, "method-not-allowed");
    expect(adler.console.call("GET", "/v1/nowhere"), 404, "not-found");
}

void ExchangesTest::strangersWords()
{
    auto nobody = world.stranger();
    expect(nobody.call("POST", "/v1/statements", std::string(1'200'000, ' ')), 413, "too-large");
    Spoilt fat;
    fat.headers = {{"X-Fat", std::string(20'000, 'x')}};
    expect(nobody.call("GET", "/v1/jobs", {}, fat), 431, "too-large");
    expect(nobody.call("GET", "/v1/../jobs"), 400, "bad-request");
}

void ExchangesTest::operations()
{
    WireConsole probe(
        {world.trial.operationsPort(), world.trial.caFile().string(), &world.trial.clock, hearing()});
    Spoilt bare;
    bare.proof = false;
    EXPECT_EQ(probe.call("GET", "/healthz", {}, bare).as<wire::Health>().status, "ok");
    EXPECT_TRUE(probe.call("GET", "/readyz", {}, bare).as<wire::Ready>().ready);
    expect(probe.call("GET", "/metrics", {}, bare), 200);
    expect(probe.call("POST", "/metrics", "x", bare), 405, "method-not-allowed");
    expect(probe.call("GET", "/elsewhere", {}, bare), 404, "not-found");
}

void ExchangesTest::endings()
{
    // A name whose password is known is locked by ten wrong codes, and says so to who has them all.
    auto& weber = world["weber"];
    world.lockOut(weber);
    expect(weber.console.call("GET", "/v1/session"), 401, "session-ended");
    world.trial.clock.advance(std::chrono::hours(1));
    expect(world.signIn(weber), 403, "account-locked");
    auto& amira = world["amira"];
    world.keepAlive(amira);
    expect(amira.console.post("/v1/people/weber/unlock",
                              privileged("/v1/people/weber/unlock", world.freshCode(amira))),
           204);
    const auto disable = world.enter(
        amira, {wire::RoleChangeBody{PersonId("brandt"), wire::RoleAction::Disable, {}, "has left"}});
    std::ignore = world.enter(world["boris"], {world.decision(disable, wire::Gate::Admin)});
    expect(world.signIn(world["brandt"]), 403, "account-disabled");
}

void ExchangesTest::expectLogged()
{
    const auto text = log.text();
    std::set<std::string> incidents;
    std::set<std::string> secrets;
    for (const auto& exchange : heard) {
        const auto code = exchange.code();
        const auto incident = exchange.incident();
        if (!incident.empty())
            incidents.insert(incident);
        else if (!code.empty() && code != "use-dpop-nonce" && exchange.target.starts_with("/v1/"))
            ADD_FAILURE() << exchange.method << ' ' << exchange.target << ": no incident: " << exchange.body;
        for (const auto* body : {&exchange.requestBody, &exchange.body})
            for (auto& secret : secretsIn(*body))
                secrets.insert(std::move(secret));
    }
    EXPECT_GT(incidents.size(), 40U);
    EXPECT_GT(secrets.size(), 60U);
    for (const auto& incident : incidents)
        EXPECT_NE(text.find("incident " + incident + ":"), std::string::npos) << incident << " is in no line";
    for (const auto& secret : secrets)
        EXPECT_EQ(text.find(secret), std::string::npos) << "a secret is in the log: " << secret;
}

TEST_F(ExchangesTest, EverythingIsSaidOnceForTheDocument)
{
    std::ofstream(folder() + "/routes.json") << routesText(world.trial.routes());
    std::ofstream(folder() + "/codes.json") << codesText();
    beforeFounding();
    world.enrolAll();
    signingIn();
    people();
    reading();
    exports();
    streams();
    forms();
    strangersWords();
    operations();
    endings();
    EXPECT_GT(recording.size(), 150U);
    expectLogged();
}

} // namespace countersign::contract
