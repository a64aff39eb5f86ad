#pragma once

#include "base/Time.h"
#include "crypto/EcKey.h"

#include <optional>

namespace countersign::crypto {

/// What a DPoP proof (RFC 9449 §4.2) claims. `htu` has neither query nor fragment.
struct DpopClaims
{
    std::string jti;
    std::string htm;
    std::string htu;
    std::int64_t iat = 0; ///< seconds since 1970
    std::string nonce;    ///< empty: none
    std::string ath;      ///< base64url SHA-256 of the access token; empty: none
};

struct DpopProof
{
    PublicKey key;
    DpopClaims claims;
};

/// The proof as compact JWS: `typ` `dpop+jwt`, ES256, the public key as `jwk` in the header.
[[nodiscard]] std::string makeDpopProof(const DpopClaims& claims, const SigningKey& key);
/// Checks form and signature by the embedded key (RFC 9449 §4.3 items 1 to 7); comparing the claims is the
/// caller's.
[[nodiscard]] Result<DpopProof> parseDpopProof(std::string_view text);
/// The `ath` of an access token.
[[nodiscard]] std::string dpopTokenHash(std::string_view accessToken);

} // namespace countersign::crypto
