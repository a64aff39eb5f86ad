#include "server/http/BeastListener.h"

#include "server/http/Head.h"
#include "server/http/Tls.h"

#include <algorithm>
#include <thread>

#include <sys/resource.h>

namespace countersign::http {

namespace {

unsigned mostDescriptors()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<unsigned>(std::min<rlim_t>(limit.rlim_cur, 1U << 30U));
}

} // namespace

BeastListener::BeastListener(ListenerOptions options, Handler handler)
    : m_options(std::move(options)),
      m_handler(std::move(handler)),
      m_admission(m_options.limits, mostDescriptors() / 2),
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
        return fail(ErrorCode::Configuration,
                    "cannot listen on " + m_options.address + ":" + std::to_string(m_options.port) + ": " +
                        error.message() +
                        (error == asio::error::address_in_use
                             ? "; another program listens there: end it, or set another [listen] port"
                             : ""));
    return {};
}

Result<void> BeastListener::reloadCertificate()
{
    return replaceCertificate(m_options.certificateFile, m_options.keyFile);
}

Result<void> BeastListener::replaceCertificate(const std::string& certificateFile, const std::string& keyFile)
{
    try {
        auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
        auto secured = secureContext(context->native_handle(), certificateFile, keyFile);
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
    m_over = graceSeconds == 0;
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
        // What has not begun never does, so that no peer is cut off from what was done; what has, gets a
        // moment to be answered, and is not waited for any longer.
        m_over = true;
        for (const auto& connection : connections())
            connection->cut();
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
    error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error)
        return; // gone already
    const auto address = remote.address().to_string();
    const auto member = ++m_last;
    try {
        if (makeRoom(member, address))
            begin(member, address, std::move(socket));
    } catch (const std::exception& e) {
        m_admission.leave(member);
        if (m_options.fault)
            m_options.fault({}, Fault::Connection, std::string("connection not served: ") + e.what());
    }
}

bool BeastListener::makeRoom(Admission::Member member, const std::string& address)
{
    const auto entered = m_admission.enter(member, address);
    if (entered.admitted && entered.leaves == 0)
        return true;
    std::shared_ptr<BeastConnection> leaving;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_connections.find(entered.leaves); found != m_connections.end())
            leaving = found->second.lock();
    }
    if (leaving)
        leaving->cut();
    if (m_options.fault)
        m_options.fault({address, {}, {}, {}}, Fault::Connection,
                        entered.admitted ? "too many connections: the one that waited longest was cut"
                                         : "too many connections: this one was not accepted");
    return entered.admitted;
}

void BeastListener::begin(Admission::Member member, const std::string& address, tcp::socket socket)
{
    std::shared_ptr<asio::ssl::context> context;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping) {
            m_admission.leave(member);
            return;
        }
        context = m_context;
    }
    const auto connection =
        std::make_shared<BeastConnection>(*this, member, address, std::move(context), std::move(socket));
    {
        const std::lock_guard lock(m_mutex);
        m_connections.emplace(member, connection);
    }
    // The lambda, which co_spawn keeps, holds the connection until its coroutine ended.
    asio::co_spawn(
        connection->executor(), [connection] { return connection->serve(); }, asio::detached);
}

void BeastListener::leave(Admission::Member member)
{
    m_admission.leave(member);
    const std::lock_guard lock(m_mutex);
    m_connections.erase(member);
    if (m_stopping && m_running && m_connections.empty())
        m_io.stop();
}

std::vector<std::shared_ptr<BeastConnection>> BeastListener::connections()
{
    std::vector<std::shared_ptr<BeastConnection>> alive;
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
