#include "server/http/BeastConnection.h"

#include "server/http/BeastListener.h"
#include "server/http/Framing.h"
#include "server/http/Head.h"
#include "server/http/Target.h"

#include <array>

#include <netinet/tcp.h>

namespace countersign::http {

namespace {

constexpr std::size_t BodyReadAhead = std::size_t{128} * 1024;
constexpr std::size_t MostDrained = std::size_t{4} * 1024 * 1024;
constexpr seconds CloseWait{2};
// What the system may hold for a peer that does not take it: else it would be megabytes that count as sent,
// and that go out after their sender was stopped.
constexpr int MostUnsent = 512 * 1024;

} // namespace

BeastConnection::BeastConnection(BeastListener& listener, Admission::Member member, std::string address,
                                 std::shared_ptr<asio::ssl::context> context, tcp::socket socket)
    : m_listener(listener),
      m_member(member),
      m_context(std::move(context)),
      m_executor(socket.get_executor()),
      m_stream(beast::tcp_stream(std::move(socket)), *m_context),
      m_buffer(listener.options().limits.headerBytes + BodyReadAhead),
      m_timer(m_executor)
{
    error_code ignored;
    transport().socket().set_option(tcp::no_delay(true), ignored);
    transport().socket().set_option(
        asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>(MostUnsent), ignored);
    m_peer.address = std::move(address);
}

BeastConnection::~BeastConnection()
{
    if (m_events)
        m_events->detach();
    m_listener.leave(m_member);
}

Task<void> BeastConnection::serve()
{
    const auto self = shared_from_this();
    try {
        if (co_await handshake()) {
            while (co_await exchange()) {
                m_served = true;
                m_listener.admission().waits(m_member);
            }
            co_await closeOrderly();
        }
    } catch (const std::exception& e) {
        fault(Fault::Connection, std::string("connection given up: ") + e.what());
    }
    cutNow();
}

Task<bool> BeastConnection::handshake()
{
    error_code error;
    transport().expires_after(seconds(m_listener.options().limits.headerSeconds));
    co_await m_stream.async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, error));
    auto* tls = m_stream.native_handle();
    m_peer.tlsVersion = SSL_get_version(tls);
    if (error) {
        fault(Fault::Handshake, "TLS handshake failed: " + error.message());
        co_return false;
    }
    if (const char* cipher = SSL_get_cipher_name(tls))
        m_peer.cipher = cipher;
    co_return true;
}

Task<bool> BeastConnection::exchange()
{
    Received received;
    co_await receive(received);
    if (received.gone)
        co_return false;
    if (received.refusal != 0) {
        m_unread = true;
        const auto refusal = refuse(received.refusal);
        co_await answer(refusal, received.isHead, false);
        co_return false;
    }
    if (!m_listener.admission().isServed(m_member))
        co_return false;
    Response response;
    bool begun = false;
    const std::function<void()> work = [&] {
        begun = m_listener.begins();
        if (begun)
            response = m_listener.handle(received.request);
    };
    m_handling = true;
    co_await onPool(work);
    m_handling = false;
    if (!begun)
        co_return false;
    // Who does not take a short answer only waits, too.
    if (!response.source && !response.events)
        m_listener.admission().waits(m_member);
    co_return co_await answer(response, received.isHead, received.keepAlive && !m_stopping);
}

Task<void> BeastConnection::receive(Received& received)
{
    const auto& limits = m_listener.options().limits;
    co_await readHead(received);
    if (received.gone || received.refusal != 0)
        co_return;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits.headerBytes));
    parser.body_limit(limits.bodyBytes);
    error_code error;
    m_buffer.consume(parser.put(m_buffer.cdata(), error));
    received.isHead = parser.get().method() == beast::http::verb::head;
    if (error || !parser.is_header_done()) {
        received.refusal = error == beast::http::error::body_limit ? 413 : 400;
        co_return;
    }
    received.refusal = framingFault(parser.get());
    if (received.refusal == 0)
        takeHead(parser, received); // before the body: trailers never count as fields
    if (received.refusal == 0)
        co_await readBody(parser, received);
}

// Until the empty line, so that the raw head can be checked before it is parsed.
Task<void> BeastConnection::readHead(Received& received)
{
    const auto& limits = m_listener.options().limits;
    bool started = m_buffer.size() > 0;
    transport().expires_after(seconds(!started && m_served ? limits.idleSeconds : limits.headerSeconds));
    for (;;) {
        const std::string_view bytes(static_cast<const char*>(m_buffer.cdata().data()), m_buffer.size());
        const auto end = bytes.find("\r\n\r\n");
        if (end != std::string_view::npos && end + 4 <= limits.headerBytes) {
            if (!checkHead(bytes.substr(0, end + 4)))
                received.refusal = 400;
            co_return;
        }
        if (bytes.size() >= limits.headerBytes) {
            received.refusal = 431;
            co_return;
        }
        m_idle = !started;
        if (m_idle && m_stopping) {
            received.gone = true;
            co_return;
        }
        error_code error;
        const auto count =
            co_await m_stream.async_read_some(m_buffer.prepare(4096), redirect_error(use_awaitable, error));
        m_idle = false;
        m_buffer.commit(count);
        if (error) {
            received.gone = true; // a timed out transport is closed already
            co_return;
        }
        if (!started)
            transport().expires_after(seconds(limits.headerSeconds));
        started = true;
    }
}

void BeastConnection::takeHead(const Parser& parser, Received& received) const
{
    const auto& head = parser.get();
    auto target = parseTarget(std::string_view(head.target().data(), head.target().size()));
    if (!target) {
        received.refusal = 400;
        return;
    }
    auto& request = received.request;
    request.method = received.isHead ? "GET" : std::string(head.method_string());
    request.target = std::string(head.target());
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    request.peer = m_peer;
    for (const auto& field : head)
        request.fields.add(std::string(field.name_string()), std::string(field.value()));
    received.keepAlive = head.keep_alive();
}

Task<void> BeastConnection::readBody(Parser& parser, Received& received)
{
    static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
    if (!parser.is_done()) {
        if (!hasRoomFor(parser)) {
            received.refusal = 503;
            co_return;
        }
        const bool waits = parser.get().count(beast::http::field::expect) > 0 && m_buffer.size() == 0;
        if (waits)
            received.gone = !co_await write(asio::buffer(goOn));
        if (received.gone)
            co_return;
        error_code error;
        transport().expires_after(seconds(m_listener.options().limits.bodySeconds));
        co_await beast::http::async_read(m_stream, m_buffer, parser, redirect_error(use_awaitable, error));
        if (error) {
            received.refusal = statusOf(error);
            received.gone = received.refusal == 0 || received.refusal == 408;
            co_return;
        }
    }
    received.request.body = std::move(parser.get().body());
}

bool BeastConnection::hasRoomFor(const Parser& parser)
{
    const auto length = parser.content_length();
    return (length && *length <= m_listener.options().limits.smallBody) ||
           m_listener.admission().takesLargeBody(m_member);
}

Task<void> BeastConnection::onPool(const std::function<void()>& work)
{
    co_await asio::post(asio::bind_executor(m_listener.pool().get_executor(), use_awaitable));
    work();
    co_await asio::post(asio::bind_executor(m_executor, use_awaitable));
}

Task<void> BeastConnection::closeOrderly()
{
    error_code error;
    if (!transport().socket().is_open())
        co_return;
    transport().expires_after(CloseWait);
    co_await m_stream.async_shutdown(redirect_error(use_awaitable, error));
    // Closing while the peer still sends would reset the connection and destroy the answer on its way; what
    // it sends is not decrypted any more.
    std::array<char, 16384> ignored{};
    error = {};
    for (std::size_t drained = 0; m_unread && !error && drained < MostDrained;)
        drained +=
            co_await transport().async_read_some(asio::buffer(ignored), redirect_error(use_awaitable, error));
}

void BeastConnection::windDown()
{
    asio::post(m_executor, [self = shared_from_this()] {
        self->m_stopping = true;
        if (self->m_idle)
            self->cutNow();
        if (self->m_events)
            self->m_events->close();
    });
}

void BeastConnection::cut()
{
    asio::post(m_executor, [self = shared_from_this()] {
        if (!self->m_handling)
            self->cutNow();
    });
}

void BeastConnection::cutNow()
{
    transport().close();
}

void BeastConnection::fault(Fault kind, std::string_view what) const
{
    try {
        if (m_listener.options().fault)
            m_listener.options().fault(m_peer, kind, what);
    } catch (...) { // NOLINT: who reports faults must not end the connection
    }
}

Response BeastConnection::refuse(int status) const
{
    try {
        if (m_listener.options().refusal) {
            auto response = m_listener.options().refusal(m_peer, status);
            response.status = status;
            return response;
        }
    } catch (...) { // NOLINT: what cannot be said well is still refused
    }
    fault(Fault::Request, "request refused with " + std::to_string(status));
    return plainAnswer(status);
}

} // namespace countersign::http
