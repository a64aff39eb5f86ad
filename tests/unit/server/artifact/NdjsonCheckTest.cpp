#include "server/artifact/NdjsonCheck.h"

#include <gmock/gmock.h>

namespace countersign::server {

namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// In pieces of one size.
Result<std::uint64_t> check(std::string_view text, std::size_t piece = 7, const std::string& type = "Patient")
{
    NdjsonCheck watch(type);
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
        if (auto good = watch.add(bytesOf(text.substr(0, piece))); !good)
            return tl::unexpected(good.error());
    return watch.finish();
}

/// Each kind of fault has its code.
ErrorCode codeOf(std::string_view detail)
{
    if (detail.ends_with("it is not UTF-8"))
        return ErrorCode::SourceNotUtf8;
    if (detail.ends_with("its resourceType is another one"))
        return ErrorCode::SourceOtherType;
    return detail.ends_with("it is too long") ? ErrorCode::SourceLineTooLong : ErrorCode::SourceNoResource;
}

/// The detail of a refusal; whichever way the text is cut it must be the same.
std::string refusal(std::string_view text)
{
    std::string detail;
    for (const std::size_t piece : {text.size(), std::size_t(1), std::size_t(3), std::size_t(64)}) {
        const auto checked = check(text, piece);
        if (checked)
            return "accepted";
        EXPECT_EQ(checked.error().code, codeOf(checked.error().detail));
        EXPECT_TRUE(detail.empty() || checked.error().detail == detail) << detail;
        detail = checked.error().detail;
    }
    return detail;
}

const std::string good = R"({"resourceType":"Patient","id":"1"})";
const std::string accented = "{\"id\":\"2\",\"name\":[{\"family\":\"Müller-\xf0\x9f\x8f\xa5\"}],"
                             "\"resourceType\":\"Patient\"}";

} // namespace

TEST(NdjsonCheck, cutsAnywhereMakeNoDifference)
{
    const auto text = good + "\r\n" + accented + "\n" + good + '\n';
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        NdjsonCheck watch("Patient");
        ASSERT_TRUE(watch.add(bytesOf(text).first(cut)));
        ASSERT_TRUE(watch.add({}));
        ASSERT_TRUE(watch.add(bytesOf(text).subspan(cut)));
        EXPECT_EQ(watch.finish(), 3U) << cut;
    }
}

// RFC 8259 sets no bounds; what is no number stays none.
TEST(NdjsonCheck, numbersMayBeOfAnySize)
{
    const std::string zeros(400, '0');
    for (const auto& number : std::vector<std::string>{"1e400", "-1E-400", "1.10",
                                                       "123456789012345678901234567890.50", "1" + zeros})
        EXPECT_EQ(check(R"({"resourceType":"Patient","t":"\\\"1e999","n":[)" + number + "]}"), 1U) << number;
    for (const auto& number : std::vector<std::string>{"1e400.5", "01" + zeros, "1e400e1", "--1e400", "1e+"})
        EXPECT_FALSE(check(R"({"resourceType":"Patient","n":[)" + number + ",1e400]}")) << number;
}

TEST(NdjsonCheck, countsLinesWithAndWithoutTheLastEnd)
{
    EXPECT_EQ(check(""), 0U);
    EXPECT_EQ(check(good), 1U);
    EXPECT_EQ(check(good + '\n' + good), 2U);
    EXPECT_EQ(check(good + "\r\n" + good + "\r\n"), 2U);
    EXPECT_EQ(check(good + '\n' + good + '\r'), 2U);
}

TEST(NdjsonCheck, blankLinesAreNotCountedButHaveNumbers)
{
    EXPECT_EQ(check("\n" + good + "\n\r\n \t\n" + good + "\n\n"), 2U);
    EXPECT_THAT(refusal("\n\n" + good + "\n{}\n"), StartsWith("line 4:"));
}

TEST(NdjsonCheck, anotherTypeIsRefusedByTheNumberOfItsLine)
{
    const auto detail =
        refusal(good + '\n' + R"({"resourceType":"Observation","id":"secret-id"})" + '\n' + good);
    EXPECT_THAT(detail, StartsWith("line 2:"));
    EXPECT_THAT(detail, Not(HasSubstr("secret-id")));
    EXPECT_THAT(refusal(R"({"resourceType":"patient"})"), StartsWith("line 1:"));
    EXPECT_THAT(refusal(R"({"resourceType":["Patient"]})"), StartsWith("line 1:"));
}

TEST(NdjsonCheck, aTypeThatIsNotAtTheTopDoesNotCount)
{
    EXPECT_THAT(refusal(R"({"contained":[{"resourceType":"Patient"}]})"), HasSubstr("no resourceType"));
    EXPECT_EQ(check(R"({"contained":[{"resourceType":"Organization"}],"resourceType":"Patient"})"), 1U);
}

TEST(NdjsonCheck, twoTypesAreRefusedEvenIfEqual)
{
    EXPECT_THAT(refusal(R"({"resourceType":"Patient","resourceType":"Patient"})"), HasSubstr("two"));
    EXPECT_THAT(refusal(R"({"resourceType":"Patient","resourc\u0065Type":"Patient"})"), HasSubstr("two"));
}

TEST(NdjsonCheck, whatIsNoJsonObjectIsRefused)
{
    for (const auto* line :
         {"[]", "null", "\"Patient\"", "{", "{\"resourceType\":\"Patient\"",
          "{\"resourceType\":\"Patient\"}}", "{\"resourceType\":\"Patient\"} {\"resourceType\":\"Patient\"}",
          "{\"resourceType\":\"Patient\"}\r{}", "{\"resourceType\":\"Patient\",\"x\":{\"a\" 1}}",
          "{\"resourceType\":\"Patient\",\"x\":[1 2]}", "{\"resourceType\":\"Patient\",\"x\":01}",
          "{\"resourceType\":\"Patient\",\"x\":\"\t\"}", "{\"resourceType\":\"Patient\",}",
          "\xef\xbb\xbf{\"resourceType\":\"Patient\"}", "<html>"})
        EXPECT_THAT(refusal(good + '\n' + line + '\n' + good), StartsWith("line 2:")) << line;
}

// One resource over two lines is no NDJSON, though both together are JSON.
TEST(NdjsonCheck, aResourceOverTwoLinesIsRefused)
{
    EXPECT_THAT(refusal("{\"resourceType\":\n\"Patient\"}\n"), StartsWith("line 1:"));
}

TEST(NdjsonCheck, bytesThatAreNotUtf8AreRefusedWhereverTheyAreCut)
{
    const auto line = [](const char* bytes) {
        return good + "\n{\"resourceType\":\"Patient\",\"id\":\"" + bytes + "\"}\n" + good + '\n' + good;
    };
    for (const auto* bytes :
         {"\xc3", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf0\x9f\x8f", "\xf4\x90\x80\x80"}) {
        const auto text = line(bytes);
        for (std::size_t piece = 1; piece <= text.size(); ++piece) {
            const auto checked = check(text, piece);
            ASSERT_FALSE(checked);
            EXPECT_THAT(checked.error().detail, StartsWith("line 2:"));
        }
    }
}

TEST(NdjsonCheck, decimalsBeyond64BitsAreGood)
{
    const std::string number = R"("value":123456789012345678901234567890)";
    EXPECT_EQ(check(R"({"resourceType":"Patient",)" + number + '}'), 1U);
    EXPECT_THAT(refusal(R"({"resourceType":"Group",)" + number + '}'), HasSubstr("another"));
    EXPECT_THAT(refusal(R"({"a":{"resourceType":"Patient"},)" + number + '}'), HasSubstr("no resourceType"));
    EXPECT_THAT(refusal(R"({"resourceType":"Patient","resourceType":"Patient",)" + number + '}'),
                HasSubstr("two"));
}

TEST(NdjsonCheck, theLongestLineIsGoodAndOneByteMoreIsNot)
{
    const std::string head = R"({"resourceType":"Patient","photo":")";
    const std::string tail = "\"}";
    const auto line = [&](std::size_t length) {
        return head + std::string(length - head.size() - tail.size(), 'A') + tail;
    };
    EXPECT_EQ(check(good + '\n' + line(NdjsonCheck::longestLine) + '\n', 65'536), 2U);
    EXPECT_EQ(check(line(NdjsonCheck::longestLine) + "\r\n", 1'000'000), 1U);
    for (const std::size_t piece : {std::size_t(65'536), std::size_t(100'000'000)}) {
        const auto checked = check(good + '\n' + line(NdjsonCheck::longestLine + 1) + '\n', piece);
        ASSERT_FALSE(checked);
        EXPECT_EQ(checked.error().detail, "line 2: it is too long");
    }
}

// A line that never ends must not be held in memory until it does.
TEST(NdjsonCheck, aLineWithoutEndIsRefusedWhenItIsTooLong)
{
    NdjsonCheck watch("Patient");
    const std::string piece(1024 * 1024, ' ');
    std::size_t taken = 0;
    while (watch.add(bytesOf(piece)))
        taken += piece.size();
    EXPECT_LE(taken, NdjsonCheck::longestLine);
    EXPECT_FALSE(watch.finish());
}

TEST(NdjsonCheck, anErrorStays)
{
    NdjsonCheck watch("Patient");
    ASSERT_FALSE(watch.add(bytesOf("{}\n")));
    EXPECT_FALSE(watch.add(bytesOf(good + '\n')));
    const auto end = watch.finish();
    ASSERT_FALSE(end);
    EXPECT_THAT(end.error().detail, StartsWith("line 1:"));
}

} // namespace countersign::server
