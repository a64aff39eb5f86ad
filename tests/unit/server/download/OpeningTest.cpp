#include "unit/server/download/DownloadWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

/// The first file was fetched and receipted by dora, who kept it sealed.
class OpeningTest : public ::testing::Test
{
protected:
    OpeningTest()
    {
        const auto ticket = world.ticket(world.opened(world.dora));
        EXPECT_FALSE(DownloadWorld::drain(world.get(world.dora, ticket.path)).cut);
        EXPECT_EQ(
            ServerFixture::codeOf(world.give(world.dora, ticket, world.receiptOf(world.dora.who, ticket))),
            "");
        file = ticket.file;
    }

    http::Response ask(const Member& member, const std::string& code)
    {
        const wire::OpeningAsk message{world.release.digest, Secret(std::string_view(code))};
        return world.server.send(member, "POST", "/v1/openings", wire::encode(message));
    }
    http::Response ask(const Member& member) { return ask(member, world.server.freshCode(member)); }
    http::Response tell(const Member& member, const FileId& which, std::uint64_t allowed)
    {
        const wire::OpeningReport message{world.release.digest, allowed, world.server.clock.now()};
        return world.server.send(member, "POST", "/v1/files/" + which.text() + "/openings",
                                 wire::encode(message));
    }
    std::string report(const Member& member, const FileId& which, std::uint64_t allowed)
    {
        return ServerFixture::codeOf(tell(member, which, allowed));
    }
    static wire::Done done(const http::Response& response)
    {
        EXPECT_EQ(response.status, 200) << response.body;
        return wire::decode<wire::Done>(response.body).value();
    }
    std::uint64_t allowed() { return done(ask(world.dora)).auditIndex; }

    DownloadWorld world;
    FileId file;
};

TEST_F(OpeningTest, TakesAFreshCodeAndIsReported)
{
    const auto code = world.server.freshCode(world.dora);
    const auto entry = done(ask(world.dora, code)).auditIndex;
    EXPECT_EQ(ServerFixture::codeOf(ask(world.dora, code)), "code-used");
    EXPECT_EQ(ServerFixture::codeOf(ask(world.dora, "")), "code-needed");
    EXPECT_EQ(world.logged("download.unseal", "done"), 1);
    EXPECT_EQ(report(world.dora, file, entry), "");
    EXPECT_EQ(world.logged("download.unsealed", "done"), 1);
}

TEST_F(OpeningTest, IsForWhoFetchedIt)
{
    world.server.signIn(world.erik);
    EXPECT_EQ(ServerFixture::codeOf(ask(world.erik)), "not-recipient");
    EXPECT_EQ(ServerFixture::codeOf(ask(world.olga)), "role-missing");
    EXPECT_EQ(world.logged("download.unseal", "done"), 0);
    const auto entry = allowed();
    EXPECT_EQ(report(world.erik, file, entry), "not-open");
    EXPECT_EQ(report(world.dora, world.file(1).id, entry), "not-open") << "it was never fetched";
    EXPECT_EQ(report(world.dora, FileId(std::string(32, 'a')), entry), "not-found");
    EXPECT_EQ(world.logged("download.unsealed", "done"), 0);
}

TEST_F(OpeningTest, ReportsNameTheEntryThatAllowedIt)
{
    const auto entry = allowed();
    EXPECT_EQ(report(world.dora, file, entry + 1000), "conflict");
    EXPECT_EQ(report(world.dora, file, entry - 1), "conflict") << "another entry";
    EXPECT_EQ(report(world.dora, file, entry), "");
}

// Its answer may have been lost.
TEST_F(OpeningTest, TheSameReportAgainIsTheSameEntry)
{
    const auto first = allowed();
    const auto entry = done(tell(world.dora, file, first)).auditIndex;
    EXPECT_EQ(done(tell(world.dora, file, first)).auditIndex, entry);
    EXPECT_EQ(world.logged("download.unsealed", "done"), 1);
    world.server.clock.advance(std::chrono::minutes(1));
    EXPECT_NE(done(tell(world.dora, file, allowed())).auditIndex, entry) << "another opening";
    EXPECT_EQ(world.logged("download.unsealed", "done"), 2);
}

// What was fetched in time may be opened when nothing can be fetched any more.
TEST_F(OpeningTest, GoesOnAfterTheExportHasEnded)
{
    const auto ends = std::get<wire::ReleaseBody>(world.release.statement.body).ends;
    world.server.clock.advance(ends - world.server.clock.now() + std::chrono::minutes(1));
    world.server.signIn(world.dora);
    EXPECT_EQ(ServerFixture::codeOf(world.open(world.dora)), "lapsed");
    EXPECT_EQ(ServerFixture::codeOf(ask(world.dora)), "");
}

} // namespace
} // namespace countersign::test
