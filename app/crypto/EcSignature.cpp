#include "crypto/EcSignature.h"

#include "crypto/Ossl.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

namespace countersign::crypto {

Bytes signEcdsa(EVP_PKEY* key, const EVP_MD* digest, std::size_t half, ByteView message)
{
    const ossl::DigestContext context(EVP_MD_CTX_new());
    std::size_t length = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size()) != 1)
        return {};
    Bytes der(length);
    if (EVP_DigestSign(context.get(), der.data(), &length, message.data(), message.size()) != 1)
        return {};
    const std::uint8_t* at = der.data();
    const ossl::EcdsaSignature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)));
    if (!signature)
        return {};
    Bytes out(2 * half);
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out.data(), static_cast<int>(half));
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out.data() + half, static_cast<int>(half));
    return out;
}

bool verifyEcdsa(EVP_PKEY* key, const EVP_MD* digest, std::size_t half, ByteView message, ByteView signature)
{
    if (!key || signature.size() != 2 * half)
        return false;
    const ossl::EcdsaSignature parts(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(signature.data(), static_cast<int>(half), nullptr);
    BIGNUM* s = BN_bin2bn(signature.data() + half, static_cast<int>(half), nullptr);
    if (ECDSA_SIG_set0(parts.get(), r, s) != 1)
        return false;
    std::uint8_t* der = nullptr;
    const int length = i2d_ECDSA_SIG(parts.get(), &der);
    if (length <= 0)
        return false;
    const ossl::DigestContext context(EVP_MD_CTX_new());
    const bool good = EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
                      EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(length), message.data(),
                                       message.size()) == 1;
    OPENSSL_free(der);
    return good;
}

Result<EVP_PKEY*> ecPublicKey(const char* curve, ByteView x, ByteView y)
{
    Bytes point{0x04};
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(curve), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
        OSSL_PARAM_construct_end(),
    };
    const ossl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return fail(ErrorCode::StatementMalformed, "not a public key of this curve");
    const ossl::KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    // Quick: on the curve and in range. The full check multiplies by the order besides, ten times the cost of
    // a verification, and can find nothing on curves of cofactor 1, as NIST's are.
    if (EVP_PKEY_public_check_quick(check.get()) != 1) {
        EVP_PKEY_free(key);
        return fail(ErrorCode::StatementMalformed, "the point does not lie on the curve");
    }
    return key;
}

void ecCoordinates(EVP_PKEY* key, std::size_t half, Bytes& x, Bytes& y)
{
    BIGNUM* bx = nullptr;
    BIGNUM* by = nullptr;
    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &bx);
    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &by);
    const ossl::Bignum ownX(bx);
    const ossl::Bignum ownY(by);
    x.resize(half);
    y.resize(half);
    BN_bn2binpad(bx, x.data(), static_cast<int>(half));
    BN_bn2binpad(by, y.data(), static_cast<int>(half));
}

} // namespace countersign::crypto
