#include "server/http/Target.h"
#include "server/http/Head.h"

#include <gmock/gmock.h>

namespace countersign::http {

using testing::HasSubstr;
using testing::Not;

TEST(Target, DecodesQueryAsFormsDo)
{
    const auto target = parseTarget("/fhir/$export?_type=Patient%2CObservation&note=a+b%26c&flag");
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target->path, "/fhir/$export");
    EXPECT_EQ(target->query.at("_type"), "Patient,Observation");
    EXPECT_EQ(target->query.at("note"), "a b&c");
    EXPECT_EQ(target->query.at("flag"), "");
}

TEST(Target, DecodesUnreservedCharactersOfThePathAlone)
{
    EXPECT_EQ(parseTarget("/v1/%6aobs/%7Ex")->path, "/v1/jobs/~x");
    EXPECT_EQ(parseTarget("/v1/a%20b")->path, "/v1/a%20b");
    EXPECT_EQ(parseTarget("/v1/tile/0/x001/234")->path, "/v1/tile/0/x001/234");
    EXPECT_EQ(parseTarget("/a..b/.c/d...")->path, "/a..b/.c/d...");
}

class RefusedTarget : public testing::TestWithParam<std::string>
{
};

TEST_P(RefusedTarget, IsRefused)
{
    EXPECT_FALSE(parseTarget(GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(Attacks, RefusedTarget,
                         testing::Values("", "*", "host:443", "https://other/", "/a/../b", "/a/..", "/./a",
                                         "/.", "/a/%2e%2E/b", "/a/.%2e", "/a%2fb", "/a%5Cb", "/a\\b", "/a%00",
                                         "/a%0d%0a", "/a%", "/a%4", "/a%zz", "/a#b", "/a?b=1&b=2",
                                         "/a?b=1&%62=2", "/a?b=%", "/a?b=%00", "/\xc0\xae\xc0\xae/a",
                                         "/a\xff", "/a b", "/a\"b", "/<a>", "/a|b"));

TEST(CheckHead, RefusesWhatTwoReadersMayMendDifferently)
{
    EXPECT_TRUE(checkHead("GET / HTTP/1.1\r\nHost: a\r\n\r\n").has_value());
    EXPECT_FALSE(checkHead("GET / HTTP/1.1\nHost: a\r\n\r\n").has_value());
    EXPECT_FALSE(checkHead("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n").has_value());
    EXPECT_FALSE(checkHead("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n").has_value());
    EXPECT_FALSE(checkHead("GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n\r\n").has_value());
    EXPECT_FALSE(checkHead(std::string_view("GET / HTTP/1.1\r\nHost: a\0\r\n\r\n", 28)).has_value());
    EXPECT_FALSE(checkHead("\r\nGET / HTTP/1.1\r\n\r\n").has_value());
}

TEST(Fields, NamesKnowNoCase)
{
    Fields fields;
    fields.add("DPoP", "1");
    fields.add("dpop", "2");
    EXPECT_EQ(fields.first("DPOP"), "1");
    EXPECT_EQ(fields.count("dPoP"), 2U);
    EXPECT_EQ(fields.first("other"), "");
}

TEST(ResponseHead, NoFieldSplitsTheResponseOrSetsItsFraming)
{
    Response response;
    response.fields.add("Location", "/a\r\nSet-Cookie: x");
    response.fields.add("Bad name", "x");
    response.fields.add("content-length", "7");
    response.fields.add("Cache-Control", "private");
    ListenerOptions options;
    options.standardFields = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
    const auto head = responseHead(response, options, {Framing::Length, 3, true});
    EXPECT_THAT(head, Not(HasSubstr("Set-Cookie")));
    EXPECT_THAT(head, Not(HasSubstr("Bad name")));
    EXPECT_THAT(head, Not(HasSubstr("Length: 7")));
    EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 3\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nCache-Control: private\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("no-store")));
    EXPECT_THAT(head, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nStrict-Transport-Security: max-age="));
    EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

} // namespace countersign::http
