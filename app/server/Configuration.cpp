#include "server/Configuration.h"

#include "base/Text.h"
#include "crypto/Certificates.h"
#include "server/ConfigurationTable.h"
#include "server/source/SourceToken.h"
#include "server/source/SourceUrl.h"
#include "trust/Checks.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <regex>

#include <arpa/inet.h>
#include <sys/stat.h>

namespace countersign::server {

namespace {

constexpr std::size_t longestName = 120;
constexpr std::size_t longestUrl = 2000;
constexpr std::size_t longestPassphrase = 1024;
constexpr unsigned othersBits = 0077;
// Debian's group ssl-cert reads the keys of certificates.
constexpr unsigned worldBits = 0007;

constexpr auto idRule = "1 to 64 letters, digits, '_', '.' and '-'";
constexpr auto nameRule = "a name of at most 120 characters, without control characters";
constexpr auto environmentRule = "production, test or training";
constexpr auto addressRule = "a numeric IPv4 or IPv6 address, e.g. 127.0.0.1";
constexpr auto loopbackRule = "a numeric loopback address, 127.0.0.1 or ::1";
constexpr auto originRule = "https://host or https://host:port in lower case, without a path";
constexpr auto baseUrlRule = "an https address without a slash at its end, a query or a fragment";
constexpr auto tokenRule = "an https address without user or fragment";

bool isName(const std::string& text)
{
    return text.size() <= longestName && isUtf8(text) && isPlainText(text) &&
           text.find_first_not_of(' ') != std::string::npos;
}

bool isEnvironment(const std::string& text)
{
    return text == "production" || text == "test" || text == "training";
}

bool isAddress(const std::string& text)
{
    in6_addr bytes{};
    return ::inet_pton(AF_INET, text.c_str(), &bytes) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

// Anybody who reaches it may ask: so nobody on another machine does.
bool isLoopback(const std::string& text)
{
    in_addr four{};
    in6_addr six{};
    if (::inet_pton(AF_INET, text.c_str(), &four) == 1)
        return (ntohl(four.s_addr) >> 24) == 127;
    return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool isOrigin(const std::string& text)
{
    static const std::regex form(R"(https://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?)");
    if (text.size() > 300 || !std::regex_match(text, form))
        return false;
    const auto colon = text.find_last_of(":]");
    return text[colon] == ']' || colon == 5 || std::stoi(text.substr(colon + 1)) <= 65535;
}

bool isBaseUrl(const std::string& text)
{
    static const std::regex form(R"(https://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~%!$&'()*+,;=:@-]+)*)");
    return text.size() <= longestUrl && std::regex_match(text, form) && originOf(text);
}

bool isTokenEndpoint(const std::string& text)
{
    return text.size() <= longestUrl && isPlainText(text) && text.find(' ') == std::string::npos &&
           originOf(text);
}

std::filesystem::path certificateFile(ConfigurationTable& table, const std::string& key)
{
    auto file = table.file(key);
    std::ifstream stream(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    if (!file.empty() && !crypto::certificateFacts(text))
        table.fault(key, "names a file without a certificate: " + file.string() + "; allowed: PEM");
    return file;
}

std::filesystem::path assertionKeyFile(ConfigurationTable& table, const std::string& key)
{
    auto file = table.file(key, othersBits);
    if (file.empty())
        return file;
    if (const auto loaded = loadAssertionKey(file); !loaded)
        table.fault(key, "cannot be used: " + loaded.error().detail);
    return file;
}

void readServer(ConfigurationTable table, Configuration& into)
{
    into.facts.id = ServerId(table.textThat("id", idRule, isIdText));
    into.facts.name = table.textThat("name", nameRule, isName);
    into.facts.environment = table.textThat("environment", environmentRule, isEnvironment);
    into.dataFolder = table.path("data_folder", "the path of a folder");
    into.passphraseFile = table.file("passphrase_file", othersBits);
    table.refuseOthers();
}

unsigned connections(ConfigurationTable& table, const std::string& key, unsigned otherwise)
{
    return static_cast<unsigned>(table.numberOr(key, 16, 100'000, static_cast<int>(otherwise)));
}

void readListen(ConfigurationTable table, Configuration& into)
{
    into.address = table.textThat("address", addressRule, isAddress);
    into.port = static_cast<std::uint16_t>(table.number("port", 0, 65535));
    into.origin = table.textThat("origin", originRule, isOrigin);
    into.certificateFile = certificateFile(table, "certificate_file");
    into.keyFile = table.file("key_file", worldBits);
    into.limits.connections = connections(table, "connections", into.limits.connections);
    into.limits.connectionsPerAddress =
        connections(table, "connections_per_address", into.limits.connectionsPerAddress);
    if (into.origin.ends_with(":0") && into.port != 0)
        table.fault("origin", "has port 0, which stands for a port that is found only where port is 0 too");
    table.refuseOthers();
}

void readOperations(ConfigurationTable table, Configuration& into)
{
    Configuration::OperationsAddress where;
    where.address = table.textThat("address", loopbackRule, isLoopback);
    where.port = static_cast<std::uint16_t>(table.number("port", 0, 65535));
    into.operations = std::move(where);
    table.refuseOthers();
}

void readLog(ConfigurationTable table, Configuration& into)
{
    into.logCopy = table.path("copy", "the path of a folder that exists");
    table.refuseOthers();
}

void readPolicy(ConfigurationTable table, wire::Policy& policy)
{
    policy.approvalsStandard = table.numberOr("approvals_standard", 1, 16, policy.approvalsStandard);
    policy.approvalsHigh = table.numberOr("approvals_high", 1, 16, policy.approvalsHigh);
    policy.endorsements = table.numberOr("endorsements", 2, 16, policy.endorsements);
    policy.countersignatures = table.numberOr("countersignatures", 1, 16, policy.countersignatures);
    policy.lapseHours = table.numberOr("lapse_hours", 1, 24 * 365, policy.lapseHours);
    policy.downloads = table.numberOr("downloads", 1, 1000, policy.downloads);
    policy.retentionDays = table.numberOr("retention_days", 1, 3660, policy.retentionDays);
    policy.rotationDays = table.numberOr("rotation_days", 1, 3660, policy.rotationDays);
    policy.highTypes = table.texts("high_types", "FHIR resource types, each once");
    // The rule itself is the trust log's; how many admins there are only `init` knows.
    const auto admins = std::max(policy.endorsements, policy.countersignatures + 1);
    if (const auto good = trust::checkPolicy(policy, static_cast<std::size_t>(admins)); !good)
        table.fault(
            policy.approvalsHigh < policy.approvalsStandard ? "approvals_high" : "high_types",
            "does not fit the rules of the trust log (" + good.error().detail +
                "); allowed: approvals_high no less than approvals_standard, resource types each once");
    table.refuseOthers();
}

SourceConfig readSource(ConfigurationTable table, const std::vector<SourceConfig>& before)
{
    SourceConfig source;
    source.id = SourceId(table.textThat("id", idRule, isIdText));
    source.name = table.textThat("name", nameRule, isName);
    source.tenant = table.textThat("tenant", idRule, isIdText);
    source.baseUrl = table.textThat("base_url", baseUrlRule, isBaseUrl);
    source.caFile = certificateFile(table, "ca_file");
    source.clientId = table.text("client_id", "the client id that the source has registered for this server");
    source.keyFile = assertionKeyFile(table, "key_file");
    source.scope = table.textOr("scope", "scopes of SMART, e.g. system/*.rs", source.scope);
    source.tokenEndpoint = table.textOr("token_endpoint", tokenRule, {});
    if (!source.tokenEndpoint.empty() && !isTokenEndpoint(source.tokenEndpoint))
        table.fault("token_endpoint", std::string("is not allowed; allowed: ") + tokenRule);
    if (std::any_of(before.begin(), before.end(), [&](const auto& one) { return one.id == source.id; }))
        table.fault("id", "stands for another source already; allowed: an id of its own");
    table.refuseOthers();
    return source;
}

} // namespace

Result<Configuration> Configuration::load(const std::filesystem::path& file)
{
    const auto toml = parseToml(file);
    if (!toml)
        return tl::unexpected(toml.error());
    ConfigurationFaults faults(file);
    ConfigurationTable all(*toml, {}, 1, &faults);
    Configuration configuration;
    readServer(all.table("server", true), configuration);
    readListen(all.table("listen", true), configuration);
    if (toml->contains("operations"))
        readOperations(all.table("operations", true), configuration);
    if (toml->contains("log"))
        readLog(all.table("log", true), configuration);
    readPolicy(all.table("policy", false), configuration.policy);
    for (auto& source : all.tables("source"))
        configuration.sources.push_back(readSource(std::move(source), configuration.sources));
    all.refuseOthers();
    if (auto good = faults.verdict(); !good)
        return tl::unexpected(good.error());
    return configuration;
}

Result<Secret> Configuration::passphrase() const
{
    const auto refuse = [this](const std::string& what) {
        return fail(ErrorCode::Configuration, "the passphrase file " + passphraseFile.string() + ' ' + what);
    };
    struct stat about
    {
    };
    std::ifstream stream(passphraseFile, std::ios::binary);
    if (!stream || ::stat(passphraseFile.c_str(), &about) != 0)
        return fail(ErrorCode::FileAccess, "the passphrase file " + passphraseFile.string() +
                                               " cannot be read: " + std::strerror(errno));
    if ((about.st_mode & othersBits) != 0)
        return refuse("can be read by others; allowed: mode 0600");
    std::string line(longestPassphrase + 1, '\0');
    stream.read(line.data(), static_cast<std::streamsize>(line.size()));
    const auto length = std::min(line.find_first_of("\r\n"), static_cast<std::size_t>(stream.gcount()));
    Secret secret{std::string_view(line).substr(0, length)};
    wipe(line);
    if (secret.empty() || secret.size() > longestPassphrase)
        return refuse("is empty or too long; allowed: one line of at most 1024 bytes");
    return secret;
}

std::string Configuration::originAt(std::uint16_t boundPort) const
{
    auto text = origin;
    if (text.ends_with(":0"))
        text.replace(text.size() - 1, 1, std::to_string(boundPort));
    // RFC 9110 §4.2.3: consoles leave the scheme's own port out, and so do their proofs.
    if (text.ends_with(":443"))
        text.resize(text.size() - 4);
    return text;
}

} // namespace countersign::server
