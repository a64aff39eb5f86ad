#pragma once

#include "base/Secret.h"
#include "base/Time.h"

#include <map>
#include <memory>
#include <openssl/types.h>

namespace countersign::crypto {

/// SMART Backend Services client authentication (RFC 7523) with RS384 or ES384.
struct AssertionClaims
{
    std::string issuer;   ///< `iss` and `sub`: the client id
    std::string audience; ///< the token endpoint
    std::string jti;
    std::int64_t expires = 0; ///< seconds since 1970
};

/// A private key that signs assertions: RSA (RS384) or P-384 (ES384), from PEM.
class AssertionKey
{
public:
    [[nodiscard]] static Result<AssertionKey> fromPem(const Secret& pem);
    /// `ES384` or `RS384` (3072 bits).
    [[nodiscard]] static Result<AssertionKey> generate(std::string_view alg);

    [[nodiscard]] Secret toPem() const;
    [[nodiscard]] std::string_view alg() const;
    /// The public JWK with `alg`, `kid` (RFC 7638) and `key_ops` verify, as SMART asks.
    [[nodiscard]] std::string publicJwkText() const;
    [[nodiscard]] std::string sign(const AssertionClaims& claims) const;

private:
    std::shared_ptr<EVP_PKEY> m_key;
};

/// Verifies a compact assertion against a JWKS text (`{"keys":[…]}`); checks alg, kid and signature, not the
/// claims.
[[nodiscard]] Result<AssertionClaims> verifyAssertion(std::string_view compact, std::string_view jwksText);

} // namespace countersign::crypto
