#include "support/TrialWorld.h"

#include "crypto/JwtAssertion.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <spdlog/spdlog.h>

namespace countersign::test {

namespace {

constexpr auto clientId = "countersign-trial";

template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error("trial world: " + result.error().detail);
    return std::move(*result);
}

std::filesystem::path temporaryFolder()
{
    auto text = (std::filesystem::temp_directory_path() / "countersign-trial-XXXXXX").string();
    if (!mkdtemp(text.data()))
        throw std::runtime_error("trial world: no temporary folder");
    return text;
}

} // namespace

const std::vector<server::FirstPerson>& TrialWorld::people()
{
    using wire::Role;
    static const std::vector<server::FirstPerson> all = {
        {PersonId("amira"), "Amira Haddad", {Role::Admin}},
        {PersonId("boris"), "Boris Lang", {Role::Admin}},
        {PersonId("okafor"), "Joy Okafor", {Role::ExportOperator}},
        {PersonId("brandt"), "Lars Brandt", {Role::ExportOperator}},
        {PersonId("adler"), "Miriam Adler", {Role::SecurityApprover}},
        {PersonId("weber"), "Tom Weber", {Role::SecurityApprover}},
        {PersonId("silva"), "Rui Silva", {Role::ArtifactDownloader}},
        {PersonId("lindqvist"), "Eva Lindqvist", {Role::ComplianceOfficer}},
    };
    return all;
}

TrialWorld::TrialWorld(const Options& options)
    : m_time(options.clock ? *options.clock : clock), m_folder(temporaryFolder())
{
    if (options.quiet)
        spdlog::set_level(spdlog::level::off);
    try {
        makeCertificates();
        startSource(options);
        configure(options.operations);
        m_configuration.limits = options.limits;
        server::InitializationOptions first;
        first.people = options.people;
        for (const auto& code : must(server::initialize(m_configuration, first, m_time)))
            m_codes[code.person.text()] = code.code.revealText();
        startServer();
        write("trial.json", server::profileText(m_configuration, m_configuration.port, m_caPem));
    } catch (...) {
        std::error_code ignored;
        stopServer();
        std::filesystem::remove_all(m_folder, ignored);
        throw;
    }
}

TrialWorld::~TrialWorld()
{
    stopServer();
    m_source.reset();
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void TrialWorld::write(const std::string& name, std::string_view text) const
{
    std::ofstream(m_folder / name, std::ios::binary) << text;
    std::filesystem::permissions(m_folder / name,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

void TrialWorld::makeCertificates()
{
    const auto ca = must(crypto::makeTrialCa("Countersign trial CA"));
    m_caPem = ca.certificatePem;
    write("ca.pem", m_caPem);
    for (const std::string name : {"server", "source"}) {
        const auto made = must(crypto::makeTrialCertificate(ca, {"localhost"}, {"127.0.0.1"}));
        write(name + ".pem", made.certificatePem);
        write(name + ".key", made.keyPem.revealText());
    }
}

void TrialWorld::startSource(const Options& options)
{
    const auto key = must(crypto::AssertionKey::generate("ES384"));
    write("client.key", key.toPem().revealText());
    TrialWorldSource::Options source;
    source.certificateFile = m_folder / "source.pem";
    source.keyFile = m_folder / "source.key";
    source.client = {clientId, "{\"keys\":[" + key.publicJwkText() + "]}"};
    source.patients = options.patients;
    source.resourcesPerFile = options.resourcesPerFile;
    source.slowBytesPerSecond = options.slowBytesPerSecond;
    m_source = std::make_unique<TrialWorldSource>(source, m_time);
}

void TrialWorld::configure(bool operations)
{
    write("passphrase", "a passphrase for a trial\n");
    m_configuration.facts = {ServerId("trial"), "Countersign trial", "training"};
    m_configuration.dataFolder = m_folder / "data";
    m_configuration.passphraseFile = m_folder / "passphrase";
    m_configuration.address = "127.0.0.1";
    m_configuration.origin = "https://localhost:0";
    m_configuration.certificateFile = m_folder / "server.pem";
    m_configuration.keyFile = m_folder / "server.key";
    if (operations)
        m_configuration.operations = {"127.0.0.1", 0};
    m_configuration.policy.downloads = 2;
    m_configuration.policy.highTypes = {"Observation"};
    m_configuration.sources = {{SourceId("trial"), "Trial hospital", "trial", m_source->baseUrl(),
                                (m_folder / "ca.pem").string(), clientId, (m_folder / "client.key").string(),
                                "system/*.read"}};
}

void TrialWorld::startServer()
{
    if (m_server)
        return;
    m_server = must(server::Server::open(m_configuration, m_time));
    m_configuration.port = m_server->port(); // kept when it starts again: profiles name it
    m_serving = std::thread([server = m_server.get()] {
        if (const auto done = server->run(); !done)
            spdlog::error("trial server: {}", done.error().detail);
    });
}

void TrialWorld::stopServer()
{
    if (!m_server)
        return;
    m_server->stop();
    m_serving.join();
    m_server.reset();
}

} // namespace countersign::test
