#pragma once

#include "crypto/EcKey.h"

namespace countersign::crypto {

/// An RFC 7515 JWS in flattened JSON serialisation, ES256 only: how every statement travels.
///
/// The protected header is exactly `{"alg":"ES256","kid":<RFC 7638 thumbprint>,"typ":<typ>}` in any order;
/// anything else (`crit`, `jwk`, `jku`, `b64`, other `alg`, duplicate names, unprotected `header`, extra
/// members) is refused.
struct Jws
{
    std::string protectedText; ///< base64url, as received
    std::string payloadText;   ///< base64url, as received
    std::string signatureText; ///< base64url of 64 bytes
    std::string typ;
    KeyThumbprint kid;
    Bytes payload; ///< the exact signed bytes

    /// Whether `key` is the one that `kid` names and made this signature.
    [[nodiscard]] bool verify(const PublicKey& key) const;
    /// SHA-256 of the payload bytes: the statement's name everywhere.
    [[nodiscard]] Digest payloadDigest() const;
    /// `{"payload":…,"protected":…,"signature":…}`
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] Jws signJws(ByteView payload, std::string_view typ, const SigningKey& key);
/// Parses and checks the form, not the signature. At most `limit` bytes.
[[nodiscard]] Result<Jws> parseJws(std::string_view text, std::string_view typ,
                                   std::size_t limit = 256 * 1024);
[[nodiscard]] Result<Jws> jwsFromJson(const nlohmann::json& object, std::string_view typ);

} // namespace countersign::crypto
