#include "crypto/JwtAssertion.h"

#include "base/Base64.h"
#include "crypto/EcSignature.h"
#include "crypto/Ossl.h"
#include "crypto/Sha256.h"
#include "crypto/StrictJson.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace countersign::crypto {

namespace {

using nlohmann::json;

constexpr std::size_t half384 = 48;

bool isRsa(EVP_PKEY* key)
{
    return EVP_PKEY_is_a(key, "RSA") == 1;
}

std::string number(EVP_PKEY* key, const char* name)
{
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key, name, &value);
    const ossl::Bignum own(value);
    Bytes bytes(static_cast<std::size_t>(value ? BN_num_bytes(value) : 0));
    if (value)
        BN_bn2bin(value, bytes.data());
    return base64Url(bytes);
}

/// RFC 7638's required members, in their order.
json requiredMembers(EVP_PKEY* key)
{
    if (isRsa(key))
        return {{"e", number(key, OSSL_PKEY_PARAM_RSA_E)},
                {"kty", "RSA"},
                {"n", number(key, OSSL_PKEY_PARAM_RSA_N)}};
    Bytes x;
    Bytes y;
    ecCoordinates(key, half384, x, y);
    return {{"crv", "P-384"}, {"kty", "EC"}, {"x", base64Url(x)}, {"y", base64Url(y)}};
}

Bytes signRsa(EVP_PKEY* key, ByteView message)
{
    const ossl::DigestContext context(EVP_MD_CTX_new());
    std::size_t length = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha384(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size()) != 1)
        return {};
    Bytes signature(length);
    EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size());
    return signature;
}

bool verifyRsa(EVP_PKEY* key, ByteView message, ByteView signature)
{
    const ossl::DigestContext context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha384(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                            message.size()) == 1;
}

tl::unexpected<Error> refused(const char* why)
{
    return fail(ErrorCode::ProofRefused, why);
}

Result<Bytes> memberBytes(const json& jwk, const char* name)
{
    const auto found = jwk.find(name);
    if (found == jwk.end() || !found->is_string())
        return refused("a JWK without one of its numbers");
    return fromBase64Url(found->get_ref<const std::string&>());
}

Result<ossl::Key> rsaKey(const json& jwk)
{
    const auto n = memberBytes(jwk, "n");
    const auto e = memberBytes(jwk, "e");
    if (!n || !e)
        return refused("an RSA key without n and e");
    const ossl::Bignum modulus(BN_bin2bn(n->data(), static_cast<int>(n->size()), nullptr));
    const ossl::Bignum exponent(BN_bin2bn(e->data(), static_cast<int>(e->size()), nullptr));
    const std::unique_ptr<OSSL_PARAM_BLD, ossl::Freer<OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    const std::unique_ptr<OSSL_PARAM, ossl::Freer<OSSL_PARAM_free>> params(
        OSSL_PARAM_BLD_to_param(builder.get()));
    const ossl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return refused("not an RSA key");
    ossl::Key own(key);
    if (EVP_PKEY_get_bits(own.get()) < 2048)
        return refused("an RSA key below 2048 bits");
    return own;
}

Result<ossl::Key> keyOf(const json& jwk, std::string_view alg)
{
    const auto is = [&](const char* name, const char* value) {
        const auto found = jwk.find(name);
        return found != jwk.end() && *found == value;
    };
    if (alg == "RS384" && is("kty", "RSA"))
        return rsaKey(jwk);
    if (alg == "ES384" && is("kty", "EC") && is("crv", "P-384")) {
        const auto x = memberBytes(jwk, "x");
        const auto y = memberBytes(jwk, "y");
        if (!x || !y || x->size() != half384 || y->size() != half384)
            return refused("a P-384 key without its coordinates");
        auto key = ecPublicKey("P-384", *x, *y);
        if (!key)
            return refused("not a P-384 key");
        return ossl::Key(*key);
    }
    return refused("the algorithm is not that of the key");
}

Result<json> named(const json& keys, const std::string& kid)
{
    const auto list = keys.find("keys");
    if (list == keys.end() || !list->is_array())
        return refused("not a JWKS");
    for (const auto& jwk : *list) {
        if (jwk.is_object() && jwk.value("kid", json()) == kid)
            return jwk;
    }
    return refused("no key of that kid is registered");
}

Result<AssertionClaims> claimsOf(const json& body)
{
    const auto text = [&](const char* name) {
        const auto found = body.find(name);
        return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    AssertionClaims claims;
    claims.issuer = text("iss");
    claims.audience = text("aud");
    claims.jti = text("jti");
    const auto expires = body.find("exp");
    // RFC 7523 §3: iss and sub are the client; all of these are required by SMART.
    if (claims.issuer.empty() || claims.issuer != text("sub") || claims.audience.empty() ||
        claims.jti.empty() || expires == body.end() || !expires->is_number_integer())
        return refused("an assertion without iss = sub, aud, jti and exp");
    claims.expires = expires->get<std::int64_t>();
    return claims;
}

} // namespace

Result<AssertionKey> AssertionKey::fromPem(const Secret& pem)
{
    const auto text = pem.reveal();
    const ossl::Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    AssertionKey out;
    out.m_key = ossl::share(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    char group[32] = {};
    const bool p384 = out.m_key && EVP_PKEY_is_a(out.m_key.get(), "EC") == 1 &&
                      EVP_PKEY_get_utf8_string_param(out.m_key.get(), OSSL_PKEY_PARAM_GROUP_NAME, group,
                                                     sizeof group, nullptr) == 1 &&
                      std::string_view(group) == "secp384r1";
    if (!out.m_key || !(isRsa(out.m_key.get()) || p384))
        return fail(ErrorCode::Crypto, "not an RSA or P-384 private key in PEM");
    return out;
}

Result<AssertionKey> AssertionKey::generate(std::string_view alg)
{
    AssertionKey out;
    out.m_key = ossl::share(alg == "RS384" ? EVP_RSA_gen(3072) : EVP_EC_gen("P-384"));
    if (!out.m_key || (alg != "RS384" && alg != "ES384"))
        return fail(ErrorCode::Crypto, "no such key can be made");
    return out;
}

Secret AssertionKey::toPem() const
{
    const ossl::Bio bio(BIO_new(BIO_s_secmem()));
    PEM_write_bio_PKCS8PrivateKey(bio.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    char* text = nullptr;
    const auto length = BIO_get_mem_data(bio.get(), &text);
    return Secret(std::string_view(text, static_cast<std::size_t>(length)));
}

std::string_view AssertionKey::alg() const
{
    return isRsa(m_key.get()) ? "RS384" : "ES384";
}

std::string AssertionKey::publicJwkText() const
{
    auto jwk = requiredMembers(m_key.get());
    const auto kid = sha256(jwk.dump()).text();
    jwk["kid"] = kid;
    jwk["alg"] = alg();
    jwk["key_ops"] = {"verify"};
    return jwk.dump();
}

std::string AssertionKey::sign(const AssertionClaims& claims) const
{
    const json header{
        {"alg", alg()}, {"typ", "JWT"}, {"kid", sha256(requiredMembers(m_key.get()).dump()).text()}};
    const json body{{"iss", claims.issuer},
                    {"sub", claims.issuer},
                    {"aud", claims.audience},
                    {"jti", claims.jti},
                    {"exp", claims.expires}};
    const auto input = base64Url(bytesOf(header.dump())) + '.' + base64Url(bytesOf(body.dump()));
    const auto signature = isRsa(m_key.get()) ? signRsa(m_key.get(), bytesOf(input))
                                              : signEcdsa(m_key.get(), EVP_sha384(), half384, bytesOf(input));
    return input + '.' + base64Url(signature);
}

Result<AssertionClaims> verifyAssertion(std::string_view compact, std::string_view jwksText)
{
    const auto first = compact.find('.');
    const auto second = first == std::string_view::npos ? first : compact.find('.', first + 1);
    if (second == std::string_view::npos || compact.size() > 16 * 1024)
        return refused("not a compact JWS");
    const auto parse = [](std::string_view text) {
        return fromBase64Url(text).and_then(
            [](const Bytes& bytes) { return parseStrictJson(textOf(bytes), 4); });
    };
    const auto header = parse(compact.substr(0, first));
    const auto body = parse(compact.substr(first + 1, second - first - 1));
    const auto signature = fromBase64Url(compact.substr(second + 1));
    if (!header || !body || !signature || !header->is_object() || !body->is_object() ||
        header->contains("crit"))
        return refused("an assertion that is no JWT");
    const auto kid = header->value("kid", json());
    const auto alg = header->value("alg", json());
    const auto keys = parseStrictJson(jwksText, 6);
    if (!kid.is_string() || !alg.is_string() || !keys || !keys->is_object())
        return refused("an assertion without kid and alg");
    const auto jwk = named(*keys, kid.get<std::string>());
    if (!jwk)
        return tl::unexpected(jwk.error());
    const auto key = keyOf(*jwk, alg.get<std::string>());
    if (!key)
        return tl::unexpected(key.error());
    const auto input = bytesOf(compact.substr(0, second));
    const bool good = isRsa(key->get()) ? verifyRsa(key->get(), input, *signature)
                                        : verifyEcdsa(key->get(), EVP_sha384(), half384, input, *signature);
    if (!good)
        return refused("the assertion's signature does not verify");
    return claimsOf(*body);
}

} // namespace countersign::crypto
