#include "crypto/Sealing.h"

#include "crypto/Ossl.h"
#include "crypto/Random.h"

#include <cstdlib>
#include <string_view>

#include <sodium.h>

namespace countersign::crypto {

namespace {

constexpr std::size_t keySize = 32;
constexpr std::size_t nonceSize = 12;
constexpr std::size_t tagSize = 16;
constexpr std::string_view magic = "CSP1";
constexpr std::size_t saltSize = crypto_pwhash_SALTBYTES;
static_assert(saltSize == 16);

Result<Secret> passphraseKey(const Secret& passphrase, ByteView salt)
{
    Bytes key(keySize);
    const auto given = passphrase.revealText();
    if (sodium_init() < 0 || crypto_pwhash(key.data(), key.size(), given.data(), given.size(), salt.data(),
                                           crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                                           crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(ErrorCode::Crypto, "not enough memory for Argon2id");
    return Secret(std::move(key));
}

} // namespace

Bytes seal(const Secret& key, ByteView plaintext, ByteView associatedData)
{
    if (key.size() != keySize)
        std::abort(); // a programming error: sealing must never go on with less
    auto out = randomBytes(nonceSize);
    out.resize(nonceSize + plaintext.size() + tagSize);
    const ossl::CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0;
    const bool good =
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.reveal().data(), out.data()) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &length, associatedData.data(),
                          static_cast<int>(associatedData.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), out.data() + nonceSize, &length, plaintext.data(),
                          static_cast<int>(plaintext.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), out.data() + nonceSize + length, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tagSize,
                            out.data() + out.size() - tagSize) == 1;
    if (!good)
        std::abort(); // OpenSSL without AES or without memory
    return out;
}

Result<Secret> open(const Secret& key, ByteView sealed, ByteView associatedData)
{
    if (key.size() != keySize || sealed.size() < nonceSize + tagSize)
        return fail(ErrorCode::SealBroken, "too short to be sealed");
    const auto body = sealed.subspan(nonceSize, sealed.size() - nonceSize - tagSize);
    Bytes tag = copyOf(sealed.last(tagSize));
    Bytes plaintext(body.size());
    const ossl::CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0;
    const bool good = EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.reveal().data(),
                                         sealed.data()) == 1 &&
                      EVP_DecryptUpdate(context.get(), nullptr, &length, associatedData.data(),
                                        static_cast<int>(associatedData.size())) == 1 &&
                      EVP_DecryptUpdate(context.get(), plaintext.data(), &length, body.data(),
                                        static_cast<int>(body.size())) == 1 &&
                      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tagSize, tag.data()) == 1 &&
                      EVP_DecryptFinal_ex(context.get(), plaintext.data() + length, &length) == 1;
    Secret out(std::move(plaintext));
    if (!good)
        return fail(ErrorCode::SealBroken, "sealed bytes that do not authenticate");
    return out;
}

Result<Bytes> sealWithPassphrase(const Secret& passphrase, ByteView plaintext, ByteView associatedData)
{
    const auto salt = randomBytes(saltSize);
    auto key = passphraseKey(passphrase, salt);
    if (!key)
        return tl::unexpected(key.error());
    Bytes out(magic.begin(), magic.end());
    out.insert(out.end(), salt.begin(), salt.end());
    const auto sealed = seal(*key, plaintext, associatedData);
    out.insert(out.end(), sealed.begin(), sealed.end());
    return out;
}

Result<Secret> openWithPassphrase(const Secret& passphrase, ByteView sealed, ByteView associatedData)
{
    if (sealed.size() < magic.size() + saltSize || textOf(sealed.first(magic.size())) != magic)
        return fail(ErrorCode::PassphraseWrong, "not sealed under a passphrase");
    auto key = passphraseKey(passphrase, sealed.subspan(magic.size(), saltSize));
    if (!key)
        return tl::unexpected(key.error());
    auto plaintext = open(*key, sealed.subspan(magic.size() + saltSize), associatedData);
    if (!plaintext)
        return fail(ErrorCode::PassphraseWrong, "the passphrase does not open it");
    return plaintext;
}

} // namespace countersign::crypto
