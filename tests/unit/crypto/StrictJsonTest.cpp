#include "crypto/StrictJson.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

TEST(StrictJson, TakesOneValueOnly)
{
    EXPECT_EQ(parseStrictJson(R"({"a":[1,true,null,"x"]})").value()["a"].size(), 4U);
    EXPECT_FALSE(parseStrictJson(R"({"a":1,"a":2})")) << "two readers could read two values";
    EXPECT_FALSE(parseStrictJson(R"({"o":{"a":1,"\u0061":2}})")) << "the same name, escaped";
    EXPECT_FALSE(parseStrictJson("{} {}"));
    EXPECT_FALSE(parseStrictJson(""));
    EXPECT_FALSE(parseStrictJson("{\"a\":\"\xC0\xAF\"}"));
    EXPECT_FALSE(parseStrictJson("\xEF\xBB\xBF{}")) << "a byte order mark";
    EXPECT_FALSE(parseStrictJson("{'a':1}"));
    EXPECT_FALSE(parseStrictJson("[1,]"));
}

TEST(StrictJson, EndsAtTheDepthAllowed)
{
    EXPECT_TRUE(parseStrictJson("[[[]]]", 3));
    EXPECT_EQ(parseStrictJson("[[[[]]]]", 3).error().code, ErrorCode::MalformedJson);
    EXPECT_FALSE(parseStrictJson(std::string(100'000, '[')));
    EXPECT_TRUE(parseStrictJson(R"([{},{"a":{}},{}])", 3)) << "siblings don't add up";
}

} // namespace
} // namespace countersign::crypto
