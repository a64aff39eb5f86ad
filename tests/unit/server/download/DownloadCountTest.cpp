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

TEST(DownloadCount, CountsWhatWasSentAndWhatMayYetBe)
{
    EXPECT_EQ(downloadsUsed({}, 100, now), 0);
    EXPECT_EQ(downloadsUsed({complete(100)}, 100, now), 1);
    EXPECT_EQ(downloadsUsed({ticket(0)}, 100, now), 1) << "may go on at any moment";
    EXPECT_EQ(downloadsUsed({ticket(0)}, 100, now + std::chrono::seconds(60)), 0) << "never begun";
    EXPECT_EQ(downloadsUsed({broken(99)}, 100, now), 0) << "a broken connection is forgiven";
    EXPECT_EQ(downloadsUsed({broken(99), broken(1)}, 100, now), 1) << "a whole length in pieces is not";
    EXPECT_EQ(downloadsUsed({complete(150), broken(99), broken(101), ticket(0)}, 100, now), 4);
}

} // namespace
} // namespace countersign::server
