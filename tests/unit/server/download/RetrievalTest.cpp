#include "unit/server/download/DownloadWorld.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

constexpr auto codeOf = &ServerFixture::codeOf;

TEST(Retrieval, OneCodeOpensAllFilesAndTheExportIsRetrieved)
{
    DownloadWorld world;
    const auto retrieval = world.opened(world.dora);
    for (int i = 0; i < 2; ++i) {
        const auto ticket = world.ticket(retrieval, i);
        const auto response = world.get(world.dora, ticket.path);
        ASSERT_EQ(response.status, 200) << response.body;
        EXPECT_EQ(response.length, ticket.sealedLength);
        const auto read = DownloadWorld::drain(response);
        ASSERT_FALSE(read.cut);
        EXPECT_EQ(world.plaintextOf(ticket, read.bytes), world.contents[static_cast<std::size_t>(i)]);
        EXPECT_EQ(world.state(), wire::JobState::Released);
        const auto given = world.give(world.dora, ticket, world.receiptOf(world.dora.who, ticket));
        ASSERT_EQ(given.status, 200) << given.body;
        EXPECT_EQ(world.file(i).downloads, 1);
    }
    EXPECT_EQ(world.state(), wire::JobState::Retrieved);
    EXPECT_EQ(world.logged("download.open", "done"), 1);
    for (const auto* action : {"download.ticket", "download.begin", "download.end", "download.receipt"})
        EXPECT_EQ(world.logged(action, "done"), 2) << action;
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, world.file(0).id)), "retrieval-closed")
        << "its list of files is fetched";
    EXPECT_EQ(codeOf(world.open(world.dora)), "downloads-exhausted");
}

TEST(Retrieval, OnlyWhoIsNamedAndADownloaderOpensOne)
{
    DownloadWorld world;
    for (const auto* member : {&world.olga, &world.paul, &world.carl})
        EXPECT_EQ(codeOf(world.open(*member)), "role-missing") << member->who.id.text();
    world.server.signIn(world.erik);
    EXPECT_EQ(codeOf(world.open(world.erik)), "not-recipient");
    EXPECT_EQ(world.logged("download.open", "denied"), 1);
    EXPECT_EQ(codeOf(world.open(world.dora, world.request.digest, world.server.freshCode(world.dora))),
              "not-found")
        << "a request is no release";
}

TEST(Retrieval, NeedsACodeTypedForIt)
{
    DownloadWorld world;
    const auto code = world.server.freshCode(world.dora);
    EXPECT_EQ(codeOf(world.open(world.dora, world.release.digest, "")), "code-needed");
    EXPECT_EQ(codeOf(world.open(world.dora, world.release.digest, "abcdef")), "code-refused");
    EXPECT_EQ(codeOf(world.open(world.dora, world.release.digest, code)), "");
    EXPECT_EQ(codeOf(world.open(world.dora, world.release.digest, code)), "code-used");
}

TEST(Retrieval, BelongsToItsSessionAndLastsAnHour)
{
    DownloadWorld world;
    const auto retrieval = world.opened(world.dora);
    const auto file = world.file(0).id;
    EXPECT_EQ(codeOf(world.ask(world.erik, retrieval, file)), "retrieval-closed") << "another person";
    auto again = world.dora;
    world.server.signIn(again);
    EXPECT_EQ(codeOf(world.ask(again, retrieval, file)), "retrieval-closed") << "another session";
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, FileId(std::string(32, 'a')))), "not-found");
    const auto ticket = world.ticket(retrieval);
    world.server.clock.advance(std::chrono::seconds(10));
    ASSERT_EQ(world.get(world.dora, ticket.path).status, 200);
    // Kept awake, as somebody at work does.
    for (int i = 0; i < 6; ++i) {
        world.server.clock.advance(std::chrono::minutes(10));
        world.server.signIn(again);
    }
    EXPECT_EQ(codeOf(world.ask(again, retrieval, file)), "retrieval-closed");
    EXPECT_EQ(codeOf(world.get(again, ticket.path, "bytes=5-")), "retrieval-closed");
    // A new code lets the ticket of before go on.
    ASSERT_EQ(codeOf(world.open(again)), "");
    EXPECT_EQ(world.get(again, ticket.path, "bytes=5-").status, 206);
}

TEST(Retrieval, AWithdrawnExportIsFetchedByNobody)
{
    DownloadWorld world;
    const auto retrieval = world.opened(world.dora);
    world.server.mustPost(
        world.olga, world.server.sign(world.olga.who, wire::WithdrawalBody{world.request.digest, "no"}));
    EXPECT_EQ(codeOf(world.ask(world.dora, retrieval, world.file(0).id)), "not-open");
    EXPECT_EQ(codeOf(world.open(world.dora)), "not-open");
}

} // namespace
} // namespace countersign::test
