#include "server/source/SourceProgress.h"
#include "server/source/SourceRefusal.h"
#include "server/source/SourceUrl.h"

#include "base/Text.h"

#include <gmock/gmock.h>

namespace countersign::server {

namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

// RFC 9110's own example of a date, Sun, 06 Nov 1994 08:49:37 GMT.
constexpr std::chrono::sys_seconds then{seconds(784'111'777)};

wire::ExportRequestBody patients()
{
    wire::ExportRequestBody request;
    request.types = {"Patient", "Observation"};
    return request;
}

Error refusal(const SourceReply& reply)
{
    return refusalOf(reply, "x", then).value();
}

} // namespace

TEST(RetryAfter, secondsWithinBounds)
{
    EXPECT_EQ(retryAfter("120", then), seconds(120));
    EXPECT_EQ(retryAfter("0", then), seconds(1));
    EXPECT_EQ(retryAfter("86400", then), seconds(600));
    EXPECT_EQ(retryAfter("99999999999999999999999", then), seconds(600));
}

TEST(RetryAfter, datesWithinBounds)
{
    EXPECT_EQ(retryAfter("Sun, 06 Nov 1994 08:50:07 GMT", then), seconds(30));
    EXPECT_EQ(retryAfter("Sun, 06 Nov 1994 08:00:00 GMT", then), seconds(1));
    EXPECT_EQ(retryAfter("Mon, 07 Nov 1994 08:00:00 GMT", then), seconds(600));
}

TEST(RetryAfter, secondsSince1970AreATime)
{
    const std::chrono::sys_seconds now{seconds(1'795'507'200)};
    EXPECT_EQ(retryAfter("1795507230", now), seconds(30));
    EXPECT_EQ(retryAfter("1795507000", now), seconds(1));
    EXPECT_EQ(retryAfter("1795600000", now), seconds(600));
}

TEST(RetryAfter, whatCannotBeReadSaysNothing)
{
    for (const auto* field : {"", "-5", "1.5", "soon", "5 s"})
        EXPECT_EQ(retryAfter(field, then), std::nullopt) << field;
}

TEST(Refusal, theReasonIsACodeOfAPublishedList)
{
    EXPECT_EQ(
        reasonCode(R"({"resourceType":"OperationOutcome","issue":[{"code":"invalid","diagnostics":"No."}]})"),
        "invalid");
    EXPECT_EQ(reasonCode(R"({"resourceType":"OperationOutcome","issue":[{"code":"throttled"}]})"),
              "throttled");
    EXPECT_EQ(reasonCode(R"({"error":"invalid_client","error_description":"unknown key"})"),
              "invalid_client");
    for (const auto* other : {"", "<html>x</html>", "[]", R"({"resourceType":"OperationOutcome","issue":[]})",
                              R"({"resourceType":"Patient","issue":[{"diagnostics":"Name"}]})"})
        EXPECT_EQ(reasonCode(other), "") << other;
}

TEST(Refusal, aPatientInAReasonIsDropped)
{
    for (const auto* body :
         {R"({"resourceType":"OperationOutcome","issue":[{"code":"Maria Muster"}]})",
          R"({"resourceType":"OperationOutcome","issue":[{"code":"invalid; Maria Muster"}]})",
          R"({"resourceType":"OperationOutcome","issue":[{"diagnostics":"Maria Muster has no consent"}]})",
          R"({"resourceType":"OperationOutcome","issue":[{"code":7,"details":{"text":"Maria Muster"}}]})",
          R"({"error":"Maria Muster"})", R"({"error":"Maria","error_description":"Muster"})"}) {
        EXPECT_EQ(reasonCode(body), "unknown") << body;
        EXPECT_EQ(refusalOf({422, {}, body}, "file", then).value().detail, "file: status 422, unknown");
    }
}

TEST(Progress, isAPercentageOrACount)
{
    EXPECT_EQ(progressOf("42%"), "42%");
    EXPECT_EQ(progressOf(" 100% complete"), "100%");
    EXPECT_EQ(progressOf("about 7% of 12000 resources"), "7%");
    EXPECT_EQ(progressOf("prepared 1 of 3 types"), "1 of 3");
    EXPECT_EQ(progressOf("2/5"), "2 of 5");
    EXPECT_EQ(progressOf("12345"), "12345");
}

TEST(Progress, anythingElseIsNothing)
{
    for (const auto* field : {"", "exporting Maria Muster", "Maria Muster, 3 files", "101%", "%", "12.5%",
                              "x42%", "50% 60%", "4 of 3", "born 3/1957", "2026-11-24", "patient 12 in 99",
                              "1234567890", "-1", "1 of 1234567890", "1 of 2 of 3", "\xff 3 of"})
        EXPECT_EQ(progressOf(field), "") << field;
    EXPECT_EQ(progressOf("42%" + std::string(2000, 'x')), "");
}

TEST(Excerpt, isShortPlainText)
{
    const auto excerpt = plainExcerpt("a\nb\xe2\x80\xae"
                                      "c" +
                                      std::string(500, 'x'));
    EXPECT_LE(excerpt.size(), 200U);
    EXPECT_TRUE(isPlainText(excerpt));
    EXPECT_THAT(excerpt, testing::StartsWith("a b cxxx"));
    EXPECT_EQ(plainExcerpt("na\xc3\xafve", 3), "na"); // no half character
    EXPECT_EQ(plainExcerpt("\xff", 3), "");
}

TEST(Refusal, eachKindOfStatusHasItsCode)
{
    const std::string transient =
        R"({"resourceType":"OperationOutcome","issue":[{"code":"transient","diagnostics":"Busy."}]})";
    for (const long status : {429L, 502L, 503L, 504L})
        EXPECT_EQ(refusal({status}).code, ErrorCode::SourceBusy) << status;
    for (const long status : {400L, 401L, 403L, 404L})
        EXPECT_EQ(refusal({status}).code, ErrorCode::SourceRefused) << status;
    for (const long status : {500L, 501L})
        EXPECT_EQ(refusal({status}).code, ErrorCode::SourceFailed) << status;
    EXPECT_EQ(refusal({410}).code, ErrorCode::SourceGone);
    EXPECT_EQ(refusal({302}).code, ErrorCode::SourceElsewhere);
    EXPECT_EQ(refusal({204}).code, ErrorCode::SourceData);
    EXPECT_EQ(refusalOfKnown({404}, "x", then).value().code, ErrorCode::SourceGone);
    EXPECT_EQ(refusal({500, {}, transient}).code, ErrorCode::SourceBusy);
    EXPECT_EQ(refusal({400, {}, transient}).code, ErrorCode::SourceRefused);
    EXPECT_EQ(refusal({400, {}, transient}).detail, "x: status 400, transient");
}

TEST(Refusal, aBusySourceSaysHowLong)
{
    SourceReply reply{503};
    reply.fields.add("Retry-After", "30");
    EXPECT_EQ(refusal(reply).retryAfter, seconds(30));
    reply.status = 403;
    EXPECT_EQ(refusal(reply).retryAfter, seconds(0));
}

TEST(SourceUrl, originsAreComparable)
{
    EXPECT_EQ(originOf("https://Source.Example/fhir"), "https://source.example:443");
    EXPECT_EQ(originOf("https://source.example:443"), "https://source.example:443");
    EXPECT_EQ(originOf("https://source.example:8443/x?y"), "https://source.example:8443");
    EXPECT_EQ(originOf("https://source.example.evil.example/"), "https://source.example.evil.example:443");
    EXPECT_FALSE(originOf("https://source.example@evil.example/"));
    EXPECT_FALSE(originOf("http://source.example"));
    EXPECT_FALSE(originOf("source.example"));
    EXPECT_FALSE(originOf(""));
}

TEST(SourceUrl, redirectsResolveAndStayHttps)
{
    EXPECT_EQ(resolvedUrl("https://a.example/x/y", "../z?q"), "https://a.example/z?q");
    EXPECT_EQ(resolvedUrl("https://a.example/x", "//b.example/y"), "https://b.example/y");
    EXPECT_FALSE(resolvedUrl("https://a.example/x", "http://b.example/"));
    EXPECT_FALSE(resolvedUrl("https://a.example/x", "file:///etc/passwd"));
    EXPECT_FALSE(resolvedUrl("https://a.example/x", ""));
}

TEST(SourceUrl, kickOffHasItsLevelAndParameters)
{
    auto request = patients();
    EXPECT_EQ(kickOffUrl("https://s/fhir", request),
              "https://s/fhir/$export?_outputFormat=application%2Ffhir%2Bndjson&_type=Patient%2CObservation");
    request.level = wire::Level::Group;
    request.group = wire::GroupReference{"g-1", "One"};
    request.since = timeFromText("2026-01-02T03:04:05Z").value();
    request.until = timeFromText("2026-02-02T03:04:05Z").value();
    EXPECT_EQ(kickOffUrl("https://s/fhir", request),
              "https://s/fhir/Group/g-1/$export?_outputFormat=application%2Ffhir%2Bndjson"
              "&_type=Patient%2CObservation&_since=2026-01-02T03%3A04%3A05.000Z"
              "&_until=2026-02-02T03%3A04%3A05.000Z");
    request.level = wire::Level::Patient;
    EXPECT_THAT(*kickOffUrl("https://s", request), testing::StartsWith("https://s/Patient/$export?"));
}

TEST(SourceUrl, whatWouldBecomeAnotherAddressIsRefused)
{
    auto request = patients();
    request.level = wire::Level::Group;
    for (const auto* id : {"", "..", ".", "a/b", "a?b", "a b", "a%2fb", "\xc3\xa4"}) {
        request.group = wire::GroupReference{id, "x"};
        EXPECT_FALSE(kickOffUrl("https://s", request)) << id;
    }
    request.group.reset();
    EXPECT_FALSE(kickOffUrl("https://s", request));
    request = patients();
    request.types.push_back("Patient&_since=1900");
    EXPECT_FALSE(kickOffUrl("https://s", request));
    request.types.clear();
    EXPECT_FALSE(kickOffUrl("https://s", request));
}

} // namespace countersign::server
