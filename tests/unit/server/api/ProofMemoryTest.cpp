#include "server/api/ProofMemory.h"

#include "crypto/Sha256.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

Digest proof(int number)
{
    return crypto::sha256("proof " + std::to_string(number));
}

const Time start{std::chrono::sys_days(std::chrono::year(2026) / 11 / 28)};
constexpr std::chrono::seconds life{125};

TEST(ProofMemory, RemembersEachUntilItLapses)
{
    ProofMemory memory(10, 10);
    ASSERT_TRUE(memory.add(proof(1), "a", start + life));
    EXPECT_EQ(memory.add(proof(1), "b", start + life).error().code, ErrorCode::ProofRefused);
    memory.forgetLapsed(start + life);
    EXPECT_TRUE(memory.contains(proof(1)));
    memory.forgetLapsed(start + life + std::chrono::milliseconds(1));
    EXPECT_FALSE(memory.contains(proof(1)));
    EXPECT_TRUE(memory.add(proof(1), "b", start + 2 * life));
}

TEST(ProofMemory, OneHolderGetsItsShareAndHasItBack)
{
    ProofMemory memory(10, 2);
    ASSERT_TRUE(memory.add(proof(1), "a", start));
    ASSERT_TRUE(memory.add(proof(2), "a", start + life));
    EXPECT_EQ(memory.add(proof(3), "a", start + life).error().code, ErrorCode::TooManyRequests);
    EXPECT_TRUE(memory.add(proof(3), "b", start + life)) << "nobody else is refused for it";
    memory.forgetLapsed(start + std::chrono::seconds(1));
    EXPECT_TRUE(memory.add(proof(4), "a", start + life));
}

// A crowd of addresses, each within its share, fills what there is.
TEST(ProofMemory, AFloodForgetsItsOwn)
{
    ProofMemory memory(100, 20);
    ASSERT_TRUE(memory.add(proof(0), "the nurse", start));
    for (int i = 1; i < 100; ++i)
        ASSERT_TRUE(memory.add(proof(i), "stranger " + std::to_string(i % 7), start));
    for (int i = 100; i < 1000; ++i)
        std::ignore = memory.add(proof(i), "stranger " + std::to_string(i % 60), start);
    EXPECT_TRUE(memory.contains(proof(0))) << "hers is remembered";
    EXPECT_TRUE(memory.add(proof(2000), "the doctor", start)) << "and whoever comes now is served";
    int kept = 0;
    for (int i = 0; i <= 2000; ++i)
        kept += memory.contains(proof(i)) ? 1 : 0;
    EXPECT_EQ(kept, 100) << "within the bound";
}

TEST(ProofMemory, OfEqualsTheOldestGoes)
{
    ProofMemory memory(3, 3);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(memory.add(proof(i), std::to_string(i), start));
    EXPECT_FALSE(memory.contains(proof(0)));
    EXPECT_FALSE(memory.contains(proof(1)));
    EXPECT_TRUE(memory.contains(proof(2)));
}

} // namespace
} // namespace countersign::server
