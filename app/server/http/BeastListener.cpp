#include "server/http/BeastListener.h"

#include "server/http/Head.h"
#include "server/http/Tls.h"

#include <algorithm>
#include <thread>

namespace countersign::http {

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
    std::shared_ptr<BeastConnection> connection;
    std::shared_ptr<asio::ssl::context> context;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_connections.size() >= m_options.limits.connections)
            return;
        context = m_context;
    }
    try {
        connection = std::make_shared<BeastConnection>(*this, std::move(context), std::move(socket));
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

void BeastListener::leave(BeastConnection* connection)
{
    const std::lock_guard lock(m_mutex);
    m_connections.erase(connection);
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
