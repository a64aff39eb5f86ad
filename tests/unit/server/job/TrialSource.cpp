#include "unit/server/job/TrialSource.h"

#include "crypto/Certificates.h"
#include "trialsource/SyntheticPopulation.h"

#include <algorithm>
#include <fstream>

namespace countersign::test {

namespace {

void writeFile(const std::filesystem::path& path, std::string_view text)
{
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

} // namespace

TrialSource::TrialSource(std::filesystem::path folder, const Clock& clock, std::uint64_t patients)
    : m_folder(std::move(folder))
{
    std::filesystem::create_directories(m_folder);
    const auto ca = crypto::makeTrialCa("Trial CA").value();
    const auto certificate = crypto::makeTrialCertificate(ca, {"localhost"}, {"127.0.0.1"}).value();
    writeFile(m_folder / "ca.pem", ca.certificatePem);
    writeFile(m_folder / "source.pem", certificate.certificatePem);
    writeFile(m_folder / "source.key", certificate.keyPem.revealText());
    writeFile(m_folder / "client.key", m_key.toPem().revealText());
    http::ListenerOptions options;
    options.certificateFile = m_folder / "source.pem";
    options.keyFile = m_folder / "source.key";
    m_listener = http::Listener::open(options, [this](const http::Request& request) {
                     return answer(request);
                 }).value();
    const auto base = "https://127.0.0.1:" + std::to_string(m_listener->port());
    trialsource::FhirRoutes::Setting setting;
    setting.base = base;
    setting.population = std::make_shared<trialsource::SyntheticPopulation>(7, patients);
    setting.client = {"countersign", "{\"keys\":[" + m_key.publicJwkText() + "]}"};
    m_routes = std::make_unique<trialsource::FhirRoutes>(std::move(setting), clock);
    m_thread = std::jthread([this] { m_listener->run(); });
}

TrialSource::~TrialSource()
{
    m_routes->stop();
    m_listener->stop(1);
}

http::Response TrialSource::answer(const http::Request& request)
{
    Instead other;
    {
        const std::lock_guard lock(m_mutex);
        m_asked.push_back(request.method + ' ' + request.path);
        other = m_instead;
    }
    if (auto said = other ? other(request) : std::nullopt)
        return std::move(*said);
    return m_routes->answer(request);
}

void TrialSource::instead(Instead answer)
{
    const std::lock_guard lock(m_mutex);
    m_instead = std::move(answer);
}

server::SourceConfig TrialSource::config() const
{
    server::SourceConfig config;
    config.id = SourceId("main");
    config.name = "Main hospital";
    config.tenant = "north";
    config.baseUrl = "https://127.0.0.1:" + std::to_string(m_listener->port()) + "/fhir";
    config.caFile = m_folder / "ca.pem";
    config.clientId = "countersign";
    config.keyFile = m_folder / "client.key";
    return config;
}

int TrialSource::asked(const std::string& method, const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(std::count_if(m_asked.begin(), m_asked.end(), [&](const std::string& one) {
        return one.starts_with(method + ' ' + path);
    }));
}

} // namespace countersign::test
