#include "crypto/StrictJson.h"

#include <random>

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
    EXPECT_FALSE(parseStrictJson(std::string_view())) << "of no address";
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

TEST(StrictJson, ReadsEveryKindOfValue)
{
    const auto read =
        parseStrictJson(" {\"n\":[0,-1,18446744073709551615,-9223372036854775808,1.5,-2e3,0.0],\n"
                        "\t\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00é😀\\u0000\","
                        "\"\":[true,false,null,{},[]]}\r\n")
            .value();
    EXPECT_EQ(read["n"].dump(), "[0,-1,18446744073709551615,-9223372036854775808,1.5,-2000.0,0.0]");
    EXPECT_TRUE(read["n"][0].is_number_unsigned());
    EXPECT_TRUE(read["n"][1].is_number_integer());
    EXPECT_EQ(read["s"], std::string("\"\\/\b\f\n\r\tAé€😀é😀\0", 25));
    EXPECT_EQ(read[""].dump(), "[true,false,null,{},[]]");
    for (const auto* broken :
         {"01",          "-",       "1.",        ".5",          "1e",          "+1",
          "0x1",         "1e999",   "tru",       "truex",       "nul",         "\"",
          "\"\\",        "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
          "\"\\udc00\"", "\"\n\"",  "\"\x1f\"",  "[",           "[1",          "[1 2]",
          "{",           "{\"a\"}", "{\"a\":}",  "{\"a\":1,}",  "{1:2}",       "{\"a\" 1}",
          "]",           "//\n1",   "NaN",       "\v1",         "1\v"})
        EXPECT_FALSE(parseStrictJson(broken)) << broken;
}

// What nlohmann's parser takes and refuses, but for what is stricter here on purpose.
TEST(StrictJson, AgreesWithAnotherParser)
{
    const std::vector<std::string> seeds{
        R"({"a":1,"b":[true,null,-12,3.25e-2],"c":{"d":"x\u00e9\n","e":""}})",
        R"([["\ud83d\ude00","é€"],{"":0,"k":[{}]},12345678901234567890])",
        R"("text")",
        "-0",
        "[1,2,[3,[4]]]",
        "[123456789012345678901]"};
    const std::string letters = "{}[]\",:\\u0dD8eE+-.19 tfn\n\x7f\x01";
    std::mt19937 random(7); // NOLINT: the same every time
    int taken = 0;
    for (int round = 0; round < 60'000; ++round) {
        auto text = seeds[random() % seeds.size()];
        for (auto changes = 1 + random() % 3; changes > 0; --changes) {
            const auto at = random() % (text.size() + 1);
            const auto letter = letters[random() % letters.size()];
            if (const auto how = random() % 3; how == 0)
                text.insert(at, 1, letter);
            else if (at < text.size() && how == 1)
                text.erase(at, 1);
            else if (at < text.size())
                text[at] = letter;
        }
        const auto ours = parseStrictJson(text);
        const auto theirs = nlohmann::json::parse(text, nullptr, false);
        const bool stricter = !ours && (ours.error().detail == "duplicate name" ||
                                        ours.error().detail == "no number, or one beyond 64 bits");
        ASSERT_TRUE(ours || stricter || theirs.is_discarded()) << text;
        if (ours) {
            ++taken;
            ASSERT_EQ(*ours, theirs) << text;
            ASSERT_EQ(ours->dump(), theirs.dump()) << text;
        }
    }
    EXPECT_GT(taken, 5'000);
}

} // namespace
} // namespace countersign::crypto
