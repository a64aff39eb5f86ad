#pragma once

#include "server/http/Http.h"
#include "trialsource/FhirRoutes.h"

#include <filesystem>
#include <thread>

namespace countersign::test {

/// A trial source that serves in this process while it lives: synthetic people, one registered client.
class TrialWorldSource
{
public:
    struct Options
    {
        std::filesystem::path certificateFile;
        std::filesystem::path keyFile;
        trialsource::RegisteredClient client;
        std::uint64_t seed = 1;
        std::uint64_t patients = 25;
        std::uint64_t resourcesPerFile = 0;   ///< 0: one file a type
        std::uint64_t slowBytesPerSecond = 0; ///< 0: as fast as it can
    };
    /// On any free port of localhost. Throws if it cannot.
    TrialWorldSource(const Options& options, const Clock& clock);
    ~TrialWorldSource();
    TrialWorldSource(const TrialWorldSource&) = delete;
    TrialWorldSource& operator=(const TrialWorldSource&) = delete;

    /// `https://localhost:port/fhir`
    [[nodiscard]] std::string baseUrl() const;

private:
    std::unique_ptr<trialsource::FhirRoutes> m_routes;
    std::unique_ptr<http::Listener> m_listener;
    std::thread m_thread;
};

} // namespace countersign::test
