#include "server/download/DownloadCount.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

constexpr Time now{std::chrono::hours(100)};

TicketRow ticket(std::uint64_t sent)
{
    TicketRow row;
    row.beginBy = now + std::chrono::seconds(60);
    row.expires = now + TicketRow::life;
    row.sent = sent;
    return row;
}

TicketRow broken(std::uint64_t sent)
{
    auto row = ticket(sent);
    row.burned = now;
    return row;
}

TicketRow complete(std::uint64_t sent)
{
    auto row = broken(sent);
    row.lastByte = now;
    return row;
}

TEST(TicketCover, GrowsFromTheBeginningOnAlone)
{
    auto row = ticket(0);
    row.cover(5, 95);
    EXPECT_EQ(row.covered, 0U);
    row.cover(0, 5);
    row.cover(6, 94);
    EXPECT_EQ(row.covered, 5U);
    row.cover(2, 1);
    EXPECT_EQ(row.covered, 5U) << "never back";
    row.cover(5, 95);
    EXPECT_EQ(row.covered, 100U);
}

TEST(TicketCover, BelievesAResumptionOnlyAfterAKillAndOnlySoFar)
{
    auto row = ticket(0);
    row.coverUnended(50, 1000);
    EXPECT_EQ(row.covered, 0U) << "every end is written";
    row.unended = 10;
    row.coverUnended(50, 1000);
    EXPECT_EQ(row.covered, 0U) << "it began behind a gap";
    row.unended = 0;
    row.coverUnended(50, 30);
    EXPECT_EQ(row.covered, 30U);
    row.coverUnended(20, 30);
    EXPECT_EQ(row.covered, 30U);
}

TEST(DownloadCount, CountsWhatWasSentAndWhatMayYetBe)
{
    EXPECT_EQ(downloadsUsed({}, 100, now), 0);
    EXPECT_EQ(downloadsUsed({complete(100)}, 100, now), 1);
    EXPECT_EQ(downloadsUsed({ticket(0)}, 100, now), 1) << "may go on at any moment";
    EXPECT_EQ(downloadsUsed({ticket(0)}, 100, now + std::chrono::seconds(60)), 0) << "never begun";
    EXPECT_EQ(downloadsUsed({broken(90)}, 100, now), 0) << "a broken connection is forgiven";
    EXPECT_EQ(downloadsUsed({broken(90), broken(10)}, 100, now), 1) << "a whole length in pieces is not";
    EXPECT_EQ(downloadsUsed({complete(150), broken(90), broken(10), ticket(0)}, 100, now), 3);
}

// `Range: bytes=1-`, or a connection dropped on the last byte: the file is there, but for what anybody can do
// without.
TEST(DownloadCount, AllButALastLittleIsADownload)
{
    EXPECT_EQ(downloadsUsed({broken(99)}, 100, now), 1);
    EXPECT_EQ(downloadsUsed({broken(94)}, 100, now), 1);
    EXPECT_EQ(downloadsUsed({broken(93)}, 100, now), 0);
    EXPECT_EQ(downloadsUsed({broken(99), broken(99)}, 100, now), 2);
    constexpr std::uint64_t segment = 1'048'576, large = 1000 * segment;
    EXPECT_EQ(downloadsUsed({broken(large - segment)}, large, now), 1);
    EXPECT_EQ(downloadsUsed({broken(large - segment - 1)}, large, now), 0);
    EXPECT_EQ(downloadsUsed({broken(0)}, 10, now), 0) << "of a small file, too, nothing is nothing";
    EXPECT_EQ(downloadsUsed({broken(0)}, 0, now), 0);
}

} // namespace
} // namespace countersign::server
