#include "base/Text.h"

#include <gtest/gtest.h>

namespace countersign {
namespace {

TEST(Text, Utf8AsUnicodeDefinesIt)
{
    EXPECT_TRUE(isUtf8("Zoë, 李, 😀"));
    EXPECT_FALSE(isUtf8("\xC0\xAF"));         // overlong slash
    EXPECT_FALSE(isUtf8("\xE0\x80\xAF"));     // overlong, three bytes
    EXPECT_FALSE(isUtf8("\xED\xA0\x80"));     // surrogate
    EXPECT_FALSE(isUtf8("\xF4\x90\x80\x80")); // beyond U+10FFFF
    EXPECT_FALSE(isUtf8("\xE2\x82"));         // cut off
    EXPECT_FALSE(isUtf8("\x80"));
}

TEST(Text, WhatIsReadIsWhatIsSigned)
{
    EXPECT_TRUE(isPlainText("Quarterly cancer registry extract – Łódź"));
    EXPECT_FALSE(isPlainText("two\nlines"));
    EXPECT_FALSE(isPlainText("bell\x07"));
    EXPECT_FALSE(isPlainText("\xC2\x85")); // U+0085, a C1 control
    EXPECT_FALSE(isPlainText("x\xE2\x80\xAE"
                             "evil")); // U+202E right-to-left override
    EXPECT_FALSE(isPlainText("x\xE2\x81\xA6"
                             "evil"));               // U+2066 isolate
    EXPECT_FALSE(isPlainText("x\xE2\x80\xA8y"));     // U+2028 line separator
    EXPECT_FALSE(isPlainText("x\xC2\xADy"));         // U+00AD soft hyphen: two texts that look alike
    EXPECT_FALSE(isPlainText("x\xF3\xA0\x81\x81y")); // U+E0041, a tag
}

TEST(Text, ShortenedKeepsHeadAndTail)
{
    EXPECT_EQ(shortened("short"), "short");
    const auto text = shortened("abcdefghijklmnopqrstuvwxyz");
    EXPECT_TRUE(text.starts_with("abcd"));
    EXPECT_TRUE(text.ends_with("wxyz"));
    EXPECT_LT(text.size(), 16U);
}

} // namespace
} // namespace countersign
