#include "crypto/Ed25519.h"

#include "crypto/Ossl.h"
#include "crypto/Random.h"

#include <algorithm>
#include <cstdlib>

namespace countersign::crypto {

Result<Ed25519PublicKey> Ed25519PublicKey::fromBytes(ByteView bytes)
{
    if (bytes.size() != 32)
        return fail(ErrorCode::Crypto, "an Ed25519 key has 32 bytes");
    Ed25519PublicKey out;
    std::copy(bytes.begin(), bytes.end(), out.m_bytes.begin());
    return out;
}

bool Ed25519PublicKey::verify(ByteView message, ByteView signature) const
{
    const ossl::Key key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, m_bytes.data(), m_bytes.size()));
    const ossl::DigestContext context(EVP_MD_CTX_new());
    return key && signature.size() == 64 &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                            message.size()) == 1;
}

Ed25519Key Ed25519Key::generate()
{
    auto key = fromSeed(randomSecret(32));
    if (!key)
        std::abort(); // OpenSSL without Ed25519 or without memory
    return std::move(*key);
}

Result<Ed25519Key> Ed25519Key::fromSeed(const Secret& seed)
{
    if (seed.size() != 32)
        return fail(ErrorCode::Crypto, "an Ed25519 seed has 32 bytes");
    Ed25519Key out;
    out.m_key =
        ossl::share(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.reveal().data(), 32));
    Bytes shown(32);
    std::size_t length = shown.size();
    if (!out.m_key || EVP_PKEY_get_raw_public_key(out.m_key.get(), shown.data(), &length) != 1)
        return fail(ErrorCode::Crypto, "not an Ed25519 seed");
    auto key = Ed25519PublicKey::fromBytes(shown);
    if (!key)
        return tl::unexpected(key.error());
    out.m_public = *key;
    return out;
}

Secret Ed25519Key::seed() const
{
    Bytes bytes(32);
    std::size_t length = bytes.size();
    EVP_PKEY_get_raw_private_key(m_key.get(), bytes.data(), &length);
    return Secret(std::move(bytes));
}

Bytes Ed25519Key::sign(ByteView message) const
{
    const ossl::DigestContext context(EVP_MD_CTX_new());
    Bytes signature(64);
    std::size_t length = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, m_key.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()) != 1)
        std::abort(); // only a key that was never made
    return signature;
}

} // namespace countersign::crypto
