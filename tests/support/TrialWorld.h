#pragma once

#include "crypto/Certificates.h"
#include "server/Initialization.h"
#include "server/Server.h"
#include "support/ManualClock.h"
#include "support/TrialWorldSource.h"

#include <map>

/// A whole trial in this process, for tests of the console: a CA, a FHIR source with people who never lived,
/// and the real export server on free ports of localhost; its people invited, none of them enrolled.
///
///     TrialWorld world;                                     // serves
///     auto profile = client::Profile::load(QString::fromStdString(world.profileFile().string()));
///     … sign in as "amira" with world.code("amira") …       // the one-time enrolment code
///     world.clock.advance(std::chrono::seconds(30));        // next TOTP step; the server goes by this clock
///
/// Give the console's `Session` the same clock (`world.time()`): proofs, codes and statements are judged by
/// it. It stands still until a test moves it, and starts at ManualClock's; a clock of the test's own goes
/// into `Options::clock`. TLS certificates alone are judged by the real time: OpenSSL and Qt know no other,
/// and the certificates are good for 90 days from now. Network deadlines, and the pauses between polls of the
/// source, are real as well.
///
/// People (`TrialWorld::people`): operators `okafor`, `brandt`; approvers `adler`, `weber`; downloader
/// `silva`; admins `amira`, `boris`, who have yet to found the server; compliance officer `lindqvist`. Their
/// invited roles are a wish: each holds one once the admins' role changes are in the trust log.
///
/// The source is `trial` ("Trial hospital"); exports of it hold Patient, Group, Encounter, Observation and
/// Condition. `Observation` is `high` by policy, two downloads.
///
/// The folder, with all that is in it, goes when the world ends. A step of the set-up that fails throws.
/// Threads of the server log by spdlog; `Options::quiet` keeps that off the test's output.
namespace countersign::test {

class TrialWorld
{
public:
    struct Options
    {
        const Clock* clock = nullptr; ///< none: `TrialWorld::clock`
        std::uint64_t patients = 25;
        std::uint64_t resourcesPerFile = 0;
        std::uint64_t slowBytesPerSecond = 0;                           ///< of the source, for each file
        bool operations = false;                                        ///< health and metrics, too
        http::Limits limits = {};                                       ///< of the server's listener
        std::vector<server::FirstPerson> people = TrialWorld::people(); ///< each costs a code's hash
        bool quiet = true;
    };

    TrialWorld() : TrialWorld(Options{}) {}
    explicit TrialWorld(const Options& options);
    ~TrialWorld();
    TrialWorld(const TrialWorld&) = delete;
    TrialWorld& operator=(const TrialWorld&) = delete;

    [[nodiscard]] static const std::vector<server::FirstPerson>& people();
    /// The one-time enrolment code, as it was given out.
    [[nodiscard]] const std::string& code(const std::string& person) const { return m_codes.at(person); }

    [[nodiscard]] const Clock& time() const { return m_time; }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    /// For consoles; a file that the test may change (a console pins its root there).
    [[nodiscard]] std::filesystem::path profileFile() const { return m_folder / "trial.json"; }
    [[nodiscard]] std::filesystem::path caFile() const { return m_folder / "ca.pem"; }
    [[nodiscard]] std::string origin() const { return m_configuration.originAt(m_configuration.port); }
    [[nodiscard]] std::uint16_t port() const { return m_configuration.port; }
    /// For tests that spoil what lies there while the server is stopped.
    [[nodiscard]] std::filesystem::path dataFolder() const { return m_configuration.dataFolder; }
    [[nodiscard]] std::uint16_t operationsPort() const { return m_server->operationsPort(); }
    [[nodiscard]] const server::RouteTable& routes() const { return m_server->routes(); }
    [[nodiscard]] const server::Configuration& configuration() const { return m_configuration; }

    /// Orderly; does nothing when it does not run.
    void stopServer();
    /// On the same folder and port; throws if it cannot.
    void startServer();
    /// The source goes, as if its network had; and comes back on another port, so for good.
    void stopSource() { m_source.reset(); }

    ManualClock clock;

private:
    void write(const std::string& name, std::string_view text) const;
    void makeCertificates();
    void startSource(const Options& options);
    void configure(bool operations);

    const Clock& m_time;
    std::filesystem::path m_folder;
    std::string m_caPem;
    std::map<std::string, std::string> m_codes;
    server::Configuration m_configuration;
    std::unique_ptr<TrialWorldSource> m_source;
    std::unique_ptr<server::Server> m_server;
    std::thread m_serving;
};

} // namespace countersign::test
