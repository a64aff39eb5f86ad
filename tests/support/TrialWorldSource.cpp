#include "support/TrialWorldSource.h"

#include "trialsource/SyntheticPopulation.h"

#include <stdexcept>

namespace countersign::test {

TrialWorldSource::TrialWorldSource(const Options& options, const Clock& clock)
{
    http::ListenerOptions listening;
    listening.certificateFile = options.certificateFile.string();
    listening.keyFile = options.keyFile.string();
    auto listener = http::Listener::open(
        listening, [this](const http::Request& request) { return m_routes->answer(request); });
    if (!listener)
        throw std::runtime_error("trial source: " + listener.error().detail);
    m_listener = std::move(*listener);
    m_routes = std::make_unique<trialsource::FhirRoutes>(
        trialsource::FhirRoutes::Setting{
            "https://localhost:" + std::to_string(m_listener->port()),
            std::make_shared<trialsource::SyntheticPopulation>(options.seed, options.patients),
            options.client,
            {options.resourcesPerFile, std::chrono::seconds(0)},
            options.slowBytesPerSecond},
        clock);
    m_thread = std::thread([this] { m_listener->run(); });
}

TrialWorldSource::~TrialWorldSource()
{
    m_routes->stop();
    m_listener->stop(0);
    m_thread.join();
}

std::string TrialWorldSource::baseUrl() const
{
    return "https://localhost:" + std::to_string(m_listener->port()) + "/fhir";
}

} // namespace countersign::test
