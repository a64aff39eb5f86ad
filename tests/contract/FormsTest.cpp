#include "contract/ContractWorld.h"
#include "contract/RouteTargets.h"

#include <gtest/gtest.h>

/// Every route, called by somebody whom it lets in, in forms that none takes.
namespace countersign::contract {

TEST(FormsTest, WhatIsOfAnotherFormIsRefusedOnEveryRoute)
{
    ContractWorld world;
    world.enrolAll();
    // Somebody whom each route lets in.
    const auto whoMay = [&](const server::Route& route) -> WireConsole& {
        const char* person = "adler";
        if (route.access == server::Access::Roles)
            person = route.roles.front() == wire::Role::Admin                ? "amira"
                     : route.roles.front() == wire::Role::ArtifactDownloader ? "silva"
                     : route.roles.front() == wire::Role::ExportOperator     ? "okafor"
                                                                             : "lindqvist";
        world.keepAlive(world[person]);
        return world[person].console;
    };
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    std::size_t posts = 0;
    for (const auto& route : world.trial.routes()) {
        auto& console = whoMay(route);
        const auto target = targetOf(route);
        const auto post = [&](const std::string& body, const Spoilt& with = {}) {
            return console.call(route.method, target, body, with);
        };
        for (const auto* method : {"PUT", "PATCH", "OPTIONS", "TRACE", "get"}) {
            const auto other = console.call(method, target);
            EXPECT_TRUE(other.status == 405 || other.status == 400)
                << method << ' ' << target << other.status;
            if (other.status == 405) {
                EXPECT_NE(other.header("Allow").find(route.method), std::string::npos) << target;
            }
        }
        EXPECT_EQ(
            console.call(route.method, target + "?person=amira", route.method == "POST" ? "{}" : "").code(),
            "bad-request")
            << target;
        const auto large = post(std::string(1'200'000, ' '));
        EXPECT_EQ(large.code(), "too-large") << target;
        EXPECT_EQ(large.status, 413) << target;
        if (route.method != "POST") {
            EXPECT_EQ(post("{}").code(), "bad-request") << route.method << ' ' << target << " takes a body";
            continue;
        }
        ++posts;
        EXPECT_EQ(post(deep).code(), "malformed-json") << target;
        EXPECT_EQ(post(R"({"a":1,"a":2})").code(), "malformed-json") << target;
        EXPECT_EQ(post("\xEF\xBB\xBF{}").code(), "malformed-json") << target;
        EXPECT_EQ(post("{} {}").code(), "malformed-json") << target;
        EXPECT_EQ(post("[]").code(), "bad-request") << target;
        for (const auto* type :
             {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""}) {
            Spoilt typed;
            typed.contentType = type;
            EXPECT_EQ(post("{}", typed).code(), "unsupported-content") << target << ' ' << type;
        }
        Spoilt encoded;
        encoded.headers = {{"Content-Encoding", "gzip"}};
        EXPECT_EQ(post("{}", encoded).code(), "unsupported-content") << target;
    }
    EXPECT_GE(posts, 12U);
}

} // namespace countersign::contract
