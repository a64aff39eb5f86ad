#pragma once

#include "crypto/Certificates.h"
#include "crypto/JwtAssertion.h"
#include "server/source/SourceConfig.h"
#include "trialsource/FhirRoutes.h"

#include <filesystem>
#include <thread>

namespace countersign::test {

/// The real trial source in this process: TLS with a CA of its own, one registered client, synthetic people.
class TrialSource
{
public:
    /// Keys and certificates go into `folder`. Without a population it has people who never lived.
    TrialSource(std::filesystem::path folder, const Clock& clock,
                std::shared_ptr<const trialsource::Population> population = {});
    ~TrialSource();
    TrialSource(const TrialSource&) = delete;
    TrialSource& operator=(const TrialSource&) = delete;

    /// Of a source called `main`.
    [[nodiscard]] server::SourceConfig config() const;
    /// Requests so far whose method and path begin like this.
    [[nodiscard]] int asked(const std::string& method, const std::string& path) const;

    /// Asked first from now on; what it answers is the source's answer.
    using Instead = std::function<std::optional<http::Response>(const http::Request&)>;
    void instead(Instead answer);
    /// As `--misbehave` reads them, separated by blanks; none: it behaves again.
    void misbehave(std::string_view faults);
    /// Nobody listens any more, or again on the same port.
    void fall();
    void rise();
    /// `CERTIFICATE,KEY`: files for `certificate`, for these addresses; by its own CA or one that nobody
    /// knows.
    [[nodiscard]] std::string otherCertificate(bool ownCa, const std::string& address = "127.0.0.1") const;
    /// That it holds, deleted ones not counted.
    [[nodiscard]] std::size_t exports() { return m_routes->exports(); }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    /// `https://host:port`
    [[nodiscard]] std::string origin() const { return "https://127.0.0.1:" + std::to_string(m_port); }

private:
    void listen();
    http::Response answer(const http::Request& request);

    std::filesystem::path m_folder;
    crypto::CertificateAndKey m_ca = crypto::makeTrialCa("Trial CA").value();
    std::uint16_t m_port = 0;
    crypto::AssertionKey m_key = crypto::AssertionKey::generate("ES384").value();
    std::unique_ptr<trialsource::FhirRoutes> m_routes;
    std::unique_ptr<http::Listener> m_listener;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_asked;
    Instead m_instead;
    std::jthread m_thread;
};

} // namespace countersign::test
