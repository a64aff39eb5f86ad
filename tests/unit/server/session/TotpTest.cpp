#include "server/session/Totp.h"

#include <gtest/gtest.h>

namespace countersign::server {
namespace {

const std::string_view seed = "12345678901234567890";

Time at(std::int64_t seconds)
{
    return Time(std::chrono::seconds(seconds));
}

// RFC 6238, appendix B, the SHA-1 rows: eight digits.
TEST(Totp, PublishedVectors)
{
    const Secret secret{seed};
    const std::pair<std::int64_t, const char*> vectors[] = {
        {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
        {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& [seconds, code] : vectors)
        EXPECT_EQ(totpCode(secret, totpStepAt(at(seconds)), 8), code) << seconds;
}

TEST(Totp, AcceptsThisStepAndTheOneBefore)
{
    const Secret secret{seed};
    const auto now = at(1111111111);
    const auto step = totpStepAt(now);
    EXPECT_EQ(totpStepOf(secret, totpCode(secret, step), now), step);
    EXPECT_EQ(totpStepOf(secret, totpCode(secret, step - 1), now), step - 1);
    EXPECT_FALSE(totpStepOf(secret, totpCode(secret, step - 2), now));
    EXPECT_FALSE(totpStepOf(secret, totpCode(secret, step + 1), now)) << "a code of the future";
    EXPECT_FALSE(totpStepOf(secret, "", now));
    EXPECT_FALSE(totpStepOf(secret, totpCode(secret, step, 8), now)) << "eight digits are not six";
}

} // namespace
} // namespace countersign::server
