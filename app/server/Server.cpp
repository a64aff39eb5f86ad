#include "server/Server.h"

#include "server/ServerFaults.h"
#include "server/ServerHousekeeping.h"
#include "server/ServerRooms.h"

#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

class RunningServer final : public Server
{
public:
    RunningServer(const Configuration& configuration, const Clock& clock)
        : m_server(configuration.facts.id), m_faults(clock)
    {
    }
    [[nodiscard]] Result<void> load(const Configuration& configuration, const Clock& clock);

    std::uint16_t port() const override { return m_listener->port(); }
    const std::string& origin() const override { return m_origin; }
    Result<void> run() override;
    void stop() override { m_listener->stop(graceSeconds); }
    Result<void> reloadCertificate() override { return m_listener->reloadCertificate(); }

private:
    [[nodiscard]] Result<void> record(std::string action);

    ServerId m_server;
    std::string m_origin;
    ServerFaults m_faults;
    std::unique_ptr<ServerRooms> m_rooms;
    std::unique_ptr<http::Listener> m_listener; // last: its handler uses the rooms
};

http::ListenerOptions listening(const Configuration& configuration, ServerFaults& faults, const Clock& clock)
{
    http::ListenerOptions options;
    options.address = configuration.address;
    options.port = configuration.port;
    options.certificateFile = configuration.certificateFile.string();
    options.keyFile = configuration.keyFile.string();
    options.limits = configuration.limits;
    options.clock = &clock;
    options.fault = [&faults](const http::Peer& peer, std::string_view what) { faults.report(peer, what); };
    return options;
}

// A source whose key or CA cannot be used would be found out when people have already signed.
Result<void> checkSources(const std::vector<SourceConfig>& sources, const Clock& clock)
{
    for (const auto& source : sources)
        if (const auto client = SourceClient::create(source, clock); !client)
            return fail(ErrorCode::Configuration,
                        "[[source]] " + source.id.text() + " cannot be used: " + client.error().detail);
    return {};
}

Result<void> RunningServer::load(const Configuration& configuration, const Clock& clock)
{
    if (auto good = checkSources(configuration.sources, clock); !good)
        return good;
    auto folder = ServerFolder::open(configuration, clock);
    if (!folder)
        return tl::unexpected(folder.error());
    // Proofs name our address, and that may hold a port which only the listener knows: it is bound first, and
    // asks the rooms only once it runs.
    auto listener =
        http::Listener::open(listening(configuration, m_faults, clock),
                             [this](const http::Request& request) { return m_rooms->handle(request); });
    if (!listener)
        return tl::unexpected(listener.error());
    m_listener = std::move(*listener);
    m_origin = configuration.originAt(m_listener->port());
    m_rooms = std::make_unique<ServerRooms>(configuration, std::move(*folder), m_origin, m_faults, clock);
    return {};
}

Result<void> RunningServer::record(std::string action)
{
    return m_rooms->store().write([&](Transaction& transaction) -> Result<void> {
        return transaction.audit(hostEntry(std::move(action), m_server.text())).map([](std::uint64_t) {});
    });
}

Result<void> RunningServer::run()
{
    if (auto done = record("server.start"); !done)
        return done;
    m_rooms->start();
    {
        const ServerHousekeeping housekeeping([this] { m_rooms->sweep(); });
        m_listener->run();
    }
    m_rooms->stop();
    return record("server.stop");
}

} // namespace

Result<std::unique_ptr<Server>> Server::open(const Configuration& configuration, const Clock& clock)
{
    auto server = std::make_unique<RunningServer>(configuration, clock);
    if (auto done = server->load(configuration, clock); !done)
        return tl::unexpected(done.error());
    return std::unique_ptr<Server>(std::move(server));
}

} // namespace countersign::server
