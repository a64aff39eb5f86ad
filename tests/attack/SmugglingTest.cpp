#include "attack/AttackedServer.h"

namespace countersign::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
const std::string smuggled = "GET /v1/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string post = "POST /v1/session" + host;
const std::string chunked = "Transfer-Encoding: chunked\r\n";

/// What a proxy before us might read differently: one answer, then the connection ends, so that what is left
/// in it can belong to nobody else.
class SmugglingTest : public AttackedServer
{
protected:
    SmugglingTest() : AttackedServer(impatient()) {}

    // What is incomplete ends soon, without an answer.
    static http::Limits impatient()
    {
        http::Limits limits;
        limits.headerSeconds = limits.bodySeconds = 2;
        return limits;
    }
    void expectRefused(const std::string& bytes, int status) const
    {
        const auto text = raw(bytes + smuggled);
        EXPECT_THAT(text, StartsWith("HTTP/1.1 " + std::to_string(status) + ' ')) << bytes;
        EXPECT_THAT(text, HasSubstr("\r\nConnection: close\r\n")) << bytes;
        EXPECT_EQ(text.find("HTTP/1.1 ", 8), std::string::npos) << "a second answer after " << bytes;
    }
    // One request and the next one, each answered by itself.
    void expectTwo(const std::string& bytes, int status) const
    {
        auto peer = attacker();
        peer.send(bytes + smuggled);
        EXPECT_EQ(peer.answer().status, status) << bytes;
        EXPECT_EQ(peer.answer().status, 404) << bytes;
    }
};

TEST_F(SmugglingTest, TwoLengthsAreNone)
{
    const std::vector<std::string> heads{
        "Content-Length: 6\r\n" + chunked + "\r\n0\r\n\r\nX",
        chunked + "Content-Length: 4\r\n\r\n5c\r\n",
        chunked + chunked + "\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x5\r\n\r\nhello",
        "Content-Length: 5 \t5\r\n\r\nhello",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length:\r\n\r\n",
        "Content-Length : 5\r\n\r\nhello",
    };
    for (const auto& head : heads)
        expectRefused(post + head, 400);
    EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
}

TEST_F(SmugglingTest, ACodingThatTwoReadDifferentlyIsRefused)
{
    const std::string end = "\r\n0\r\n\r\n";
    const std::vector<std::pair<std::string, int>> cases{
        {"Transfer-Encoding: xchunked\r\n", 501},
        {"Transfer-Encoding: chunked, identity\r\n", 501},
        {"Transfer-Encoding: identity\r\n", 501},
        {"Transfer-Encoding: chunked, chunked\r\n", 501},
        {"Transfer-Encoding: gzip, chunked\r\n", 501},
        {"Transfer-Encoding: \"chunked\"\r\n", 501},
        {"Transfer-Encoding: chunked;q=1\r\n", 501},
        {"Transfer-Encoding : chunked\r\n", 400},
        {"Transfer-Encoding\t: chunked\r\n", 400},
        {" Transfer-Encoding: chunked\r\n", 400},
        {"Transfer-Encoding:\r\n chunked\r\n", 400},
        {"Transfer-Encoding: \x0b"
         "chunked\r\n",
         400},
        {"X: a\nTransfer-Encoding: chunked\r\n", 400},
        {"X: a\rTransfer-Encoding: chunked\r\n", 400},
        {std::string("X: a\0b\r\n", 8) + chunked, 400},
        {"X: a\r\n folded\r\n" + chunked, 400},
        {"Transfer\xc2\xad-Encoding: chunked\r\n", 400},
    };
    for (const auto& [head, status] : cases)
        expectRefused(post + head + end, status);
    EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
}

TEST_F(SmugglingTest, ChunksAreReadToTheLetter)
{
    const std::vector<std::string> bodies{
        "5\r\nhelloX\r\n0\r\n\r\n",          // longer than it says
        "5\nhello\r\n0\r\n\r\n",             // bare LF after the size
        "5\r\nhello\n0\r\n\r\n",             // and after the data
        "5;a\nGET /x\r\nhello\r\n0\r\n\r\n", // in an extension
        "5;a\rb\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "\r\n0\r\n\r\n",
        "0\nX: y\n\n",
    };
    for (const auto& body : bodies)
        expectRefused(post + chunked + "\r\n" + body, 400);
    EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
}

TEST_F(SmugglingTest, WhatIsOddButPlainIsReadAsWritten)
{
    expectTwo(post + chunked +
                  "\r\n5;name=value;b=\"q;\\\"x\"\r\nhello\r\n0;last\r\nTrailer: ignored\r\n\r\n",
              401);
    expectTwo(post + "Content-Length: 5\r\n\r\nhello", 401);
    expectTwo("GET /v1/people" + host + "Content-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n" +
                  smuggled,
              401);
    expectTwo("GET /v1/people" + host +
                  "Connection: keep-alive, Content-Length\r\nContent-Length: 5\r\n\r\nhello",
              401);
    EXPECT_THAT(refusedAndNothingChanged(),
                ElementsAre(Pair("people.list dpop-refused", 2), Pair("session.sign-in dpop-refused", 2)));
}

TEST_F(SmugglingTest, HeadsOfNoRequestAreRefused)
{
    const std::vector<std::pair<std::string, int>> cases{
        {"\r\nGET /" + host + "\r\n", 400},
        {"GET /\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"GET /" + host + ": nameless\r\n\r\n", 400},
        {"GET /" + host + "no colon\r\n\r\n", 400},
        {"GET /" + host + "X: " + std::string(17'000, 'a') + "\r\n\r\n", 431},
        {"GET /" + host +
             [] {
                 std::string many;
                 for (int i = 0; i < 3000; ++i)
                     many += "X: 1\r\n";
                 return many;
             }() +
             "\r\n",
         431},
    };
    for (const auto& [bytes, status] : cases)
        expectRefused(bytes, status);
    EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
}

TEST_F(SmugglingTest, PipelinedRequestsAreAnsweredInTheirOrder)
{
    auto peer = attacker();
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += i % 2 ? "GET /v1/people" + host + "\r\n" : smuggled;
    peer.send(many);
    for (int i = 0; i < 100; ++i)
        ASSERT_EQ(peer.answer().status, i % 2 ? 401 : 404) << i;
    EXPECT_THAT(refusedAndNothingChanged(), ElementsAre(Pair("people.list dpop-refused", 50)));
}

TEST_F(SmugglingTest, AGoAheadIsGivenOnceAndNeverForTooMuch)
{
    auto peer = attacker();
    peer.send(post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(peer.answer().status, 100);
    peer.send("hello" + smuggled);
    EXPECT_EQ(peer.answer().status, 401);
    EXPECT_EQ(peer.answer().status, 404);
    expectTwo(post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", 401); // it did not wait
    expectTwo("GET /v1/people" + host + "Expect: 100-continue\r\n\r\n", 401);        // nothing to go on with
    expectRefused(post + "Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n", 413);
    expectRefused(post + "Expect: 100-continue, 100-continue\r\nContent-Length: 5\r\n\r\nhello", 417);
    expectRefused(post + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello", 417);
    EXPECT_THAT(refusedAndNothingChanged(),
                ElementsAre(Pair("people.list dpop-refused", 1), Pair("session.sign-in dpop-refused", 2)));
}

TEST_F(SmugglingTest, NoTargetOfAnotherFormOrPathLeadsToARoute)
{
    // Without a proof a route answers 401: none of these may.
    const std::vector<std::pair<std::string, int>> cases{
        {"/v1/../v1/people", 400},
        {"/v1/./people", 400},
        {"/v1/%2e%2e/v1/people", 400},
        {"/v1/x/.%2E/people", 400},
        {"/v1%2fpeople", 400},
        {"/v1/people%00", 400},
        {"/v1/people%00.json", 400},
        {"/v1/people%0d%0aX:y", 400},
        {"/v1\\people", 400},
        {"/v1%5cpeople", 400},
        {"/v1/people#x", 400},
        {"/v1/%", 400},
        {"/v1/%c0%ae%c0%ae/people", 404},
        {"/v1/%c0%afpeople", 404},
        {"/v1/%e0%80%af/people", 404},
        {"/v1/\xc0\xae\xc0\xae/people", 400},
        {"/v1/p\xc3\xa9ople", 400},
        {"//v1/people", 404},
        {"/v1//people", 404},
        {"/v1/people/", 404},
        {"/V1/People", 404},
        {"/v1/people;a=b", 404},
        {"/v1/people%20", 404},
        {"/v1/people%3fa=b", 404},
        {"https://localhost/v1/people", 400},
        {"http://other.example/v1/people", 400},
        {"//other.example/v1/people", 404},
        {"localhost:443", 400},
        {"*", 400},
        {"v1/people", 400},
        {"?/v1/people", 400},
        {"/v1/people?a=1&a=2", 400},
        {"/v1/people?a=%00", 400},
    };
    for (const auto& [target, status] : cases) {
        auto peer = attacker();
        EXPECT_EQ(peer.ask("GET", target).status, status) << target;
    }
    for (const auto* method : {"CONNECT", "TRACE", "OPTIONS", "PUT", "PATCH", "get", "PROPFIND", "GETX"}) {
        auto peer = attacker();
        EXPECT_EQ(peer.ask(method, "/v1/people").status, 405) << method;
    }
    EXPECT_EQ(attacker().ask("CONNECT", "localhost:443").status, 400);
    EXPECT_THAT(refusedAndNothingChanged(), IsEmpty());
}

} // namespace

} // namespace countersign::test
