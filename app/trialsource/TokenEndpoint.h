#pragma once

#include "base/Ids.h"
#include "base/Time.h"
#include "server/http/Http.h"

#include <map>
#include <mutex>

namespace countersign::trialsource {

struct RegisteredClient
{
    std::string id;
    std::string jwks; ///< JWKS text with its public keys
};

/// The authorisation server of SMART Backend Services for one registered client: assertions in, short-lived
/// bearer tokens out. Thread-safe.
class TokenEndpoint
{
public:
    static constexpr std::chrono::seconds tokenLifetime{300};
    /// SMART Backend Services: `exp` no more than five minutes in the future.
    static constexpr std::chrono::seconds longestAssertion{300};

    /// `url` is the only audience that is accepted.
    TokenEndpoint(RegisteredClient client, std::string url, const Clock& clock);

    [[nodiscard]] http::Response answer(const http::Request& request);
    /// Whether an `Authorization` field holds a token of ours that is still good.
    [[nodiscard]] bool admits(std::string_view authorization);
    /// No token is good any more.
    void forget();

private:
    /// Empty if the assertion is good; otherwise why not.
    [[nodiscard]] std::string refusal(std::string_view assertion);

    RegisteredClient m_client;
    std::string m_url;
    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, Time, std::less<>> m_usedJtis; ///< until when each is remembered
    std::map<Digest, Time> m_tokens;                     ///< digests only, with their end
};

/// `application/x-www-form-urlencoded`; a repeated name is refused.
[[nodiscard]] Result<std::map<std::string, std::string>> parseForm(std::string_view text);

} // namespace countersign::trialsource
