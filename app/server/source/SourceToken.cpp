#include "server/source/SourceToken.h"

#include "crypto/Random.h"
#include "crypto/StrictJson.h"
#include "server/source/SourceRefusal.h"
#include "server/source/SourceUrl.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace countersign::server {

namespace {

using std::chrono::seconds;

constexpr std::size_t mostKey = 64 * 1024;
constexpr std::size_t mostToken = 16 * 1024;
constexpr unsigned deepest = 16;
/// SMART asks for five minutes at most; clocks may differ by some.
constexpr seconds assertionLife{240};
/// Where the answer has no `expires_in`: what SMART recommends as the most.
constexpr seconds usualLife{300};
constexpr seconds longestLife{3600};
constexpr seconds margin{30};

tl::unexpected<Error> unusable(const std::string& file, std::string_view why)
{
    return fail(ErrorCode::Configuration, file + ": " + std::string(why));
}

Result<Secret> readPrivateFile(const std::string& file)
{
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return unusable(file, std::strerror(errno));
    struct stat facts
    {
    };
    Bytes bytes(mostKey);
    const bool known = ::fstat(handle, &facts) == 0;
    const auto size = ::read(handle, bytes.data(), bytes.size());
    ::close(handle);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    Secret content(std::move(bytes));
    if (!known || (facts.st_mode & 077) != 0)
        return unusable(file, "others can read it");
    if (size <= 0)
        return unusable(file, "cannot be read");
    return content;
}

// RFC 6750 §2.1: nothing that would end the header field.
bool isBearerToken(std::string_view text)
{
    return !text.empty() && text.size() <= mostToken && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~+/=").find(c) != std::string_view::npos;
    });
}

bool sameWord(std::string_view a, std::string_view lower)
{
    return std::ranges::equal(a, lower, [](char x, char y) {
        return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
    });
}

Secret formOf(const SourceConfig& config, const std::string& assertion)
{
    return Secret(
        "grant_type=client_credentials&scope=" + percentEncoded(config.scope) +
        "&client_assertion_type=" + percentEncoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
        "&client_assertion=" + assertion);
}

struct Granted
{
    Secret token;
    seconds life;
};

Result<Granted> grantedBy(std::string_view body)
{
    const auto answer = crypto::parseStrictJson(body, deepest);
    const auto refused = fail(ErrorCode::SourceData, "the token endpoint's answer makes no sense");
    if (!answer || !answer->is_object())
        return refused;
    const auto token = answer->value("access_token", nlohmann::json());
    const auto type = answer->value("token_type", nlohmann::json());
    const auto life = answer->value("expires_in", nlohmann::json(usualLife.count()));
    if (!token.is_string() || !isBearerToken(token.get_ref<const std::string&>()) || !type.is_string() ||
        !sameWord(type.get_ref<const std::string&>(), "bearer") || !life.is_number_integer())
        return refused;
    return Granted{Secret(std::string_view(token.get_ref<const std::string&>())),
                   std::clamp(seconds(life.get<std::int64_t>()), seconds(0), longestLife)};
}

} // namespace

Result<crypto::AssertionKey> loadAssertionKey(const std::string& file)
{
    return readPrivateFile(file).and_then([&](const Secret& pem) -> Result<crypto::AssertionKey> {
        auto key = crypto::AssertionKey::fromPem(pem);
        return key ? std::move(key) : unusable(file, key.error().detail);
    });
}

Result<Secret> SourceToken::take(std::chrono::milliseconds deadline, const std::stop_token& stop)
{
    const Deadline whole(deadline);
    const std::unique_lock lock(m_mutex, deadline);
    if (!lock)
        return fail(ErrorCode::SourceUnreachable, "the token did not come in time");
    if (m_token.empty() || m_clock.now() + margin >= m_end) {
        if (auto renewed = renew(whole, stop); !renewed)
            return tl::unexpected(renewed.error());
    }
    return m_token.clone();
}

void SourceToken::forget(const Secret& refused)
{
    const std::scoped_lock lock(m_mutex);
    if (m_token.sameAs(refused.reveal()))
        m_token = Secret();
}

Result<std::string> SourceToken::endpoint(const Deadline& deadline, const std::stop_token& stop) const
{
    if (!m_config.tokenEndpoint.empty())
        return m_config.tokenEndpoint;
    SourceAsk ask;
    ask.url = m_config.baseUrl + "/.well-known/smart-configuration";
    ask.fields = {{"Accept", "application/json"}};
    ask.deadline = deadline.left();
    const auto reply = m_exchange.ask(ask, stop);
    if (!reply)
        return tl::unexpected(reply.error());
    if (reply->status != 200)
        return refusalOf(*reply, "smart-configuration", std::chrono::floor<seconds>(m_clock.now()));
    const auto answer = crypto::parseStrictJson(reply->body, deepest);
    if (!answer || !answer->is_object() || !answer->contains("token_endpoint") ||
        !answer->at("token_endpoint").is_string())
        return fail(ErrorCode::SourceData, "smart-configuration names no token endpoint");
    const std::string url = answer->at("token_endpoint");
    const auto named = originOf(url);
    if (!named)
        return tl::unexpected(named.error());
    const auto own = originOf(m_config.baseUrl);
    if (!own || *own != *named)
        return fail(ErrorCode::Configuration,
                    "the smart-configuration of source " + m_config.id.text() +
                        " names a token endpoint at another origin than its base_url; if that one is meant, "
                        "set token_endpoint in its [[source]]");
    return url;
}

Result<void> SourceToken::renew(const Deadline& deadline, const std::stop_token& stop)
{
    m_token = Secret();
    const auto key = loadAssertionKey(m_config.keyFile);
    if (!key)
        return tl::unexpected(key.error());
    const auto url = endpoint(deadline, stop);
    if (!url)
        return tl::unexpected(url.error());
    const auto asked = m_clock.now();
    const auto expires = std::chrono::floor<seconds>(asked + assertionLife).time_since_epoch().count();
    const Secret form =
        formOf(m_config, key->sign({m_config.clientId, *url, crypto::randomIdText("assertion_"), expires}));
    SourceAsk ask;
    ask.method = "POST";
    ask.url = *url;
    ask.fields = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    ask.form = &form;
    ask.deadline = deadline.left();
    auto reply = m_exchange.ask(ask, stop);
    if (!reply)
        return tl::unexpected(reply.error());
    if (reply->status != 200)
        return refusalOf(*reply, "token", std::chrono::floor<seconds>(m_clock.now()));
    auto granted = grantedBy(reply->body);
    wipe(reply->body);
    if (!granted)
        return tl::unexpected(granted.error());
    m_token = std::move(granted->token);
    m_end = asked + granted->life;
    return {};
}

} // namespace countersign::server
