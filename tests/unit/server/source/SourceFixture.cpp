#include "SourceFixture.h"

#include "trialsource/SyntheticPopulation.h"

#include <fstream>

namespace countersign::server::test {

HttpsServer::HttpsServer(const std::filesystem::path& folder, http::Handler handler)
{
    http::ListenerOptions options;
    options.certificateFile = folder / "server.pem";
    options.keyFile = folder / "server.key";
    options.poolThreads = 4;
    m_listener = http::Listener::open(options, std::move(handler)).value();
    m_port = m_listener->port();
    m_runner = std::thread([this] { m_listener->run(); });
}

HttpsServer::~HttpsServer()
{
    m_listener->stop(0);
    m_runner.join();
}

Result<Bytes> BrokenBody::next()
{
    if (m_bytes.empty())
        return fail(ErrorCode::Storage, "the disk is gone");
    return copyOf(bytesOf(std::exchange(m_bytes, {})));
}

SourceFixture::SourceFixture()
    : m_ca(crypto::makeTrialCa("Source CA").value()), m_key(crypto::AssertionKey::generate("ES384").value())
{
    std::string pattern = (std::filesystem::temp_directory_path() / "source-XXXXXX").string();
    m_folder = mkdtemp(pattern.data());
    const auto made = crypto::makeTrialCertificate(m_ca, {"localhost"}, {"127.0.0.1"}).value();
    write("ca.pem", m_ca.certificatePem);
    write("server.pem", made.certificatePem);
    write("server.key", made.keyPem.revealText());
    write("client.key", m_key.toPem().revealText());
}

SourceFixture::~SourceFixture()
{
    std::filesystem::remove_all(m_folder);
}

std::string SourceFixture::write(const std::string& name, std::string_view text) const
{
    const auto path = m_folder / name;
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path;
}

SourceConfig SourceFixture::config(const std::string& baseUrl) const
{
    SourceConfig config;
    config.id = SourceId("src_trial");
    config.name = "Trial";
    config.baseUrl = baseUrl;
    config.caFile = m_folder / "ca.pem";
    config.clientId = "exporter";
    config.keyFile = m_folder / "client.key";
    return config;
}

std::unique_ptr<SourceClient> SourceFixture::client(const std::string& baseUrl) const
{
    return SourceClient::create(config(baseUrl), m_clock).value();
}

wire::ExportRequestBody SourceFixture::request(std::vector<std::string> types)
{
    wire::ExportRequestBody body;
    body.types = std::move(types);
    return body;
}

TrialSource::TrialSource(const std::filesystem::path& folder, const std::string& jwks, const Clock& clock,
                         std::uint64_t resourcesPerFile, std::uint64_t slowBytesPerSecond)
    : m_population(std::make_shared<trialsource::SyntheticPopulation>(11, 60))
{
    m_server = std::make_unique<HttpsServer>(folder, [this](const http::Request& request) {
        {
            const std::scoped_lock lock(m_mutex);
            m_asked.push_back(request.method + ' ' + request.path);
        }
        return m_routes->answer(request);
    });
    // Nobody knows the port yet, so nobody asks before the routes are there.
    m_routes = std::make_unique<trialsource::FhirRoutes>(
        trialsource::FhirRoutes::Setting{
            m_server->base(), m_population, {"exporter", jwks}, {resourcesPerFile, {}}, slowBytesPerSecond},
        clock);
}

TrialSource::~TrialSource()
{
    m_routes->stop();
    m_server.reset();
}

std::size_t TrialSource::asked(const std::string& methodAndPath) const
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<std::size_t>(std::count(m_asked.begin(), m_asked.end(), methodAndPath));
}

HandMade::HandMade(const std::filesystem::path& folder, Answer answer)
    : m_answer(std::move(answer)),
      m_server(folder, [this](const http::Request& request) { return handle(request); })
{
}

http::Response HandMade::handle(const http::Request& request)
{
    int token = 0;
    {
        const std::scoped_lock lock(m_mutex);
        m_seen.emplace_back(request.path, request.fields.first("Authorization"));
        token = request.path == "/token" ? ++m_tokens : 0;
    }
    if (request.path == "/fhir/.well-known/smart-configuration")
        return reply(200, {},
                     "{\"token_endpoint\":\"" +
                         (m_tokenEndpoint.empty() ? origin() + "/token" : m_tokenEndpoint) + "\"}");
    if (token > 0)
        return reply(200, {},
                     "{\"access_token\":\"t" + std::to_string(token) +
                         "\",\"token_type\":\"Bearer\",\"expires_in\":" + std::to_string(m_tokenLife) + '}');
    return m_answer(request);
}

std::vector<std::string> HandMade::authorizations(const std::string& path) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<std::string> out;
    for (const auto& [seen, authorization] : m_seen)
        if (seen == path)
            out.push_back(authorization);
    return out;
}

http::Response reply(int status, std::vector<std::pair<std::string, std::string>> fields, std::string body)
{
    http::Response response;
    response.status = status;
    for (auto& [name, value] : fields)
        response.fields.add(std::move(name), std::move(value));
    response.body = std::move(body);
    return response;
}

} // namespace countersign::server::test
