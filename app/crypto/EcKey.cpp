#include "crypto/EcKey.h"

#include "base/Base64.h"
#include "crypto/EcSignature.h"
#include "crypto/Ossl.h"
#include "crypto/Sha256.h"
#include "crypto/StrictJson.h"

#include <cstdlib>

#include <openssl/core_names.h>
#include <openssl/pem.h>

namespace countersign::crypto {

namespace {

constexpr std::size_t half = 32;

// RFC 7638 §3.2: the required members in lexicographic order, no white space.
std::string canonicalJwk(ByteView x, ByteView y)
{
    return R"({"crv":"P-256","kty":"EC","x":")" + base64Url(x) + R"(","y":")" + base64Url(y) + R"("})";
}

Result<Bytes> coordinate(const nlohmann::json& jwk, const char* name)
{
    const auto found = jwk.find(name);
    if (found == jwk.end() || !found->is_string())
        return fail(ErrorCode::StatementMalformed, "a key without its coordinates");
    auto bytes = fromBase64Url(found->get_ref<const std::string&>());
    // Exactly 32 bytes: a zero-padded coordinate would be the same key under another thumbprint.
    if (!bytes || bytes->size() != half)
        return fail(ErrorCode::StatementMalformed, "a coordinate that is not 32 bytes");
    return bytes;
}

} // namespace

Result<PublicKey> PublicKey::fromJwk(const nlohmann::json& jwk)
{
    if (!jwk.is_object() || jwk.size() != 4 || jwk.value("kty", nlohmann::json()) != "EC" ||
        jwk.value("crv", nlohmann::json()) != "P-256")
        return fail(ErrorCode::StatementMalformed, "not a public P-256 key with kty, crv, x and y alone");
    auto x = coordinate(jwk, "x");
    if (!x)
        return tl::unexpected(x.error());
    auto y = coordinate(jwk, "y");
    if (!y)
        return tl::unexpected(y.error());
    auto key = ecPublicKey("P-256", *x, *y);
    if (!key)
        return tl::unexpected(key.error());
    PublicKey out;
    out.m_key = ossl::share(*key);
    out.m_thumbprint = KeyThumbprint(sha256(canonicalJwk(*x, *y)));
    out.m_x = std::move(*x);
    out.m_y = std::move(*y);
    return out;
}

Result<PublicKey> PublicKey::fromJwkText(std::string_view text)
{
    return parseStrictJson(text, 2).and_then([](const nlohmann::json& jwk) { return fromJwk(jwk); });
}

std::string PublicKey::jwkText() const
{
    return canonicalJwk(m_x, m_y);
}

bool PublicKey::verify(ByteView message, ByteView signature) const
{
    return verifyEcdsa(m_key.get(), EVP_sha256(), half, message, signature);
}

namespace {

Result<PublicKey> publicPart(EVP_PKEY* key)
{
    Bytes x;
    Bytes y;
    ecCoordinates(key, half, x, y);
    return PublicKey::fromJwkText(canonicalJwk(x, y));
}

} // namespace

SigningKey SigningKey::generate()
{
    SigningKey out;
    const auto key = ossl::share(EVP_EC_gen("P-256"));
    auto shown = publicPart(key.get());
    if (!key || !shown)
        std::abort(); // OpenSSL without P-256 or without memory
    out.m_public = std::move(*shown);
    out.m_public.m_key = key;
    return out;
}

Result<SigningKey> SigningKey::fromSecret(const Secret& der)
{
    const auto* at = der.reveal().data();
    const auto key = ossl::share(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
    char group[32] = {};
    if (!key ||
        EVP_PKEY_get_utf8_string_param(key.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, nullptr) !=
            1 ||
        std::string_view(group) != "prime256v1")
        return fail(ErrorCode::Crypto, "not a P-256 private key");
    auto shown = publicPart(key.get());
    if (!shown)
        return tl::unexpected(shown.error());
    SigningKey out;
    out.m_public = std::move(*shown);
    out.m_public.m_key = key;
    return out;
}

Secret SigningKey::toSecret() const
{
    std::uint8_t* der = nullptr;
    const ossl::Bio bio(BIO_new(BIO_s_secmem()));
    i2d_PKCS8PrivateKey_bio(bio.get(), m_public.evp(), nullptr, nullptr, 0, nullptr, nullptr);
    const auto length = BIO_get_mem_data(bio.get(), &der);
    return Secret(Bytes(der, der + length));
}

Secret SigningKey::privateJwk() const
{
    BIGNUM* d = nullptr;
    EVP_PKEY_get_bn_param(m_public.evp(), OSSL_PKEY_PARAM_PRIV_KEY, &d);
    const ossl::Bignum own(d);
    Bytes bytes(half);
    BN_bn2binpad(d, bytes.data(), half);
    auto text = m_public.jwkText();
    text.pop_back();
    auto scalar = base64Url(bytes);
    text += R"(,"d":")" + scalar + R"("})";
    Secret out{std::string_view(text)};
    wipe(bytes);
    wipe(scalar);
    wipe(text);
    return out;
}

Bytes SigningKey::sign(ByteView message) const
{
    return signEcdsa(m_public.evp(), EVP_sha256(), half, message);
}

} // namespace countersign::crypto
