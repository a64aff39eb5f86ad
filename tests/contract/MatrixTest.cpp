#include "contract/ContractWorld.h"
#include "contract/RouteTargets.h"
#include "wire/Audit.h"

#include <gtest/gtest.h>

/// Every route, called by everybody, against the table of routes of the running server: who is let in is
/// exactly whom the table names, and everybody else is told so by a stable code and stands in the audit log.
namespace countersign::contract {

namespace {

using server::Access;
using server::Route;

/// Somebody at a console, whatever they hold.
struct Actor
{
    std::string name;
    WireConsole* console = nullptr;
    std::set<wire::Role> roles = {};
    bool signedIn = false;
    bool proves = true;
    Spoilt with = {};
    std::string refusedWith = {}; ///< the code, where a session is needed
};

class MatrixTest : public testing::Test
{
protected:
    MatrixTest() { world.enrolAll(); }

    Exchange call(const Route& route, WireConsole& console, const Spoilt& with = {})
    {
        return console.call(route.method, targetOf(route), route.method == "POST" ? "{}" : "", with);
    }

    /// Who is let in comes to the handler, which finds nothing there or does not like the body.
    void expectLetIn(const Route& route, const Exchange& exchange, const std::string& who)
    {
        EXPECT_NE(exchange.status, 401)
            << who << ' ' << route.method << ' ' << route.pattern << ' ' << exchange.body;
        EXPECT_NE(exchange.code(), "role-missing") << who << ' ' << route.method << ' ' << route.pattern;
        if (route.method == "POST") {
            EXPECT_EQ(exchange.code(), "bad-request") << who << ' ' << route.pattern << ' ' << exchange.body;
        }
    }
    void expectRefused(const Route& route, const Exchange& exchange, const std::string& who,
                       const std::string& code)
    {
        EXPECT_EQ(exchange.code(), code)
            << who << ' ' << route.method << ' ' << route.pattern << ' ' << exchange.body;
        EXPECT_EQ(exchange.status, code == "role-missing" ? 403 : 401);
        EXPECT_EQ(exchange.header("WWW-Authenticate").empty(), exchange.status != 401) << route.pattern;
        refused.emplace(exchange.incident(), route.action);
    }
    void tryAll(const Actor& actor);
    [[nodiscard]] std::map<std::string, wire::AuditEntry> published();
    void expectAudited();

    [[nodiscard]] Actor of(const std::string& person, std::set<wire::Role> roles)
    {
        world.keepAlive(world[person]);
        return {person, &world[person].console, std::move(roles), true};
    }

    ContractWorld world;
    std::map<std::string, std::string> refused; ///< incident, action of its route
};

void MatrixTest::tryAll(const Actor& actor)
{
    for (const auto& route : world.trial.routes()) {
        // Whoever may sign out is signed out by it: its own test.
        if (route.method == "DELETE" && actor.signedIn)
            continue;
        // An event stream that is opened stays open.
        if (route.pattern == "/v1/events" && actor.signedIn)
            continue;
        // Signing in takes no token, whosever it is.
        if (actor.with.token && route.access == Access::Proof)
            continue;
        const auto exchange = call(route, *actor.console, actor.with);
        if (!actor.proves)
            expectRefused(route, exchange, actor.name, "dpop-refused");
        else if (route.access == Access::Proof)
            expectLetIn(route, exchange, actor.name);
        else if (!actor.signedIn)
            expectRefused(route, exchange, actor.name, actor.refusedWith);
        else if (route.access == Access::Session ||
                 std::ranges::any_of(route.roles, [&](auto role) { return actor.roles.contains(role); }))
            expectLetIn(route, exchange, actor.name);
        else
            expectRefused(route, exchange, actor.name, "role-missing");
    }
}

// What the audit log holds up to its newest checkpoint, by id.
std::map<std::string, wire::AuditEntry> MatrixTest::published()
{
    auto& eva = world["lindqvist"];
    world.keepAlive(eva);
    std::map<std::string, wire::AuditEntry> entries;
    const auto size = world.heads(eva).audit.size;
    for (std::uint64_t first = 0; first < size; first += 256) {
        const auto width = static_cast<unsigned>(std::min<std::uint64_t>(256, size - first));
        const auto path = crypto::tilePath({-1, first / 256, width});
        const auto bundle = eva.console.call("GET", "/v1/log/audit/" + path);
        const auto lines = crypto::decodeBundle(bytesOf(bundle.body)).value();
        for (const auto& line : lines) {
            const auto entry = wire::decode<wire::AuditEntry>(line).value();
            entries[entry.id] = entry;
        }
    }
    return entries;
}

// Each refusal's incident is the id of an entry; those of strangers share one a minute.
void MatrixTest::expectAudited()
{
    auto entries = published();
    const auto missing = [&] {
        return std::ranges::any_of(refused, [&](const auto& one) { return !entries.contains(one.first); });
    };
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (missing() && std::chrono::steady_clock::now() < end) // a checkpoint a second, at most
        entries = published();
    for (const auto& [incident, action] : refused) {
        ASSERT_TRUE(entries.contains(incident)) << incident << ' ' << action << " is in no entry";
        EXPECT_EQ(entries[incident].outcome, "denied");
        EXPECT_TRUE(entries[incident].detail.contains("code"));
    }
}

} // namespace

TEST_F(MatrixTest, EveryRouteLetsInWhomTheTableNamesAndNobodyElse)
{
    using wire::Role;
    // Without any role: Tom Weber, whose only one is withdrawn.
    const auto withdrawn =
        world.enter(world["amira"], {wire::RoleChangeBody{PersonId("weber"), wire::RoleAction::Withdraw,
                                                          Role::SecurityApprover, "on leave"}});
    std::ignore = world.enter(world["boris"], {world.decision(withdrawn, wire::Gate::Admin)});
    std::vector<Actor> actors{
        of("okafor", {Role::ExportOperator}),       of("adler", {Role::SecurityApprover}),
        of("silva", {Role::ArtifactDownloader}),    of("amira", {Role::Admin}),
        of("lindqvist", {Role::ComplianceOfficer}), of("weber", {})};
    std::size_t held = 0;
    for (const auto& actor : actors) {
        const auto me = actor.console->call("GET", "/v1/session").as<wire::Me>();
        EXPECT_EQ(std::set<Role>(me.roles.begin(), me.roles.end()), actor.roles) << actor.name;
        held += me.roles.size();
        tryAll(actor);
    }
    EXPECT_EQ(held, 5U) << "each role is held by somebody";
    // What is told to somebody known is an entry of its own, under their name.
    EXPECT_GT(refused.size(), 20U);
    EXPECT_FALSE(refused.contains("")) << "a refusal without incident";
    expectAudited();
}

TEST_F(MatrixTest, WhoIsNotSignedInIsLetInNowhere)
{
    auto nobody = world.stranger();
    tryAll({"nobody", &nobody, {}, false, true, {}, "session-ended"});
    Spoilt bare;
    bare.proof = false;
    tryAll({"nobody, without proof", &nobody, {}, false, false, bare, {}});
    auto& amira = world["amira"];
    world.keepAlive(amira);
    const auto token = amira.console.token;
    Spoilt unknown;
    unknown.token = "an-invented-token";
    tryAll({"invented token", &nobody, {}, false, true, unknown, "session-ended"});

    // On routes of the session a token of somebody else, from a device of one's own, is worth nothing.
    Spoilt stolen;
    stolen.token = token;
    for (auto* console : {&nobody, &world["adler"].console})
        for (const auto& route : world.trial.routes())
            if (route.access != Access::Proof)
                expectRefused(route, call(route, *console, stolen), "stolen token", "dpop-refused");
    const auto other = crypto::SigningKey::generate();
    Spoilt rekeyed;
    rekeyed.device = &other;
    for (const auto& route : world.trial.routes())
        if (route.access != Access::Proof)
            expectRefused(route, call(route, amira.console, rekeyed), "another key", "dpop-refused");
    Spoilt elsewhere;
    elsewhere.proofOf = "/v1/elsewhere";
    for (const auto& route : world.trial.routes())
        expectRefused(route, call(route, amira.console, elsewhere), "a proof for elsewhere", "dpop-refused");
    EXPECT_EQ(amira.console.call("GET", "/v1/session").status, 200) << "her own session still stands";
    expectAudited();
}

TEST_F(MatrixTest, WhoseSessionIsOverIsLetInNowhere)
{
    const auto over = [&](const std::string& person) {
        return Actor{person, &world[person].console, {}, false, true, {}, "session-ended"};
    };
    // Signed out.
    EXPECT_EQ(world["adler"].console.call("DELETE", "/v1/session").status, 204);
    const auto kept = world["adler"].console.token;
    tryAll(over("adler"));
    EXPECT_EQ(world["adler"].console.token, kept);
    // Locked by ten wrong codes.
    world.lockOut(world["weber"]);
    tryAll(over("weber"));
    // Disabled by two admins.
    world.keepAlive(world["okafor"]);
    const auto disabled =
        world.enter(world["amira"],
                    {wire::RoleChangeBody{PersonId("okafor"), wire::RoleAction::Disable, {}, "has left"}});
    std::ignore = world.enter(world["boris"], {world.decision(disabled, wire::Gate::Admin)});
    tryAll(over("okafor"));
    // Idle for too long, and a token past its end.
    world.keepAlive(world["silva"]);
    world.keepAlive(world["lindqvist"]);
    const auto fresh = world["lindqvist"].console.token;
    world.trial.clock.advance(std::chrono::minutes(6));
    tryAll(over("lindqvist"));
    world.trial.clock.advance(std::chrono::minutes(16));
    tryAll(over("silva"));
    EXPECT_EQ(world["lindqvist"].console.token, fresh);
}

} // namespace countersign::contract
