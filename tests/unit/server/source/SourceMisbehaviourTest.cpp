#include "SourceFixture.h"

#include "server/source/SourceExchange.h"

#include <gmock/gmock.h>

/// The client against servers that lie, break off or lead elsewhere.
namespace countersign::server::test {

namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SourceMisbehaviourTest : public SourceFixture
{
protected:
    Result<void> fetch(SourceClient& own, const std::string& url, bool needsToken = true)
    {
        m_taken.clear();
        return own.fetch(url, needsToken,
                         [this](ByteView bytes) -> Result<void> {
                             m_taken += textOf(bytes);
                             return {};
                         },
                         {});
    }

    static HandMade::Answer always(const http::Response& response)
    {
        return [response](const http::Request&) { return response; };
    }

    static std::string manifestText(const std::string& more = {},
                                    const std::string& time = "2026-11-24T08:00:00Z")
    {
        return "{\"transactionTime\":\"" + time +
               "\",\"requiresAccessToken\":true,\"output\":[{\"type\":"
               "\"Patient\",\"url\":\"https://x.example/1\"}]" +
               more + '}';
    }

    std::string m_taken;
};

/// More than the listener gathers before it sends.
const std::string many(1'000'000, 'x');

http::Response broken(std::string bytes, std::optional<std::uint64_t> length)
{
    http::Response response;
    response.source = std::make_shared<BrokenBody>(std::move(bytes));
    response.length = length;
    return response;
}

} // namespace

TEST_F(SourceMisbehaviourTest, aBodyShorterThanDeclaredIsNotWhole)
{
    HandMade source(m_folder, [](const http::Request&) { return broken(many, many.size() + 1); });
    const auto own = client(source.base());
    const auto done = fetch(*own, source.base() + "/file");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::SourceCut);
    EXPECT_EQ(m_taken, many);
}

TEST_F(SourceMisbehaviourTest, aChunkedBodyWithoutItsEndIsNotWhole)
{
    HandMade source(m_folder, [](const http::Request&) { return broken(many, {}); });
    const auto own = client(source.base());
    const auto done = fetch(*own, source.base() + "/file");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::SourceCut);
}

TEST_F(SourceMisbehaviourTest, aRedirectElsewhereGetsNoToken)
{
    HandMade store(m_folder, always(reply(200, {}, "{\"resourceType\":\"Patient\"}\n")));
    HandMade source(m_folder, [&](const http::Request&) {
        return reply(302, {{"Location", store.origin() + "/bucket/1"}});
    });
    const auto own = client(source.base());
    ASSERT_TRUE(fetch(*own, source.base() + "/file"));
    EXPECT_EQ(m_taken, "{\"resourceType\":\"Patient\"}\n");
    EXPECT_THAT(source.authorizations("/fhir/file"), ElementsAre("Bearer t1"));
    EXPECT_THAT(store.authorizations("/bucket/1"), ElementsAre(""));
}

TEST_F(SourceMisbehaviourTest, aRedirectAtHomeGetsNoTokenEither)
{
    HandMade source(m_folder, [](const http::Request& request) {
        return request.path == "/fhir/file" ? reply(307, {{"Location", "/elsewhere"}}) : reply(200, {}, "x");
    });
    const auto own = client(source.base());
    ASSERT_TRUE(fetch(*own, source.base() + "/file"));
    EXPECT_EQ(m_taken, "x");
    EXPECT_THAT(source.authorizations("/elsewhere"), ElementsAre(""));
}

TEST_F(SourceMisbehaviourTest, redirectsThatNeverEndOrLeaveHttpsAreRefused)
{
    HandMade loop(m_folder, always(reply(302, {{"Location", "/fhir/file"}})));
    const auto own = client(loop.base());
    EXPECT_EQ(fetch(*own, loop.base() + "/file").error().code, ErrorCode::SourceElsewhere);
    EXPECT_EQ(loop.authorizations("/fhir/file").size(), 4U);
    for (const auto* where : {"http://127.0.0.1/x", "file:///etc/passwd", ""}) {
        HandMade source(m_folder, always(reply(302, {{"Location", where}})));
        const auto other = client(source.base());
        const auto code = fetch(*other, source.base() + "/file").error().code;
        EXPECT_EQ(code, *where ? ErrorCode::SourceElsewhere : ErrorCode::SourceData) << where;
        EXPECT_EQ(m_taken, "");
    }
}

// Kick-off, status and deletion carry the token: they are not followed anywhere.
TEST_F(SourceMisbehaviourTest, onlyFilesAreRedirected)
{
    HandMade elsewhere(m_folder, always(reply(202)));
    HandMade source(m_folder, [&](const http::Request&) {
        return reply(307, {{"Location", elsewhere.origin() + "/x"}});
    });
    const auto own = client(source.base());
    EXPECT_EQ(own->kickOff(request({"Patient"}), {}).error().code, ErrorCode::SourceElsewhere);
    EXPECT_EQ(own->poll(source.base() + "/status", {}).error().code, ErrorCode::SourceElsewhere);
    EXPECT_EQ(own->remove(source.base() + "/status", {}).error().code, ErrorCode::SourceElsewhere);
    EXPECT_THAT(elsewhere.authorizations("/x"), IsEmpty());
}

TEST_F(SourceMisbehaviourTest, theTokenNeverLeavesItsOrigin)
{
    HandMade thief(m_folder, always(reply(200, {}, "x")));
    HandMade source(m_folder, [&](const http::Request&) {
        return reply(202, {{"Content-Location", thief.origin() + "/status"}});
    });
    const auto own = client(source.base());
    EXPECT_EQ(own->kickOff(request({"Patient"}), {}).error().code, ErrorCode::SourceElsewhere);
    EXPECT_EQ(own->poll(thief.origin() + "/status", {}).error().code, ErrorCode::SourceElsewhere);
    EXPECT_EQ(own->remove(thief.origin() + "/status", {}).error().code, ErrorCode::SourceElsewhere);
    EXPECT_EQ(fetch(*own, thief.origin() + "/file", true).error().code, ErrorCode::SourceElsewhere);
    EXPECT_THAT(thief.authorizations("/status"), IsEmpty());
    EXPECT_THAT(thief.authorizations("/file"), IsEmpty());
    // Files that need none may lie anywhere.
    EXPECT_TRUE(fetch(*own, thief.origin() + "/file", false));
    EXPECT_THAT(thief.authorizations("/file"), ElementsAre(""));
}

TEST_F(SourceMisbehaviourTest, aRefusedTokenIsReplacedOnce)
{
    HandMade source(m_folder, [](const http::Request& request) {
        return reply(request.fields.first("Authorization") == "Bearer t1" ? 401 : 202);
    });
    const auto own = client(source.base());
    EXPECT_TRUE(own->poll(source.base() + "/status", {}));
    EXPECT_THAT(source.authorizations("/fhir/status"), ElementsAre("Bearer t1", "Bearer t2"));

    HandMade strict(m_folder, always(reply(401)));
    const auto other = client(strict.base());
    EXPECT_EQ(other->poll(strict.base() + "/status", {}).error().code, ErrorCode::SourceRefused);
    EXPECT_EQ(strict.authorizations("/fhir/status").size(), 2U);
}

TEST_F(SourceMisbehaviourTest, progressIsANumberAndTheWaitBounded)
{
    std::string wait;
    std::string progress;
    int status = 202;
    HandMade source(m_folder, [&](const http::Request&) {
        return reply(status, {{"Retry-After", wait}, {"X-Progress", progress}});
    });
    const auto own = client(source.base());
    const auto poll = [&] {
        return std::get<SourceInProgress>(own->poll(source.base() + "/status", {}).value());
    };
    wait = "Tue, 24 Nov 2026 08:00:42 GMT"; // the test's clock says 08:00:00
    progress = "50% of Maria Muster";
    EXPECT_EQ(poll().retryAfter, seconds(42));
    EXPECT_EQ(poll().progress, "50%");
    progress = "Maria Muster";
    EXPECT_EQ(poll().progress, "");
    wait = "7";
    status = 429;
    EXPECT_EQ(poll().retryAfter, seconds(7));
    wait = "1000000";
    EXPECT_EQ(poll().retryAfter, seconds(600));
}

TEST_F(SourceMisbehaviourTest, pagesOfAManifestAreOneManifest)
{
    std::string time = "2026-11-24T08:00:00Z";
    HandMade source(m_folder, [&](const http::Request& request) {
        const auto next = ",\"link\":[{\"relation\":\"next\",\"url\":\"https://" +
                          std::string(request.fields.first("Host")) + "/fhir/page2\"}]";
        return request.path == "/fhir/status" ? reply(200, {}, manifestText(next))
                                              : reply(200, {}, manifestText({}, time));
    });
    const auto own = client(source.base());
    const auto answer = own->poll(source.base() + "/status", {});
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(std::get<SourceManifest>(*answer).files.size(), 2U);
    time = "2026-11-24T09:00:00Z";
    EXPECT_EQ(own->poll(source.base() + "/status", {}).error().code, ErrorCode::SourceData);
}

TEST_F(SourceMisbehaviourTest, answersThatAreNoManifestAreRefusedWithoutTheirContent)
{
    HandMade source(m_folder, always(reply(200, {}, "{\"resourceType\":\"Patient\",\"name\":\"Maria\"}")));
    const auto own = client(source.base());
    const auto answer = own->poll(source.base() + "/status", {});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::SourceData);
    EXPECT_THAT(answer.error().detail, Not(HasSubstr("Maria")));
}

TEST_F(SourceMisbehaviourTest, theBodyOfARefusalNeverReachesTheSink)
{
    HandMade source(m_folder, always(reply(404, {}, "{\"resourceType\":\"Patient\",\"name\":\"Maria\"}")));
    const auto own = client(source.base());
    const auto done = fetch(*own, source.base() + "/file");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::SourceGone);
    EXPECT_EQ(m_taken, "");
    EXPECT_EQ(done.error().detail, "file: status 404");
}

TEST_F(SourceMisbehaviourTest, anEncodedBodyIsRefused)
{
    HandMade source(m_folder, always(reply(200, {{"Content-Encoding", "gzip"}}, "\x1f\x8b\x08")));
    const auto own = client(source.base());
    EXPECT_EQ(fetch(*own, source.base() + "/file").error().code, ErrorCode::SourceEncoded);
}

TEST_F(SourceMisbehaviourTest, busyIsUnreachableAndNoIsRefused)
{
    int status = 503;
    HandMade source(m_folder, [&](const http::Request&) {
        return reply(
            status, {},
            R"({"resourceType":"OperationOutcome","issue":[{"code":"conflict","diagnostics":"Maria"}]})");
    });
    const auto own = client(source.base());
    const auto busy = own->kickOff(request({"Patient"}), {});
    EXPECT_EQ(busy.error().retryAfter, seconds(0)) << "it does not say";
    EXPECT_EQ(busy.error().code, ErrorCode::SourceBusy);
    status = 403;
    const auto no = own->kickOff(request({"Patient"}), {});
    EXPECT_EQ(no.error().code, ErrorCode::SourceRefused);
    EXPECT_EQ(no.error().detail, "kick-off: status 403, conflict");
}

// A refusal whose text never ends is one once enough of it is there.
TEST_F(SourceMisbehaviourTest, aRefusalWithoutEndIsARefusal)
{
    class Endless : public http::BodySource
    {
    public:
        Result<Bytes> next() override { return Bytes(100'000, 'x'); }
    };
    HandMade source(m_folder, [](const http::Request&) {
        auto response = reply(403);
        response.source = std::make_shared<Endless>();
        return response;
    });
    const auto own = client(source.base());
    EXPECT_EQ(fetch(*own, source.base() + "/file").error().detail, "file: status 403");
    EXPECT_EQ(own->kickOff(request({"Patient"}), {}).error().code, ErrorCode::SourceRefused);
}

// Nor may it be told letter by letter for as long as a file may take.
TEST_F(SourceMisbehaviourTest, aRefusalHasADeadlineWhereAFileHasNone)
{
    class Trickle : public http::BodySource
    {
    public:
        Result<Bytes> next() override { return Bytes(10, 'x'); }
    };
    HandMade source(m_folder, [](const http::Request&) {
        auto response = reply(403);
        response.source = std::make_shared<Trickle>();
        return response;
    });
    SourceLimits limits;
    limits.whole = std::chrono::milliseconds(0);
    SourceExchange exchange(config(source.base()).caFile, limits);
    SourceAsk ask;
    ask.url = source.base() + "/file";
    ask.deadline = std::chrono::milliseconds(0); // none
    const auto answer = exchange.ask(ask, {});
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->status, 403);
    EXPECT_LT(answer->body.size(), 64U * 1024U) << "it did not wait for all that it may keep";
}

// Hosts and certificate names are the source's words, too; libcurl quotes them.
TEST_F(SourceMisbehaviourTest, addressesOfTheSourceAreInNoError)
{
    HandMade source(m_folder, [](const http::Request&) {
        return reply(302, {{"Location", "https://maria-muster.invalid/bundle?patient=Maria"}});
    });
    const auto own = client(source.base());
    for (const auto& url :
         {source.base() + "/file", std::string("https://maria-muster.invalid/1?name=Maria")}) {
        const auto done = fetch(*own, url, url.starts_with(source.base()));
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::SourceUnreachable);
        EXPECT_THAT(done.error().detail, Not(testing::AnyOf(HasSubstr("maria"), HasSubstr("Maria"))));
    }
    const auto signedOne = fetch(*own, "https://maria-muster.invalid/1", true);
    EXPECT_EQ(signedOne.error().code, ErrorCode::SourceElsewhere);
    EXPECT_THAT(signedOne.error().detail, Not(HasSubstr("maria")));
}

TEST_F(SourceMisbehaviourTest, tokensThatWouldBreakTheHeaderAreRefused)
{
    for (const auto* token : {"\"a\\r\\nX-Evil: 1\"", "\"\"", "5", "\"a b\""}) {
        std::string origin;
        const HttpsServer source(m_folder, [&](const http::Request& request) {
            if (request.path == "/fhir/.well-known/smart-configuration")
                return reply(200, {}, "{\"token_endpoint\":\"" + origin + "/token\"}");
            return reply(200, {},
                         "{\"access_token\":" + std::string(token) +
                             ",\"token_type\":\"bearer\",\"expires_in\":60}");
        });
        origin = source.base();
        const auto own = client(origin + "/fhir");
        EXPECT_EQ(own->kickOff(request({"Patient"}), {}).error().code, ErrorCode::SourceData) << token;
    }
}

TEST_F(SourceMisbehaviourTest, theKeyIsUsedForHttpsTokenEndpointsOnly)
{
    for (const auto* endpoint : {"http://127.0.0.1/token", "token", "https://a:b@127.0.0.1/token"}) {
        const HttpsServer source(m_folder, [&](const http::Request&) {
            return reply(200, {}, "{\"token_endpoint\":\"" + std::string(endpoint) + "\"}");
        });
        const auto own = client(source.base() + "/fhir");
        EXPECT_FALSE(own->kickOff(request({"Patient"}), {})) << endpoint;
    }
}

// What it got, signed for an audience that the source chose, would be good at whoever that is.
TEST_F(SourceMisbehaviourTest, aTokenEndpointElsewhereGetsNoAssertion)
{
    HandMade other(m_folder, always(reply(200)));
    HandMade liar(m_folder, always(reply(202)));
    liar.tokenEndpoint(other.origin() + "/token");
    const auto refused = client(liar.base())->kickOff(request({"Patient"}), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Configuration);
    EXPECT_THAT(refused.error().detail, HasSubstr("set token_endpoint in its [[source]]"));
    EXPECT_THAT(other.authorizations("/token"), IsEmpty());
    EXPECT_THAT(liar.authorizations("/token"), IsEmpty());
    const auto described = client(liar.base())->describe({});
    EXPECT_FALSE(described.reachable);
}

TEST_F(SourceMisbehaviourTest, aConfiguredTokenEndpointCountsAndTheNamedOneDoesNot)
{
    HandMade login(m_folder, always(reply(200)));
    HandMade thief(m_folder, always(reply(200)));
    HandMade source(m_folder, [](const http::Request& request) {
        return reply(202,
                     {{"Content-Location", "https://" + std::string(request.fields.first("Host")) + "/s"}});
    });
    source.tokenEndpoint(thief.origin() + "/token");
    auto settled = config(source.base());
    settled.tokenEndpoint = login.origin() + "/token";
    const auto own = SourceClient::create(settled, m_clock).value();
    ASSERT_TRUE(own->kickOff(request({"Patient"}), {}));
    EXPECT_EQ(login.authorizations("/token").size(), 1U);
    EXPECT_THAT(thief.authorizations("/token"), IsEmpty());
    EXPECT_THAT(source.authorizations("/fhir/.well-known/smart-configuration"), IsEmpty());
    settled.tokenEndpoint = "http://login.example/token";
    EXPECT_EQ(SourceClient::create(settled, m_clock).error().code, ErrorCode::Configuration);
}

TEST_F(SourceMisbehaviourTest, aSilentSourceIsDescribedAsUnreachableInTime)
{
    std::mutex gate;
    gate.lock(); // answers once the description is there
    HandMade source(m_folder, [&](const http::Request&) {
        const std::scoped_lock wait(gate);
        return reply(200);
    });
    const auto described = client(source.base())->describe({});
    gate.unlock();
    EXPECT_FALSE(described.reachable);
    EXPECT_EQ(described.failure, "source-slow");
}

} // namespace countersign::server::test
