#pragma once

#include "base/Ids.h"
#include "base/Secret.h"

#include <memory>

#include <nlohmann/json_fwd.hpp>
#include <openssl/types.h>

namespace countersign::crypto {

/// A P-256 public key, held as an EVP key so that verification does not parse it again. Copies share it.
class PublicKey
{
public:
    PublicKey() = default;
    /// Strict RFC 7518 JWK: `kty` EC, `crv` P-256, coordinates of exactly 32 bytes on the curve, and no
    /// member but `kty crv x y` (so a thumbprint names one text only; private members are refused).
    [[nodiscard]] static Result<PublicKey> fromJwk(const nlohmann::json& jwk);
    [[nodiscard]] static Result<PublicKey> fromJwkText(std::string_view text);

    /// `{"crv":"P-256","kty":"EC","x":…,"y":…}`: RFC 7638's members in its order.
    [[nodiscard]] std::string jwkText() const;
    [[nodiscard]] const KeyThumbprint& thumbprint() const { return m_thumbprint; }
    /// Verifies an ES256 signature of 64 bytes (r ‖ s, RFC 7518 §3.4).
    [[nodiscard]] bool verify(ByteView message, ByteView signature) const;
    [[nodiscard]] bool empty() const { return !m_key; }
    [[nodiscard]] EVP_PKEY* evp() const { return m_key.get(); }

private:
    friend class SigningKey;
    std::shared_ptr<EVP_PKEY> m_key;
    Bytes m_x, m_y;
    KeyThumbprint m_thumbprint;
};

/// A P-256 private key: for ES256 signatures, and for ECDH-ES in `Jwe.h`.
class SigningKey
{
public:
    SigningKey() = default;
    [[nodiscard]] static SigningKey generate();
    /// PKCS#8 DER, as `toSecret` gives.
    [[nodiscard]] static Result<SigningKey> fromSecret(const Secret& der);

    [[nodiscard]] Secret toSecret() const;
    /// The private JWK (with `d`), for José alone.
    [[nodiscard]] Secret privateJwk() const;
    [[nodiscard]] const PublicKey& publicKey() const { return m_public; }
    [[nodiscard]] const KeyThumbprint& thumbprint() const { return m_public.thumbprint(); }
    /// ES256: r ‖ s, 64 bytes.
    [[nodiscard]] Bytes sign(ByteView message) const;
    [[nodiscard]] bool empty() const { return m_public.empty(); }

private:
    PublicKey m_public;
};

} // namespace countersign::crypto
