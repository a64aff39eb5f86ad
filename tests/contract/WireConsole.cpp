#include "contract/WireConsole.h"

#include "crypto/Dpop.h"
#include "crypto/Random.h"

#include <stdexcept>

#include <curl/curl.h>

namespace countersign::contract {

namespace {

std::string lower(std::string text)
{
    for (auto& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::size_t appendBody(char* data, std::size_t size, std::size_t count, void* into)
{
    static_cast<std::string*>(into)->append(data, size * count);
    return size * count;
}

std::size_t appendHeader(char* data, std::size_t size, std::size_t count, void* into)
{
    auto& headers = *static_cast<std::vector<Header>*>(into);
    const std::string line(data, size * count);
    if (line.starts_with("HTTP/"))
        headers.clear(); // of a 100 (Continue)
    const auto colon = line.find(": ");
    if (colon != std::string::npos)
        headers.emplace_back(line.substr(0, colon), line.substr(colon + 2, line.find('\r') - colon - 2));
    return size * count;
}

} // namespace

std::string Exchange::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (lower(key) == lower(std::string(name)))
            return value;
    return {};
}

std::string Exchange::code() const
{
    const auto problem = wire::decode<wire::Problem>(body);
    return problem ? problem->code : std::string();
}

std::string Exchange::incident() const
{
    const auto problem = wire::decode<wire::Problem>(body);
    return problem ? problem->incident.value_or("") : std::string();
}

struct WireConsole::Curl
{
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle{curl_easy_init(), curl_easy_cleanup};
};

WireConsole::WireConsole(Address address) : m_address(std::move(address)), m_curl(std::make_unique<Curl>()) {}
WireConsole::~WireConsole() = default;
WireConsole::WireConsole(WireConsole&&) noexcept = default;

Exchange WireConsole::call(const std::string& method, const std::string& target, const std::string& body,
                           const Spoilt& spoilt)
{
    auto exchange = once(method, target, body, spoilt);
    if (exchange.code() == "use-dpop-nonce")
        exchange = once(method, target, body, spoilt);
    return exchange;
}

std::vector<Header> WireConsole::headersFor(const std::string& method, const std::string& target,
                                            const std::string& body, const Spoilt& spoilt) const
{
    auto headers = spoilt.headers;
    if (!body.empty() && !spoilt.contentType)
        headers.emplace_back("Content-Type", "application/json");
    else if (spoilt.contentType && !spoilt.contentType->empty())
        headers.emplace_back("Content-Type", *spoilt.contentType);
    const auto path = target.substr(0, target.find('?'));
    const bool signingIn = path.starts_with("/v1/session/") || (path == "/v1/session" && method == "POST");
    const auto& access = spoilt.token.value_or(signingIn ? std::string() : token);
    if (!access.empty())
        headers.emplace_back("Authorization", "DPoP " + access);
    if (!spoilt.proof)
        return headers;
    crypto::DpopClaims claims;
    claims.jti = crypto::randomIdText("jti_");
    claims.htm = method;
    claims.htu = "https://localhost:" + std::to_string(m_address.port) + spoilt.proofOf.value_or(path);
    claims.iat = std::chrono::floor<std::chrono::seconds>(m_address.clock->now()).time_since_epoch().count();
    claims.nonce = m_nonce;
    if (!access.empty())
        claims.ath = crypto::dpopTokenHash(access);
    headers.emplace_back("DPoP", crypto::makeDpopProof(claims, spoilt.device ? *spoilt.device : device));
    return headers;
}

std::string WireConsole::rawHead(const std::string& method, const std::string& target)
{
    std::ignore = once("GET", "/v1/founding", {}, {}); // for a fresh nonce
    auto head = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& [name, value] : headersFor(method, target, {}, {}))
        head += name + ": " + value + "\r\n";
    return head + "\r\n";
}

Exchange WireConsole::once(const std::string& method, const std::string& target, const std::string& body,
                           const Spoilt& spoilt)
{
    Exchange exchange{method, target, {}, body, 0, {}, {}};
    auto* curl = m_curl->handle.get();
    curl_easy_reset(curl);
    curl_slist* lines = curl_slist_append(nullptr, "Expect:");
    if (spoilt.contentType && spoilt.contentType->empty())
        lines = curl_slist_append(lines, "Content-Type:");
    for (const auto& [name, value] : headersFor(method, target, body, spoilt)) {
        lines = curl_slist_append(lines, (name + ": " + value).c_str());
        if (name != "DPoP" && name != "Authorization")
            exchange.requestHeaders.emplace_back(name, value);
    }
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> kept(lines, curl_slist_free_all);
    const auto url = "https://localhost:" + std::to_string(m_address.port) + target;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_IPRESOLVE, CURL_IPRESOLVE_V4);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_CAINFO, m_address.caFile.c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, kept.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, appendBody);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, appendHeader);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange.headers);
    if (method == "HEAD")
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    if (!body.empty() || method == "POST") {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    }
    curl_easy_perform(curl); // what it could not read shows in the status and the body
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange.status);
    if (auto nonce = exchange.header("DPoP-Nonce"); !nonce.empty())
        m_nonce = std::move(nonce);
    if (m_address.heard)
        m_address.heard(exchange);
    return exchange;
}

} // namespace countersign::contract
