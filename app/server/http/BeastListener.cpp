#include "server/http/EventQueue.h"
#include "server/http/Head.h"
#include "server/http/Target.h"
#include "server/http/Tls.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace countersign::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::seconds;
template <typename T>
using Task = asio::awaitable<T>;
using Parser = beast::http::request_parser<beast::http::string_body>;

constexpr std::size_t BodyChunk = std::size_t{256} * 1024;
constexpr std::size_t BodyReadAhead = std::size_t{128} * 1024;
constexpr std::size_t MostDrained = std::size_t{4} * 1024 * 1024;
constexpr seconds EventComment{15};
constexpr seconds CloseWait{2};

class BeastListener;

enum class Gathered { More, End, Broken };

// Small parts are joined, so that neither TLS records nor switches between threads dominate.
Gathered gather(BodySource& source, Bytes& into)
{
    try {
        while (into.size() < BodyChunk) {
            auto next = source.next();
            if (!next)
                return Gathered::Broken;
            if (next->empty())
                return Gathered::End;
            if (into.empty())
                into = std::move(*next);
            else
                into.insert(into.end(), next->begin(), next->end());
        }
        return Gathered::More;
    } catch (...) {
        return Gathered::Broken;
    }
}

// What Beast lets pass, and a proxy before us might read differently (RFC 9112, 3.2, 6.1 to 6.3). 0: nothing
// wrong.
int framingFault(const beast::http::request_header<>& head)
{
    using beast::http::field;
    if (head.version() != 11)
        return 505;
    if (head.count(field::host) != 1)
        return 400;
    if (head.count(field::transfer_encoding) > 0) {
        if (head.count(field::transfer_encoding) > 1 || head.count(field::content_length) > 0)
            return 400;
        if (!beast::iequals(head[field::transfer_encoding], "chunked"))
            return 501;
    }
    if (head.count(field::content_length) > 0) {
        const auto value = head[field::content_length];
        const bool digits =
            std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (head.count(field::content_length) > 1 || !digits)
            return 400;
    }
    if (head.count(field::expect) > 0 && !beast::iequals(head[field::expect], "100-continue"))
        return 417;
    return 0;
}

// 0: no answer can be given any more.
int statusOf(const error_code& error)
{
    if (error == beast::http::error::body_limit)
        return 413;
    if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow)
        return 431;
    if (error == beast::error::timeout)
        return 408;
    if (error == beast::http::error::end_of_stream || error == beast::http::error::partial_message)
        return 0;
    static const auto& httpCategory = beast::http::make_error_code(beast::http::error::bad_method).category();
    return error.category() == httpCategory ? 400 : 0;
}

/// One peer. Everything but the handler and the body source runs on the connection's strand.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    Connection(BeastListener& listener, std::shared_ptr<asio::ssl::context> context, tcp::socket socket);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    [[nodiscard]] const asio::any_io_executor& executor() const { return m_executor; }
    Task<void> serve();
    /// From any thread: idle connections and event streams end now, a request under way is the last one.
    void windDown();
    /// From any thread: ends now, whatever is under way.
    void cut();

private:
    struct Received
    {
        int refusal = 0; ///< status to answer instead of calling the handler
        bool gone = false;
        bool isHead = false;
        bool keepAlive = false;
        Request request;
    };

    Task<bool> handshake();
    Task<bool> exchange();
    Task<void> receive(Received& received);
    Task<void> readHead(Received& received);
    Task<void> readBody(Parser& parser, Received& received);
    void takeHead(const Parser& parser, Received& received) const;
    Task<bool> answer(const Response& response, bool isHead, bool keepAlive);
    Task<bool> streamBody(const Response& response, bool keepAlive);
    Task<bool> writePiece(Bytes& piece, bool chunked, bool last);
    Task<void> streamEvents(const Response& response);
    Task<void> writeEvents();
    Task<void> watchPeer(std::shared_ptr<Connection> self);
    Task<bool> write(asio::const_buffer bytes);
    Task<void> onPool(const std::function<void()>& work);
    Task<void> closeOrderly();

    [[nodiscard]] beast::tcp_stream& transport() { return beast::get_lowest_layer(m_stream); }
    void cutNow();
    void fault(std::string_view what) const;

    BeastListener& m_listener;
    std::shared_ptr<asio::ssl::context>
        m_context; // outlives the stream, also when the certificate is reloaded
    asio::any_io_executor m_executor;
    asio::ssl::stream<beast::tcp_stream> m_stream;
    beast::flat_buffer m_buffer;
    asio::steady_timer m_timer;
    std::shared_ptr<EventQueue> m_events;
    Peer m_peer;
    bool m_served = false;
    bool m_idle = false;
    bool m_stopping = false;
    bool m_unread = false; // the peer may still be sending what we refused
};

class BeastListener final : public Listener
{
public:
    BeastListener(ListenerOptions options, Handler handler);

    [[nodiscard]] Result<void> bind();
    [[nodiscard]] std::uint16_t port() const override { return m_port; }
    void run() override;
    void stop(unsigned graceSeconds) override;
    [[nodiscard]] Result<void> reloadCertificate() override;

    [[nodiscard]] const ListenerOptions& options() const { return m_options; }
    [[nodiscard]] Response handle(const Request& request) const;
    [[nodiscard]] asio::thread_pool& pool() { return m_pool; }
    void leave(Connection* connection);

private:
    Task<void> acceptPeers();
    void admit(tcp::socket socket);
    void drain(unsigned graceSeconds);
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> connections();

    // Connections that are still suspended end with m_pool and m_io, and then call `leave`: those two stand
    // last.
    const ListenerOptions m_options;
    const Handler m_handler;
    std::mutex m_mutex;
    std::map<Connection*, std::weak_ptr<Connection>> m_connections;
    std::shared_ptr<asio::ssl::context> m_context;
    bool m_running = false;
    bool m_stopping = false;
    std::uint16_t m_port = 0;
    asio::io_context m_io{2};
    asio::any_io_executor m_control{asio::make_strand(m_io)};
    asio::executor_work_guard<asio::io_context::executor_type> m_work{m_io.get_executor()};
    tcp::acceptor m_acceptor{m_control};
    asio::steady_timer m_timer{m_control};
    asio::thread_pool m_pool;
};

// ---- Connection

Connection::Connection(BeastListener& listener, std::shared_ptr<asio::ssl::context> context,
                       tcp::socket socket)
    : m_listener(listener),
      m_context(std::move(context)),
      m_executor(socket.get_executor()),
      m_stream(beast::tcp_stream(std::move(socket)), *m_context),
      m_buffer(listener.options().limits.headerBytes + BodyReadAhead),
      m_timer(m_executor)
{
    error_code ignored;
    transport().socket().set_option(tcp::no_delay(true), ignored);
    const auto remote = transport().socket().remote_endpoint(ignored);
    if (!ignored)
        m_peer.address = remote.address().to_string();
}

Connection::~Connection()
{
    if (m_events)
        m_events->detach();
    m_listener.leave(this);
}

Task<void> Connection::serve()
{
    const auto self = shared_from_this();
    try {
        if (co_await handshake()) {
            while (co_await exchange())
                m_served = true;
            co_await closeOrderly();
        }
    } catch (const std::exception& e) {
        fault(std::string("connection given up: ") + e.what());
    }
    cutNow();
}

Task<bool> Connection::handshake()
{
    error_code error;
    transport().expires_after(seconds(m_listener.options().limits.headerSeconds));
    co_await m_stream.async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, error));
    auto* tls = m_stream.native_handle();
    m_peer.tlsVersion = SSL_get_version(tls);
    if (error) {
        fault("TLS handshake failed: " + error.message());
        co_return false;
    }
    if (const char* cipher = SSL_get_cipher_name(tls))
        m_peer.cipher = cipher;
    co_return true;
}

Task<bool> Connection::exchange()
{
    Received received;
    co_await receive(received);
    if (received.gone)
        co_return false;
    if (received.refusal != 0) {
        m_unread = true;
        fault("request refused with " + std::to_string(received.refusal));
        const auto refusal = plainAnswer(received.refusal);
        co_await answer(refusal, received.isHead, false);
        co_return false;
    }
    Response response;
    const std::function<void()> work = [&] { response = m_listener.handle(received.request); };
    co_await onPool(work);
    co_return co_await answer(response, received.isHead, received.keepAlive && !m_stopping);
}

Task<void> Connection::receive(Received& received)
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
Task<void> Connection::readHead(Received& received)
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

void Connection::takeHead(const Parser& parser, Received& received) const
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

Task<void> Connection::readBody(Parser& parser, Received& received)
{
    static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
    if (!parser.is_done()) {
        const bool waits = parser.get().count(beast::http::field::expect) > 0 && m_buffer.size() == 0;
        if (waits && !co_await write(asio::buffer(goOn))) {
            received.gone = true;
            co_return;
        }
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

Task<bool> Connection::answer(const Response& response, bool isHead, bool keepAlive)
{
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!isHead && !bodiless && response.events) {
        co_await streamEvents(response);
        co_return false;
    }
    if (!isHead && !bodiless && response.source)
        co_return co_await streamBody(response, keepAlive);
    HeadOptions options{Framing::Length, response.body.size(), keepAlive};
    if (response.source && response.length)
        options.length = *response.length;
    else if (bodiless || response.source || response.events)
        options.framing = Framing::None;
    auto text = responseHead(response, m_listener.options(), options);
    if (!isHead && !bodiless)
        text += response.body;
    co_return co_await write(asio::buffer(text)) && keepAlive;
}

Task<bool> Connection::streamBody(const Response& response, bool keepAlive)
{
    const bool chunked = !response.length;
    const auto head =
        responseHead(response, m_listener.options(),
                     {chunked ? Framing::Chunked : Framing::Length, response.length.value_or(0), keepAlive});
    bool whole = co_await write(asio::buffer(head));
    std::uint64_t sent = 0;
    for (auto state = Gathered::More; whole && state == Gathered::More;) {
        Bytes piece;
        const std::function<void()> work = [&] { state = gather(*response.source, piece); };
        co_await onPool(work);
        sent += piece.size();
        // Neither more nor less than announced: the peer must notice, so the connection is cut.
        whole = state != Gathered::Broken && (chunked || sent <= *response.length) &&
                (chunked || state == Gathered::More || sent == *response.length);
        if (whole)
            whole = co_await writePiece(piece, chunked, state == Gathered::End);
    }
    if (!whole)
        cutNow();
    co_return whole&& keepAlive;
}

Task<bool> Connection::writePiece(Bytes& piece, bool chunked, bool last)
{
    if (!chunked)
        co_return piece.empty() || co_await write(asio::buffer(piece));
    std::string framed;
    framed.reserve(piece.size() + 32);
    if (!piece.empty())
        framed.append(chunkLine(piece.size())).append(textOf(piece)).append("\r\n");
    if (last)
        framed += "0\r\n\r\n";
    co_return co_await write(asio::buffer(framed));
}

Task<void> Connection::streamEvents(const Response& response)
{
    Response opening;
    opening.status = response.status;
    opening.fields = response.fields;
    if (opening.fields.count("Content-Type") == 0)
        opening.fields.add("Content-Type", "text/event-stream");
    const auto head = responseHead(opening, m_listener.options(), {Framing::Chunked, 0, false});
    if (!co_await write(asio::buffer(head)))
        co_return;
    m_events = std::make_shared<EventQueue>([executor = m_executor, weak = weak_from_this()](bool cutOff) {
        asio::post(executor, [weak, cutOff] {
            if (const auto self = weak.lock()) {
                if (cutOff)
                    self->cutNow();
                self->m_timer.cancel();
            }
        });
    });
    if (m_stopping)
        m_events->close();
    transport().expires_never();
    asio::co_spawn(m_executor, watchPeer(shared_from_this()), asio::detached);
    const std::function<void()> work = [&] {
        try {
            response.events(m_events);
        } catch (...) {
            m_events->close();
        }
    };
    co_await onPool(work);
    co_await writeEvents();
    m_events->detach();
    cutNow();
}

Task<void> Connection::writeEvents()
{
    static constexpr std::string_view comment = "3\r\n:\n\n\r\n";
    static constexpr std::string_view end = "0\r\n\r\n";
    for (;;) {
        const bool closed =
            m_events->closed(); // asked first: what was pushed before the close is still written
        const auto text = m_events->take();
        if (!text.empty()) {
            const auto framed = chunkLine(text.size()) + text + "\r\n";
            if (!co_await write(asio::buffer(framed)))
                co_return;
            continue;
        }
        if (closed) {
            co_await write(asio::buffer(end));
            co_return;
        }
        error_code error;
        m_timer.expires_after(EventComment);
        co_await m_timer.async_wait(redirect_error(use_awaitable, error));
        if (!error && !co_await write(asio::buffer(comment)))
            co_return;
    }
}

// An event stream's peer has nothing to say: whatever comes, it is over. Notices a peer that left without a
// write.
Task<void> Connection::watchPeer(std::shared_ptr<Connection> self)
{
    char byte = 0;
    error_code error;
    co_await self->m_stream.async_read_some(asio::buffer(&byte, 1), redirect_error(use_awaitable, error));
    self->m_events->close();
    self->cutNow();
}

Task<bool> Connection::write(asio::const_buffer bytes)
{
    error_code error;
    transport().expires_after(seconds(m_listener.options().limits.writeSeconds));
    co_await asio::async_write(m_stream, bytes, redirect_error(use_awaitable, error));
    co_return !error;
}

Task<void> Connection::onPool(const std::function<void()>& work)
{
    co_await asio::post(asio::bind_executor(m_listener.pool().get_executor(), use_awaitable));
    work();
    co_await asio::post(asio::bind_executor(m_executor, use_awaitable));
}

Task<void> Connection::closeOrderly()
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

void Connection::windDown()
{
    asio::post(m_executor, [self = shared_from_this()] {
        self->m_stopping = true;
        if (self->m_idle)
            self->cutNow();
        if (self->m_events)
            self->m_events->close();
    });
}

void Connection::cut()
{
    asio::post(m_executor, [self = shared_from_this()] { self->cutNow(); });
}

void Connection::cutNow()
{
    transport().close();
}

void Connection::fault(std::string_view what) const
{
    try {
        if (m_listener.options().fault)
            m_listener.options().fault(m_peer, what);
    } catch (...) { // NOLINT: who reports faults must not end the connection
    }
}

// ---- BeastListener

BeastListener::BeastListener(ListenerOptions options, Handler handler)
    : m_options(std::move(options)),
      m_handler(std::move(handler)),
      m_pool(std::max(1U, m_options.poolThreads))
{
}

Result<void> BeastListener::bind()
{
    if (auto loaded = reloadCertificate(); !loaded)
        return loaded;
    error_code error;
    const auto address = asio::ip::make_address(m_options.address, error);
    if (error)
        return fail(ErrorCode::Configuration, "not a numeric address: " + m_options.address);
    const tcp::endpoint endpoint(address, m_options.port);
    m_acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        m_acceptor.bind(endpoint, error);
    if (!error)
        m_acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error)
        m_port = m_acceptor.local_endpoint(error).port();
    if (error)
        return fail(ErrorCode::Configuration, "cannot listen on " + m_options.address + ":" +
                                                  std::to_string(m_options.port) + ": " + error.message());
    return {};
}

Result<void> BeastListener::reloadCertificate()
{
    try {
        auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
        auto secured = secureContext(context->native_handle(), m_options.certificateFile, m_options.keyFile);
        if (!secured)
            return secured;
        const std::lock_guard lock(m_mutex);
        m_context = std::move(context);
        return {};
    } catch (const std::exception& e) {
        return fail(ErrorCode::Configuration, std::string("TLS context: ") + e.what());
    }
}

void BeastListener::run()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping)
            return;
        m_running = true;
    }
    asio::co_spawn(m_control, acceptPeers(), asio::detached);
    std::thread second([this] { m_io.run(); });
    m_io.run();
    second.join();
    {
        const std::lock_guard lock(m_mutex);
        m_running = false;
    }
    // No handler runs once this returns, so what handlers use may go.
    m_pool.stop();
    m_pool.join();
}

void BeastListener::stop(unsigned graceSeconds)
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_stopping, true) || !m_running)
        return;
    asio::post(m_control, [this, graceSeconds] { drain(graceSeconds); });
}

void BeastListener::drain(unsigned graceSeconds)
{
    error_code ignored;
    m_acceptor.close(ignored);
    const auto open = connections();
    if (open.empty()) {
        m_io.stop();
        return;
    }
    for (const auto& connection : open)
        connection->windDown();
    m_timer.expires_after(seconds(graceSeconds));
    m_timer.async_wait([this](error_code) {
        for (const auto& connection : connections())
            connection->cut();
        // Handlers that are still at work keep their connections; those are not waited for.
        m_timer.expires_after(seconds(1));
        m_timer.async_wait([this](error_code) { m_io.stop(); });
    });
}

Task<void> BeastListener::acceptPeers()
{
    while (m_acceptor.is_open()) {
        error_code error;
        tcp::socket socket(asio::make_strand(m_io));
        co_await m_acceptor.async_accept(socket, redirect_error(use_awaitable, error));
        if (!error) {
            admit(std::move(socket));
        } else if (m_acceptor.is_open()) {
            // Out of descriptors, most likely: trying at once again would only burn the processor.
            m_timer.expires_after(std::chrono::milliseconds(100));
            co_await m_timer.async_wait(redirect_error(use_awaitable, error));
        }
    }
}

void BeastListener::admit(tcp::socket socket)
{
    std::shared_ptr<Connection> connection;
    std::shared_ptr<asio::ssl::context> context;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_connections.size() >= m_options.limits.connections)
            return;
        context = m_context;
    }
    try {
        connection = std::make_shared<Connection>(*this, std::move(context), std::move(socket));
        {
            const std::lock_guard lock(m_mutex);
            m_connections.emplace(connection.get(), connection);
        }
        // The lambda, which co_spawn keeps, holds the connection until its coroutine ended.
        asio::co_spawn(
            connection->executor(), [connection] { return connection->serve(); }, asio::detached);
    } catch (const std::exception& e) {
        if (m_options.fault)
            m_options.fault({}, std::string("connection not served: ") + e.what());
    }
}

void BeastListener::leave(Connection* connection)
{
    const std::lock_guard lock(m_mutex);
    m_connections.erase(connection);
    if (m_stopping && m_running && m_connections.empty())
        m_io.stop();
}

std::vector<std::shared_ptr<Connection>> BeastListener::connections()
{
    std::vector<std::shared_ptr<Connection>> alive;
    const std::lock_guard lock(m_mutex);
    for (const auto& [key, weak] : m_connections) {
        if (auto connection = weak.lock())
            alive.push_back(std::move(connection));
    }
    return alive;
}

Response BeastListener::handle(const Request& request) const
{
    try {
        auto response = m_handler(request);
        return response.status >= 200 && response.status <= 599 ? std::move(response) : plainAnswer(500);
    } catch (...) {
        return plainAnswer(500);
    }
}

} // namespace

Result<std::unique_ptr<Listener>> Listener::open(ListenerOptions options, Handler handler)
{
    try {
        auto listener = std::make_unique<BeastListener>(std::move(options), std::move(handler));
        if (auto bound = listener->bind(); !bound)
            return tl::unexpected(bound.error());
        return std::unique_ptr<Listener>(std::move(listener));
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, std::string("listener: ") + e.what());
    }
}

} // namespace countersign::http
