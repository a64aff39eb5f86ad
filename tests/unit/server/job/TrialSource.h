#pragma once

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
    /// Keys and certificates go into `folder`.
    TrialSource(std::filesystem::path folder, const Clock& clock, std::uint64_t patients = 20);
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

private:
    http::Response answer(const http::Request& request);

    std::filesystem::path m_folder;
    crypto::AssertionKey m_key = crypto::AssertionKey::generate("ES384").value();
    std::unique_ptr<trialsource::FhirRoutes> m_routes;
    std::unique_ptr<http::Listener> m_listener;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_asked;
    Instead m_instead;
    std::jthread m_thread;
};

} // namespace countersign::test
