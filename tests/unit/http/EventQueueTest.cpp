#include "server/http/EventQueue.h"

#include <gtest/gtest.h>

namespace countersign::http {

TEST(EventQueue, WritesTheEventStreamFormat)
{
    EventQueue queue([](bool) {});
    EXPECT_TRUE(queue.push("job", "a\nb\r\nc"));
    EXPECT_TRUE(queue.push("", "{}"));
    EXPECT_EQ(queue.take(), "event: job\ndata: a\ndata: b\ndata: c\n\ndata: {}\n\n");
    EXPECT_EQ(queue.take(), "");
}

TEST(EventQueue, DropsAPeerThatIsTooSlow)
{
    int cuts = 0;
    EventQueue queue([&](bool cut) { cuts += cut ? 1 : 0; });
    for (std::size_t i = 0; i < EventQueue::MaximumPending; ++i)
        ASSERT_TRUE(queue.push("a", "b"));
    EXPECT_EQ(cuts, 0);
    EXPECT_FALSE(queue.push("a", "b"));
    EXPECT_EQ(cuts, 1);
    EXPECT_TRUE(queue.closed());
}

TEST(EventQueue, WakesNobodyOnceDetached)
{
    int wakes = 0;
    EventQueue queue([&](bool) { ++wakes; });
    queue.detach();
    EXPECT_FALSE(queue.push("a", "b"));
    queue.close();
    EXPECT_EQ(wakes, 0);
}

} // namespace countersign::http
