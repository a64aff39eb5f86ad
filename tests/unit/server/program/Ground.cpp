#include "unit/server/program/Ground.h"

#include "crypto/JwtAssertion.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace countersign::test {

namespace {

template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().detail);
    return std::move(*result);
}

} // namespace

Ground::Ground() : m_ca(must(crypto::makeTrialCa("Test CA")))
{
    auto text = (std::filesystem::temp_directory_path() / "countersign-XXXXXX").string();
    if (!mkdtemp(text.data()))
        throw std::runtime_error("no temporary folder");
    m_folder = text;
    write("ca.pem", m_ca.certificatePem);
    makeCertificate();
    write("passphrase", "correct horse battery staple\n");
    write("client.key", must(crypto::AssertionKey::generate("ES384")).toPem().revealText());
    write("countersign.toml", toml());
}

Ground::~Ground()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void Ground::makeCertificate()
{
    const auto made = must(crypto::makeTrialCertificate(m_ca, {"localhost"}, {"127.0.0.1"}));
    write("server.pem", made.certificatePem);
    write("server.key", made.keyPem.revealText());
}

void Ground::write(const std::string& name, std::string_view text) const
{
    std::ofstream(at(name), std::ios::binary) << text;
    std::filesystem::permissions(at(name),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::string Ground::read(const std::string& name) const
{
    std::ifstream stream(at(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

const std::string& Ground::toml()
{
    static const std::string text = R"([server]
id = "srv_test"
name = "Test server"
environment = "test"
data_folder = "data"
passphrase_file = "passphrase"

[listen]
address = "127.0.0.1"
port = 0
origin = "https://localhost:0"
certificate_file = "server.pem"
key_file = "server.key"

[policy]
downloads = 3
high_types = ["Observation"]

[[source]]
id = "main"
name = "Main hospital"
tenant = "main"
base_url = "https://fhir.example:8443/fhir"
ca_file = "ca.pem"
client_id = "countersign"
key_file = "client.key"
)";
    return text;
}

std::string Ground::tomlWith(const std::string& from, const std::string& to)
{
    auto text = toml();
    const auto place = text.find(from);
    if (place == std::string::npos)
        throw std::runtime_error("not in the configuration: " + from);
    return text.replace(place, from.size(), to);
}

server::Configuration Ground::configuration() const
{
    return must(server::Configuration::load(at("countersign.toml")));
}

std::vector<server::FirstPerson> Ground::people()
{
    using wire::Role;
    return {{PersonId("amira"), "Amira Haddad", {Role::Admin}},
            {PersonId("boris"), "Boris Lang", {Role::Admin}},
            {PersonId("okafor"), "Joy Okafor", {Role::ExportOperator}}};
}

std::vector<wire::EnrolmentCode> Ground::init()
{
    return must(server::initialize(configuration(), {people(), {}, {}, {}}, clock));
}

} // namespace countersign::test
