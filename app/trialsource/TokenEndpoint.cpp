#include "trialsource/TokenEndpoint.h"

#include "base/Base64.h"
#include "crypto/JwtAssertion.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "trialsource/Outcome.h"

#include <nlohmann/json.hpp>

namespace countersign::trialsource {

namespace {

using nlohmann::json;

constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// RFC 6749 §5.2.
http::Response refuse(int status, std::string_view error, std::string_view description)
{
    auto response = jsonResponse(status, {{"error", error}, {"error_description", description}}, plainJson);
    response.fields.add("Cache-Control", "no-store");
    return response;
}

/// The value of a hexadecimal digit of either case, or -1.
int digitOf(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    const char lower = static_cast<char>(letter | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Result<std::string> decodeFormText(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? digitOf(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? digitOf(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return fail(ErrorCode::BadRequest, "a broken percent sign");
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

/// Only system scopes make sense for a client without a person; all of them read only here.
bool isSystemScope(std::string_view scopes)
{
    if (scopes.empty())
        return false;
    while (!scopes.empty()) {
        const auto end = std::min(scopes.find(' '), scopes.size());
        if (!scopes.substr(0, end).starts_with("system/"))
            return false;
        scopes.remove_prefix(std::min(end + 1, scopes.size()));
    }
    return true;
}

template <typename Map>
void forgetEnded(Map& map, Time now)
{
    std::erase_if(map, [&](const auto& each) { return each.second <= now; });
}

} // namespace

Result<std::map<std::string, std::string>> parseForm(std::string_view text)
{
    std::map<std::string, std::string> form;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decodeFormText(pair.substr(0, equals));
        const auto value = decodeFormText(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value)
            return fail(ErrorCode::BadRequest, "a broken percent sign");
        if (!form.emplace(*name, *value).second)
            return fail(ErrorCode::BadRequest, "a repeated parameter");
    }
    return form;
}

TokenEndpoint::TokenEndpoint(RegisteredClient client, std::string url, const Clock& clock)
    : m_client(std::move(client)), m_url(std::move(url)), m_clock(clock)
{
}

std::string TokenEndpoint::refusal(std::string_view assertion)
{
    const auto claims = crypto::verifyAssertion(assertion, m_client.jwks);
    if (!claims)
        return claims.error().detail;
    if (claims->issuer != m_client.id)
        return "the assertion is of another client";
    if (claims->audience != m_url)
        return "the assertion is for another audience";
    const auto now = m_clock.now();
    // Compared in seconds, so that a huge exp cannot overflow the clock's milliseconds.
    const auto nowSeconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (claims->expires <= nowSeconds)
        return "the assertion has expired";
    if (claims->expires > nowSeconds + longestAssertion.count())
        return "the assertion lives longer than five minutes";
    const std::scoped_lock lock(m_mutex);
    forgetEnded(m_usedJtis, now);
    if (!m_usedJtis.emplace(claims->jti, Time(std::chrono::seconds(claims->expires))).second)
        return "the assertion was used before";
    return {};
}

http::Response TokenEndpoint::answer(const http::Request& request)
{
    if (!request.fields.first("Content-Type").starts_with("application/x-www-form-urlencoded"))
        return refuse(400, "invalid_request", "the body must be a form");
    auto form = parseForm(request.body);
    if (!form)
        return refuse(400, "invalid_request", form.error().detail);
    if ((*form)["grant_type"] != "client_credentials")
        return refuse(400, "unsupported_grant_type", "grant_type must be client_credentials");
    if ((*form)["client_assertion_type"] != assertionType)
        return refuse(400, "invalid_request", "client_assertion_type must be that of JWT bearer");
    if (const auto why = refusal((*form)["client_assertion"]); !why.empty())
        return refuse(401, "invalid_client", why);
    if (!isSystemScope((*form)["scope"]))
        return refuse(400, "invalid_scope", "scope must name system scopes");

    const auto token = base64Url(crypto::randomBytes(32));
    {
        const std::scoped_lock lock(m_mutex);
        forgetEnded(m_tokens, m_clock.now());
        m_tokens.emplace(crypto::sha256(token), m_clock.now() + tokenLifetime);
    }
    auto response = jsonResponse(200,
                                 {{"access_token", token},
                                  {"token_type", "bearer"},
                                  {"expires_in", tokenLifetime.count()},
                                  {"scope", (*form)["scope"]}},
                                 plainJson);
    response.fields.add("Cache-Control", "no-store");
    return response;
}

void TokenEndpoint::forget()
{
    const std::scoped_lock lock(m_mutex);
    m_tokens.clear();
}

bool TokenEndpoint::admits(std::string_view authorization)
{
    if (!authorization.starts_with(bearer))
        return false;
    // Looked up by digest: the time it takes tells nothing about a token.
    const auto digest = crypto::sha256(authorization.substr(bearer.size()));
    const std::scoped_lock lock(m_mutex);
    const auto found = m_tokens.find(digest);
    return found != m_tokens.end() && found->second > m_clock.now();
}

} // namespace countersign::trialsource
