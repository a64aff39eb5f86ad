#include "base/Base64.h"

#include <gtest/gtest.h>

namespace countersign {
namespace {

// RFC 4648 §10.
const std::pair<const char*, const char*> vectors64[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
const std::pair<const char*, const char*> vectors32[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};

TEST(Base64, PublishedVectorsBothWays)
{
    for (const auto& [plain, text] : vectors64) {
        EXPECT_EQ(base64(bytesOf(plain)), text);
        const auto back = fromBase64(text);
        ASSERT_TRUE(back);
        EXPECT_EQ(textOf(*back), plain);
    }
    for (const auto& [plain, text] : vectors32)
        EXPECT_EQ(base32(bytesOf(plain)), text);
}

// RFC 7515 appendix C.
TEST(Base64, UrlAlphabetOfJose)
{
    const Bytes bytes{3, 236, 255, 224, 193};
    EXPECT_EQ(base64Url(bytes), "A-z_4ME");
    EXPECT_EQ(fromBase64Url("A-z_4ME").value(), bytes);
}

TEST(Base64, OneTextForOneValue)
{
    EXPECT_FALSE(fromBase64Url("A-z_4ME=")); // padded
    EXPECT_FALSE(fromBase64Url("A+z/4ME"));  // the other alphabet
    EXPECT_FALSE(fromBase64Url("A-z_4MF"));  // unused bits set
    EXPECT_FALSE(fromBase64Url("A-z_ 4ME")); // white space
    EXPECT_FALSE(fromBase64Url("A"));        // no length has one character over
    EXPECT_FALSE(fromBase64("Zg"));          // padding missing
    EXPECT_FALSE(fromBase64("Zh=="));        // unused bits set
    EXPECT_FALSE(fromBase64("Zg==Zg=="));    // padding inside
}

TEST(Base64, HexRefusesOddAndForeign)
{
    EXPECT_EQ(hex(Bytes{0x00, 0xAB, 0xFF}), "00abff");
    EXPECT_EQ(fromHex("00abff").value(), (Bytes{0x00, 0xAB, 0xFF}));
    EXPECT_FALSE(fromHex("0"));
    EXPECT_FALSE(fromHex("0g"));
}

} // namespace
} // namespace countersign
