#include "base/Quotes.h"

#include <gtest/gtest.h>

namespace countersign {
namespace {

TEST(Quotes, NothingWithinEndsThem)
{
    EXPECT_EQ(withinQuotes("Łódź, the patients' own – 李"), "Łódź, the patients' own – 李");
    EXPECT_EQ(withinQuotes(""), "");
    EXPECT_EQ(withinQuotes("a” b “c"), "a' b 'c");
    for (const auto* mark : {"\"", "\u02BA", "\u02EE", "\u201C", "\u201D", "\u201E", "\u201F", "\u2E42",
                             "\u301D", "\u301E", "\u301F", "\uFF02"})
        EXPECT_EQ(withinQuotes(mark), "'") << mark;
    EXPECT_EQ(withinQuotes("\xE2\x80"), "\xE2\x80"); // cut off: whoever shows it says so
}

} // namespace
} // namespace countersign
