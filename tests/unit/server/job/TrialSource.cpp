#include "unit/server/job/TrialSource.h"

#include "trialsource/SyntheticPopulation.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace countersign::test {

namespace {

void writeFile(const std::filesystem::path& path, std::string_view text)
{
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

} // namespace

TrialSource::TrialSource(std::filesystem::path folder, const Clock& clock,
                         std::shared_ptr<const trialsource::Population> population)
    : m_folder(std::move(folder))
{
    std::filesystem::create_directories(m_folder);
    const auto certificate = crypto::makeTrialCertificate(m_ca, {"localhost"}, {"127.0.0.1"}).value();
    writeFile(m_folder / "ca.pem", m_ca.certificatePem);
    writeFile(m_folder / "source.pem", certificate.certificatePem);
    writeFile(m_folder / "source.key", certificate.keyPem.revealText());
    writeFile(m_folder / "client.key", m_key.toPem().revealText());
    listen();
    trialsource::FhirRoutes::Setting setting;
    setting.base = origin();
    setting.population =
        population ? std::move(population) : std::make_shared<trialsource::SyntheticPopulation>(7, 20);
    setting.client = {"countersign", "{\"keys\":[" + m_key.publicJwkText() + "]}"};
    setting.showCertificate = [this](const std::string& file, const std::string& key) {
        std::ignore = m_listener->replaceCertificate(file, key);
    };
    m_routes = std::make_unique<trialsource::FhirRoutes>(std::move(setting), clock);
}

TrialSource::~TrialSource()
{
    m_routes->stop();
    m_listener->stop(1);
}

// Asked only once the routes are there: nobody knows the port before.
void TrialSource::listen()
{
    http::ListenerOptions options;
    options.port = m_port;
    options.certificateFile = m_folder / "source.pem";
    options.keyFile = m_folder / "source.key";
    m_listener = http::Listener::open(options, [this](const http::Request& request) {
                     return answer(request);
                 }).value();
    m_port = m_listener->port();
    m_thread = std::jthread([this] { m_listener->run(); });
}

void TrialSource::fall()
{
    m_listener->stop(0);
    m_thread.join();
}

void TrialSource::rise()
{
    listen();
}

void TrialSource::misbehave(std::string_view faults)
{
    std::vector<trialsource::Fault> read;
    std::istringstream words{std::string(faults)};
    for (std::string word; words >> word;)
        read.push_back(trialsource::readFault(word).value());
    std::ignore = m_listener->reloadCertificate();
    m_routes->misbehave(std::move(read));
}

std::string TrialSource::otherCertificate(bool ownCa, const std::string& address) const
{
    const auto ca = ownCa ? crypto::CertificateAndKey{m_ca.certificatePem, m_ca.keyPem.clone()}
                          : crypto::makeTrialCa("Trial CA").value();
    const auto made = crypto::makeTrialCertificate(ca, {"localhost"}, {address}).value();
    writeFile(m_folder / "other.pem", made.certificatePem);
    writeFile(m_folder / "other.key", made.keyPem.revealText());
    return (m_folder / "other.pem").string() + ',' + (m_folder / "other.key").string();
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
    config.baseUrl = origin() + "/fhir";
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
