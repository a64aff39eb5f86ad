#include "server/Server.h"

#include "crypto/Certificates.h"
#include "server/ServerHousekeeping.h"
#include "server/ServerListening.h"
#include "server/ServerRooms.h"

#include <fstream>
#include <iterator>
#include <thread>

#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

class RunningServer final : public Server
{
public:
    RunningServer(const Configuration& configuration, const Clock& clock)
        : m_configuration(configuration), m_clock(clock), m_faults(clock)
    {
    }
    [[nodiscard]] Result<void> load();

    std::uint16_t port() const override { return m_listener->port(); }
    const std::string& origin() const override { return m_origin; }
    Result<void> run() override;
    std::uint16_t operationsPort() const override { return m_operations ? m_operations->port() : 0; }
    const RouteTable& routes() const override { return m_rooms->routes(); }
    void stop() override;
    Result<void> reloadCertificate() override;

private:
    [[nodiscard]] Result<void> listen();
    void serve();
    [[nodiscard]] Result<void> record(std::string action);

    const Configuration m_configuration;
    const Clock& m_clock;
    std::string m_origin;
    ServerFaults m_faults;
    Metrics m_metrics;
    std::unique_ptr<ServerRooms> m_rooms;
    std::unique_ptr<http::Listener> m_listener; // last: their handlers use the rooms
    std::unique_ptr<http::Listener> m_operations;
};

// A source whose key or CA cannot be used would be found out when people have already signed.
Result<void> checkSources(const std::vector<SourceConfig>& sources, const Clock& clock)
{
    for (const auto& source : sources)
        if (const auto client = SourceClient::create(source, clock); !client)
            return fail(ErrorCode::Configuration,
                        "[[source]] " + source.id.text() + " cannot be used: " + client.error().detail);
    return {};
}

// Told, not refused: exports under way go on, and a new one is loaded without a restart.
void tellExpiry(const Configuration& configuration, const Clock& clock)
{
    constexpr std::chrono::days ahead{14};
    const auto& file = configuration.certificateFile;
    std::ifstream stream(file, std::ios::binary);
    const std::string pem{std::istreambuf_iterator<char>(stream), {}};
    const auto facts = crypto::certificateFacts(pem);
    if (!facts || facts->notAfter > clock.now() + ahead)
        return;
    const bool expired = facts->notAfter <= clock.now();
    spdlog::warn("the certificate in {} {} on {}: {}; put a new one there, then send SIGHUP", file.string(),
                 expired ? "expired" : "expires", timeText(facts->notAfter),
                 expired ? "no console connects" : "no console connects from then on");
}

Result<void> RunningServer::load()
{
    if (auto good = checkSources(m_configuration.sources, m_clock); !good)
        return good;
    auto folder = ServerFolder::open(m_configuration, m_clock);
    if (!folder)
        return tl::unexpected(folder.error());
    // Proofs name our address, and that may hold a port which only the listener knows: it is bound first, and
    // asks the rooms only once it runs.
    if (auto done = listen(); !done)
        return done;
    m_origin = m_configuration.originAt(m_listener->port());
    m_rooms = std::make_unique<ServerRooms>(m_configuration, std::move(*folder), m_origin, m_faults,
                                            m_metrics, m_clock);
    return m_rooms->checkLogCopy();
}

Result<void> RunningServer::listen()
{
    auto listener =
        http::Listener::open(adminListening(m_configuration, m_faults, m_metrics, m_clock),
                             [this](const http::Request& request) { return m_rooms->handle(request); });
    if (!listener)
        return tl::unexpected(listener.error());
    m_listener = std::move(*listener);
    tellExpiry(m_configuration, m_clock);
    if (!m_configuration.operations)
        return {};
    auto operations = http::Listener::open(
        operationsListening(m_configuration, m_faults, m_metrics, m_clock),
        [this](const http::Request& request) { return m_rooms->operations().handle(request); });
    if (!operations)
        return tl::unexpected(operations.error());
    m_operations = std::move(*operations);
    return {};
}

void RunningServer::stop()
{
    m_rooms->operations().ending();
    m_listener->stop(graceSeconds);
}

// The operations address answers as long as calls are under way.
void RunningServer::serve()
{
    std::thread operations;
    if (m_operations)
        operations = std::thread([this] { m_operations->run(); });
    m_listener->run();
    if (!m_operations)
        return;
    m_operations->stop(0);
    operations.join();
}

Result<void> RunningServer::record(std::string action)
{
    return m_rooms->store().write([&](Transaction& transaction) -> Result<void> {
        return transaction.audit(hostEntry(std::move(action), m_configuration.facts.id.text()))
            .map([](std::uint64_t) {});
    });
}

Result<void> RunningServer::reloadCertificate()
{
    auto done = m_listener->reloadCertificate();
    if (done && m_operations)
        done = m_operations->reloadCertificate();
    if (done)
        tellExpiry(m_configuration, m_clock);
    return done;
}

Result<void> RunningServer::run()
{
    if (auto done = record("server.start"); !done)
        return done;
    m_rooms->start();
    {
        const ServerHousekeeping housekeeping([this] { m_rooms->sweep(); });
        serve();
    }
    m_rooms->stop();
    return record("server.stop");
}

} // namespace

Result<std::unique_ptr<Server>> Server::open(const Configuration& configuration, const Clock& clock)
{
    auto server = std::make_unique<RunningServer>(configuration, clock);
    if (auto done = server->load(); !done)
        return tl::unexpected(done.error());
    return std::unique_ptr<Server>(std::move(server));
}

} // namespace countersign::server
