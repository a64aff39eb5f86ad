#pragma once

#include "base/Time.h"
#include "crypto/JwtAssertion.h"
#include "server/http/Http.h"

#include <string>

namespace countersign::trialsource::test {

/// The registered client's side of the token exchange.
class Client
{
public:
    explicit Client(std::string_view alg = "ES384") : m_key(crypto::AssertionKey::generate(alg).value()) {}

    [[nodiscard]] std::string jwks() const { return "{\"keys\":[" + m_key.publicJwkText() + "]}"; }
    [[nodiscard]] std::string assertion(const crypto::AssertionClaims& claims) const
    {
        return m_key.sign(claims);
    }

    [[nodiscard]] static http::Request tokenRequest(const std::string& assertion)
    {
        http::Request request;
        request.method = "POST";
        request.path = request.target = "/auth/token";
        request.fields.add("Content-Type", "application/x-www-form-urlencoded");
        request.body =
            "grant_type=client_credentials&scope=system%2F*.read"
            "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
            "&client_assertion=" +
            assertion;
        return request;
    }

private:
    crypto::AssertionKey m_key;
};

inline std::int64_t secondsOf(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

} // namespace countersign::trialsource::test
