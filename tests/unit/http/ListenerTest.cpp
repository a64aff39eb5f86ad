#include "TlsClient.h"
#include "crypto/Certificates.h"
#include "server/http/Http.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <unistd.h>

namespace countersign::http {

namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Pieces, then the end or an error.
class Pieces final : public BodySource
{
public:
    Pieces(std::vector<std::string> pieces, bool breaks) : m_pieces(std::move(pieces)), m_breaks(breaks) {}

    Result<Bytes> next() override
    {
        if (m_at < m_pieces.size())
            return copyOf(bytesOf(m_pieces[m_at++]));
        if (m_breaks)
            return fail(ErrorCode::Storage, "the disk is gone");
        return Bytes{};
    }

private:
    std::vector<std::string> m_pieces;
    bool m_breaks;
    std::size_t m_at = 0;
};

/// A listener with a trial certificate on a free port, answering what the test's handler says.
class ListenerTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_folder = std::filesystem::temp_directory_path() /
                   ("countersign-http-" + std::to_string(::getpid()) + "-" +
                    testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(m_folder);
        writeCertificate();
        m_options.poolThreads = 4;
    }

    void TearDown() override
    {
        stopAndJoin();
        std::filesystem::remove_all(m_folder);
    }

    void writeCertificate()
    {
        const auto ca = crypto::makeTrialCa("Trial CA");
        ASSERT_TRUE(ca.has_value());
        const auto made = crypto::makeTrialCertificate(*ca, {"localhost"}, {"127.0.0.1"});
        ASSERT_TRUE(made.has_value());
        std::ofstream(m_folder / "ca.pem") << ca->certificatePem;
        std::ofstream(m_folder / "certificate.pem") << made->certificatePem;
        std::ofstream(m_folder / "key.pem") << textOf(made->keyPem.reveal());
    }

    void serve(Handler handler)
    {
        m_options.certificateFile = (m_folder / "certificate.pem").string();
        m_options.keyFile = (m_folder / "key.pem").string();
        m_options.fault = [this](const Peer&, Fault, std::string_view what) {
            const std::lock_guard lock(m_mutex);
            m_faults.emplace_back(what);
            m_changed.notify_all();
        };
        auto opened = Listener::open(m_options, std::move(handler));
        ASSERT_TRUE(opened.has_value()) << opened.error().detail;
        m_listener = std::move(*opened);
        m_runner = std::thread([this] { m_listener->run(); });
    }

    void stopAndJoin()
    {
        if (!m_runner.joinable())
            return;
        // `stop` before `run` would end it too, so nothing has to be waited for.
        m_listener->stop(0);
        m_runner.join();
    }

    std::string awaitFault()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_faults.empty(); });
        return m_faults.back();
    }

    [[nodiscard]] test::TlsClient client() const { return test::TlsClient(m_listener->port()); }
    [[nodiscard]] test::Answer fetch(const test::Ask& ask) const
    {
        return test::fetch(m_listener->port(), (m_folder / "ca.pem").string(), ask);
    }
    /// What comes back for bytes as they stand, until the listener closes.
    [[nodiscard]] std::string raw(const std::string& bytes) const
    {
        auto peer = client();
        EXPECT_TRUE(peer.connected());
        peer.send(bytes);
        return peer.readAll();
    }

    std::filesystem::path m_folder;
    ListenerOptions m_options;
    std::unique_ptr<Listener> m_listener;
    std::thread m_runner;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::string> m_faults;
};

Response echo(const Request& request)
{
    Response response;
    response.fields.add("Content-Type", "text/plain");
    response.body = request.method + " " + request.path;
    for (const auto& [name, value] : request.query)
        response.body += "|" + name + "=" + value;
    response.body += "|" + request.body;
    return response;
}

Response streaming(std::vector<std::string> pieces, bool breaks, std::optional<std::uint64_t> length)
{
    Response response;
    response.source = std::make_shared<Pieces>(std::move(pieces), breaks);
    response.length = length;
    return response;
}

TEST_F(ListenerTest, ServesGetPostAndHeadOverOneConnection)
{
    m_options.standardFields = {{"Cache-Control", "no-store"}};
    serve(echo);
    const auto got = fetch({"GET", "/v1/jobs?state=a%20b"});
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, "GET /v1/jobs|state=a b|");
    EXPECT_THAT(got.head, HasSubstr("Strict-Transport-Security: max-age="));
    EXPECT_THAT(got.head, HasSubstr("Cache-Control: no-store"));
    EXPECT_THAT(got.head, HasSubstr("Date: "));
    EXPECT_EQ(fetch({"POST", "/v1/session", "hello"}).body, "POST /v1/session|hello");
    const auto both = raw("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
                          "HEAD /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(both, HasSubstr("GET /a|HTTP/1.1 200 OK"));
    EXPECT_THAT(both, HasSubstr("Content-Length: 7\r\n"));
    EXPECT_THAT(both, EndsWith("Connection: close\r\n\r\n"));
}

TEST_F(ListenerTest, ItsDateIsThatOfItsClock)
{
    struct Stopped final : Clock
    {
        [[nodiscard]] Time now() const override { return Time(std::chrono::seconds(784'111'777)); }
    };
    const Stopped clock;
    m_options.clock = &clock;
    serve(echo);
    EXPECT_THAT(fetch({"GET", "/"}).head, HasSubstr("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n")); // RFC 9110
}

TEST_F(ListenerTest, TellsHandlersHowTheRequestCame)
{
    serve([](const Request& request) {
        Response response;
        response.body = request.peer.address + " " + request.peer.tlsVersion + " " + request.peer.cipher;
        return response;
    });
    EXPECT_THAT(fetch({"GET", "/"}).body, StartsWith("127.0.0.1 TLSv1.3 TLS_"));
    test::TlsClient older(m_listener->port(), TLS1_2_VERSION, TLS1_2_VERSION);
    ASSERT_TRUE(older.connected());
    older.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(older.readAll(), HasSubstr("127.0.0.1 TLSv1.2 ECDHE-ECDSA-"));
}

TEST_F(ListenerTest, RefusesOldTlsAndWeakSuites)
{
    serve(echo);
    EXPECT_FALSE(test::TlsClient(m_listener->port(), TLS1_1_VERSION, TLS1_1_VERSION).connected());
    EXPECT_THAT(awaitFault(), StartsWith("TLS handshake failed"));
    EXPECT_FALSE(
        test::TlsClient(m_listener->port(), TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256")
            .connected());
    EXPECT_FALSE(test::TlsClient(m_listener->port(), TLS1_2_VERSION, TLS1_3_VERSION, {}, {"h2"}).connected());
    test::TlsClient modern(m_listener->port(), TLS1_2_VERSION, TLS1_3_VERSION, {}, {"h2", "http/1.1"});
    ASSERT_TRUE(modern.connected());
    EXPECT_EQ(modern.protocol(), "http/1.1");
}

TEST_F(ListenerTest, AnswersMalformedRequestsItself)
{
    serve([](const Request&) -> Response {
        ADD_FAILURE() << "the handler saw a malformed request";
        return {};
    });
    const std::string host = " HTTP/1.1\r\nHost: x\r\n";
    const std::vector<std::pair<std::string, std::string>> cases{
        {"GET /a/../b" + host + "\r\n", "400"},
        {"GET /a%2fb" + host + "\r\n", "400"},
        {"GET /a?b=1&b=2" + host + "\r\n", "400"},
        {"GET / HTTP/1.1\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
        {"GET / HTTP/1.0\r\nHost: x\r\n\r\n", "505"},
        {"POST /" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST /" + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "400"},
        {"POST /" + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "400"},
        {"POST /" + host + "Content-Length: 5, 5\r\n\r\nhello", "400"},
        {"POST /" + host + "Content-Length: +5\r\n\r\nhello", "400"},
        {"POST /" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"},
        {"POST /" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "501"},
        {"POST /" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST /" + host + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "400"},
        {"GET /" + host + "X: a\nY: b\r\n\r\n", "400"},
        {"GET /" + host + "Expect: tea\r\n\r\n", "417"},
        {"GET /" + host + "X: " + std::string(17000, 'a') + "\r\n\r\n", "431"},
    };
    for (const auto& [bytes, status] : cases) {
        // A request smuggled behind must never be answered.
        const auto answer = raw(bytes + "GET /smuggled" + host + "\r\n");
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + status + " ")) << bytes.substr(0, 200);
        EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security"));
        EXPECT_EQ(answer.find("HTTP/1.1", 8), std::string::npos) << answer;
    }
}

TEST_F(ListenerTest, RefusesBodiesThatAreTooLarge)
{
    m_options.limits.bodyBytes = 1000;
    serve(echo);
    EXPECT_EQ(fetch({"POST", "/", std::string(1000, 'a')}).status, 200);
    EXPECT_EQ(fetch({"POST", "/", std::string(1001, 'a')}).status, 413);
    EXPECT_EQ(fetch({"POST", "/", std::string(3'000'000, 'a')}).status, 413);
    EXPECT_THAT(raw("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                    std::string(2000, 'a') + "\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
}

TEST_F(ListenerTest, AnswersWhatItRefusesAsItsOwnerSays)
{
    m_options.limits.bodyBytes = 1000;
    m_options.refusal = [](const Peer& peer, int status) {
        Response response;
        response.status = 200; // the listener's stands
        response.fields.add("Content-Type", "application/problem+json");
        response.body = peer.address + " refused with " + std::to_string(status);
        return response;
    };
    serve(echo);
    const auto large = fetch({"POST", "/", std::string(1001, 'a')});
    EXPECT_EQ(large.status, 413);
    EXPECT_EQ(large.body, "127.0.0.1 refused with 413");
    EXPECT_THAT(large.head, HasSubstr("Content-Type: application/problem+json"));
    EXPECT_THAT(raw("GET /a HTTP/1.0\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
}

TEST_F(ListenerTest, WhatItsOwnerCannotSayIsRefusedAllTheSame)
{
    m_options.refusal = [](const Peer&, int) -> Response { throw std::runtime_error("no words"); };
    serve(echo);
    EXPECT_THAT(raw("GET /a HTTP/1.0\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
}

TEST_F(ListenerTest, TakesChunkedBodiesAndIgnoresTrailers)
{
    serve([](const Request& request) {
        auto response = echo(request);
        response.body += "|" + std::string(request.fields.first("Authorization"));
        return response;
    });
    EXPECT_THAT(raw("POST /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\n2\r\nde\r\n0\r\nAuthorization: DPoP x\r\n\r\n"),
                EndsWith("POST /c|abcde|"));
}

TEST_F(ListenerTest, StreamsBodiesWithAndWithoutLength)
{
    const std::string large(700'000, 'x');
    serve([&](const Request& request) {
        const auto length =
            request.path == "/sized" ? std::optional<std::uint64_t>(large.size() + 3) : std::nullopt;
        return streaming({"abc", large}, false, length);
    });
    const auto sized = fetch({"GET", "/sized"});
    EXPECT_THAT(sized.head, HasSubstr("Content-Length: 700003\r\n"));
    EXPECT_EQ(sized.body, "abc" + large);
    const auto chunked = fetch({"GET", "/chunked"});
    EXPECT_THAT(chunked.head, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_EQ(chunked.body, "abc" + large);
    const auto head = fetch({"HEAD", "/sized"});
    EXPECT_THAT(head.head, HasSubstr("Content-Length: 700003\r\n"));
    EXPECT_EQ(head.body, "");
}

TEST_F(ListenerTest, ABrokenSourceIsSeenByThePeer)
{
    const std::string large(300'000, 'x');
    serve([&](const Request& request) {
        if (request.path == "/sized")
            return streaming({large}, true, 600'000);
        if (request.path == "/short")
            return streaming({large}, false, 600'000);
        if (request.path == "/long")
            return streaming({large}, false, 100'000);
        return streaming({large}, true, std::nullopt);
    });
    for (const auto* path : {"/sized", "/chunked", "/short", "/long"}) {
        const auto answer = fetch({"GET", path});
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_FALSE(answer.whole) << path;
    }
}

TEST_F(ListenerTest, ExceptionsOfHandlersBecome500WithoutDetail)
{
    serve([](const Request&) -> Response { throw std::runtime_error("the password is x"); });
    const auto answer = fetch({"GET", "/"});
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, Not(HasSubstr("password")));
}

TEST_F(ListenerTest, PushesEventsUntilThePeerLeaves)
{
    std::promise<std::shared_ptr<EventStream>> opened;
    serve([&](const Request&) {
        Response response;
        response.events = [&](std::shared_ptr<EventStream> stream) {
            stream->push("hello", "1");
            opened.set_value(std::move(stream));
        };
        return response;
    });
    auto peer = client();
    peer.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto stream = opened.get_future().get();
    EXPECT_THAT(peer.readUntil("data: 1\n\n"), HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_TRUE(stream->push("job", "two\nlines"));
    EXPECT_THAT(peer.readUntil("lines\n\n"), HasSubstr("event: job\ndata: two\ndata: lines\n\n"));
    peer.close();
    while (stream->push("job", "x"))
        std::this_thread::yield();
}

TEST_F(ListenerTest, StopEndsEventStreamsAndIdleConnectionsAndLetsRequestsFinish)
{
    std::promise<void> opened;
    std::promise<void> entered;
    std::promise<void> release;
    serve([&](const Request& request) {
        Response response;
        if (request.path == "/events") {
            response.events = [&](const std::shared_ptr<EventStream>&) { opened.set_value(); };
        } else if (request.path == "/slow") {
            entered.set_value();
            release.get_future().wait();
            response.body = "finished";
        }
        return response;
    });
    auto events = client();
    auto slow = client();
    auto idle = client();
    events.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    opened.get_future().wait();
    entered.get_future().wait();
    m_listener->stop(30);
    EXPECT_THAT(events.readAll(), EndsWith("0\r\n\r\n"));
    EXPECT_EQ(idle.readAll(), "");
    release.set_value();
    const auto answer = slow.readAll();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("finished"));
    slow.close();
    m_runner.join();
}

TEST_F(ListenerTest, WhatHasNotBegunWhenTheTimeIsOverNeverDoes)
{
    m_options.poolThreads = 1;
    std::promise<void> entered;
    std::promise<void> release;
    std::atomic<int> begun = 0;
    serve([&](const Request&) {
        if (++begun == 1) {
            entered.set_value();
            release.get_future().wait();
        }
        return Response{};
    });
    auto first = client();
    auto second = client();
    first.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    entered.get_future().wait();
    second.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    auto idle = client(); // taken in after the second's request was sent
    m_listener->stop(0);
    EXPECT_EQ(idle.readAll(), "");
    release.set_value();
    EXPECT_THAT(first.readAll(), StartsWith("HTTP/1.1 200")) << "what has begun is answered";
    EXPECT_EQ(second.readAll(), "");
    m_runner.join();
    EXPECT_EQ(begun, 1);
}

TEST_F(ListenerTest, StopCutsWhatDoesNotFinishInTime)
{
    class Endless final : public BodySource
    {
    public:
        Result<Bytes> next() override { return Bytes(1'000'000, 'x'); }
    };
    serve([](const Request&) {
        Response response;
        response.source = std::make_shared<Endless>();
        return response;
    });
    auto peer = client();
    peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(peer.readUntil("xxxx"), StartsWith("HTTP/1.1 200"));
    m_listener->stop(0);
    m_runner.join();
}

TEST_F(ListenerTest, WhoWaitedLongestMakesRoom)
{
    m_options.limits.connections = 2;
    serve(echo);
    auto first = client();
    auto second = client();
    ASSERT_TRUE(second.connected());
    auto third = client();
    ASSERT_TRUE(third.connected());
    EXPECT_EQ(first.readAll(), "");
    for (auto* peer : {&second, &third}) {
        peer->send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_THAT(peer->readAll(), EndsWith("GET /a|"));
    }
}

TEST_F(ListenerTest, WhoIsServedKeepsItsPlace)
{
    m_options.limits.connections = 1;
    std::promise<void> entered;
    std::promise<void> release;
    serve([&](const Request& request) {
        if (request.path == "/slow") {
            entered.set_value();
            release.get_future().wait();
        }
        return echo(request);
    });
    auto first = client();
    first.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    entered.get_future().wait();
    EXPECT_FALSE(client().connected());
    release.set_value();
    EXPECT_THAT(first.readUntil("GET /slow|"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ListenerTest, ReloadsTheCertificateForNewConnections)
{
    serve(echo);
    auto before = client();
    const auto old = before.certificateSerial();
    writeCertificate();
    ASSERT_TRUE(m_listener->reloadCertificate().has_value());
    EXPECT_NE(client().certificateSerial(), old);
    before.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(before.readAll(), StartsWith("HTTP/1.1 200"));
    std::ofstream(m_folder / "key.pem") << "no key";
    EXPECT_FALSE(m_listener->reloadCertificate().has_value());
    EXPECT_EQ(fetch({"GET", "/"}).status, 200);
}

} // namespace

} // namespace countersign::http
