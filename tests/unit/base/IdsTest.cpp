#include "base/Ids.h"
#include "base/Secret.h"

#include <gtest/gtest.h>

namespace countersign {
namespace {

TEST(Ids, OnlyWhatIsSafeInPathsAndLogs)
{
    EXPECT_TRUE(isIdText("req_9TQm4sVb-1.x"));
    EXPECT_FALSE(isIdText(""));
    EXPECT_FALSE(isIdText("a/b"));
    EXPECT_FALSE(isIdText("a b"));
    EXPECT_FALSE(isIdText("ä"));
    EXPECT_FALSE(isIdText(std::string(65, 'a')));
    EXPECT_TRUE(isIdText(std::string(64, 'a')));
}

TEST(Ids, DigestTextIsBase64Url)
{
    const Digest zero;
    EXPECT_EQ(zero.text(), std::string(43, 'A'));
    EXPECT_EQ(Digest::fromText(zero.text()).value(), zero);
    EXPECT_FALSE(Digest::fromText(std::string(42, 'A')));
    EXPECT_FALSE(Digest::fromBytes(Bytes(31)));
}

TEST(Secret, IsMovedNotCopiedAndLeavesNothingBehind)
{
    Secret first(std::string_view("correct horse"));
    Secret second(std::move(first));
    EXPECT_EQ(second.revealText(), "correct horse");
    EXPECT_TRUE(first.empty()); // NOLINT(bugprone-use-after-move): this is the point
    EXPECT_TRUE(second.sameAs(bytesOf("correct horse")));
    EXPECT_FALSE(second.sameAs(bytesOf("correct horsf")));
    EXPECT_FALSE(second.sameAs(bytesOf("correct")));
    static_assert(!std::is_copy_constructible_v<Secret>);
}

TEST(Secret, WipeOverwrites)
{
    Bytes bytes{1, 2, 3};
    wipe(bytes);
    EXPECT_EQ(bytes, (Bytes{0, 0, 0}));
}

} // namespace
} // namespace countersign
