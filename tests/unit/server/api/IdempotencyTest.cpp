#include "server/api/Idempotency.h"
#include "crypto/Sha256.h"
#include "support/ManualClock.h"

#include <gtest/gtest.h>

namespace countersign::test {
namespace {

using server::Idempotency;

http::Response answered(int status, std::string body = "x")
{
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

class IdempotencyTest : public testing::Test
{
protected:
    Result<std::optional<http::Response>> begin(const std::string& key, const std::string& text = "body")
    {
        return kept.begin(key, crypto::sha256(text));
    }

    ManualClock clock;
    Idempotency kept{clock};
};

TEST_F(IdempotencyTest, WhileOneIsUnderWayTheOtherWaitsOutside)
{
    ASSERT_TRUE(begin("a"));
    const auto second = begin("a");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    kept.end("a", answered(201));
    const auto third = begin("a");
    ASSERT_TRUE(third && *third);
    EXPECT_EQ((*third)->status, 201);
}

TEST_F(IdempotencyTest, WhatFailedMayBeTriedAgain)
{
    for (const int status : {400, 403, 409, 500, 503}) {
        ASSERT_TRUE(begin("a"));
        kept.end("a", answered(status));
        const auto again = begin("a");
        ASSERT_TRUE(again);
        EXPECT_FALSE(*again) << status;
        kept.end("a", answered(status));
    }
}

TEST_F(IdempotencyTest, StreamsAndHugeAnswersAreNotKept)
{
    ASSERT_TRUE(begin("a"));
    kept.end("a", answered(200, std::string(64 * 1024 + 1, 'x')));
    EXPECT_FALSE(*begin("a"));
    kept.end("a", answered(500));
    ASSERT_TRUE(begin("b"));
    auto stream = answered(200);
    stream.events = [](std::shared_ptr<http::EventStream>) {};
    kept.end("b", stream);
    EXPECT_FALSE(*begin("b"));
}

TEST_F(IdempotencyTest, ACrowdNeverPushesOutWhatIsUnderWay)
{
    ASSERT_TRUE(begin("a")); // sorts before all that come
    for (int i = 0; i < 5000; ++i) {
        const auto key = "k" + std::to_string(i);
        ASSERT_TRUE(begin(key)) << i;
        kept.end(key, answered(200));
        clock.advance(std::chrono::milliseconds(1));
    }
    EXPECT_FALSE(begin("a")) << "still under way: it must not run twice";
    EXPECT_TRUE(*begin("k4999")) << "the newest are kept";
    EXPECT_FALSE(*begin("k0")) << "the oldest went";
}

TEST_F(IdempotencyTest, MoreThanCanBeKeptAtOnceAreRefused)
{
    int taken = 0;
    while (taken < 10'000 && begin(std::to_string(taken)))
        ++taken;
    EXPECT_LT(taken, 10'000);
    EXPECT_EQ(begin("one more").error().code, ErrorCode::TooManyRequests);
    kept.end("0", answered(500));
    EXPECT_TRUE(begin("one more"));
}

} // namespace
} // namespace countersign::test
