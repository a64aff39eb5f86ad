#include "server/audit/LogRoutes.h"
#include "unit/server/session/ServerFixture.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

TEST(LogRoutesBeforeFounding, NobodyCanCheckALogWithoutARoot)
{
    ServerFixture server;
    server::Dispatcher::Options options;
    options.authority = server.sessions.get();
    options.refusals = server.refusals.get();
    options.clock = &server.clock;
    options.origin = ServerFixture::origin;
    server::addLogRoutes(options.routes, *server.store);
    server.dispatcher = std::make_unique<server::Dispatcher>(std::move(options));
    const auto admin = server.member("amira", {wire::Role::Admin});
    for (const auto* log : {"trust", "audit"})
        EXPECT_EQ(
            ServerFixture::codeOf(server.send(admin, "GET", std::string("/v1/log/") + log + "/checkpoint")),
            "root-missing");
    EXPECT_EQ(ServerFixture::codeOf(server.send(admin, "GET", "/v1/log/trust/tile/0/000.p/1")), "not-found");
}

} // namespace
} // namespace countersign::test
