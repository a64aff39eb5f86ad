#pragma once

#include "server/Configuration.h"
#include "server/api/Route.h"

namespace countersign::server {

/// The export server as one thing: its composition root. `countersignd` runs it under signals, tests run it
/// with a clock of their own:
///
///     auto server = Server::open(configuration, clock);
///     std::thread serving([&] { (*server)->run(); });
///     …                                   // https://localhost:<(*server)->port()>
///     (*server)->stop();
///     serving.join();
class Server
{
public:
    /// Takes the data folder, binds and loads the certificate; nothing is served before `run`. The errors of
    /// `ServerFolder::open`; `Configuration` for what the listener or a source refuses. `clock` outlives it.
    [[nodiscard]] static Result<std::unique_ptr<Server>> open(const Configuration& configuration,
                                                              const Clock& clock);
    virtual ~Server() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// Where health and metrics are served; 0: nowhere.
    [[nodiscard]] virtual std::uint16_t operationsPort() const = 0;
    /// The admin API as it is: every route, with who may call it.
    [[nodiscard]] virtual const RouteTable& routes() const = 0;
    /// As consoles address it.
    [[nodiscard]] virtual const std::string& origin() const = 0;
    /// Goes on with what was left, serves until `stop`, then ends in order: no new connections, calls under
    /// way within `graceSeconds`, intakes (they go on at the next start), what was counted but not logged,
    /// the store. Blocks; `Storage` when the start or the end could not be logged.
    [[nodiscard]] virtual Result<void> run() = 0;
    /// Thread-safe; returns at once.
    virtual void stop() = 0;
    /// Loads certificate and key files anew, for new connections. The old ones stay on an error.
    [[nodiscard]] virtual Result<void> reloadCertificate() = 0;

    static constexpr unsigned graceSeconds = 5;

protected:
    Server() = default;
};

} // namespace countersign::server
