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
    // Letters and marks without a shape: combining grapheme joiner, Hangul fillers, Khmer inherent vowel,
    // Mongolian and general variation selectors, blank Braille.
    for (const char32_t blank : {0x034F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180F, 0x2800, 0x3164, 0xFE0F,
                                 0xFFA0, 0xFFF0, 0x13430, 0x16FE4, 0x1D159, 0x1D173})
        EXPECT_TRUE(isHidden(blank)) << std::hex << static_cast<std::uint32_t>(blank);
    for (const char32_t seen : {U' ', U'\u00A0', U'\u0301', U'\u1161', U'\u2801', U'\u3165', U'\uFF61', U'😀'})
        EXPECT_FALSE(isHidden(seen)) << std::hex << static_cast<std::uint32_t>(seen);
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
