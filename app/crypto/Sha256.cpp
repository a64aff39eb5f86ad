#include "crypto/Sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace countersign::crypto {

namespace {

// OpenSSL 3 looks `EVP_sha256()` up by name at each use, which takes longer than to hash a node of a tree.
const EVP_MD* algorithm()
{
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched ? fetched : EVP_sha256();
}

} // namespace

// Nodes of trees and short texts. EVP allocates and asks for engines at each beginning, which takes as long
// as to hash a node; what it calls in the end is this, which OpenSSL 3 calls deprecated and keeps.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
Digest sha256Joined(std::initializer_list<ByteView> parts)
{
    std::array<std::uint8_t, Digest::size> out{};
    SHA256_CTX context;
    SHA256_Init(&context);
    for (const auto part : parts)
        SHA256_Update(&context, part.data(), part.size());
    SHA256_Final(out.data(), &context);
    return Digest(out);
}
#pragma GCC diagnostic pop

Digest sha256(ByteView bytes)
{
    return sha256Joined({bytes});
}

Digest hmacSha256(ByteView key, ByteView bytes)
{
    std::array<std::uint8_t, Digest::size> out{};
    unsigned length = out.size();
    HMAC(algorithm(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), out.data(),
         &length);
    return Digest(out);
}

struct Sha256::Context
{
    Context() { EVP_DigestInit_ex(context, algorithm(), nullptr); }
    ~Context() { EVP_MD_CTX_free(context); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256::Sha256() : m_context(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(ByteView bytes)
{
    EVP_DigestUpdate(m_context->context, bytes.data(), bytes.size());
}

Digest Sha256::finish()
{
    std::array<std::uint8_t, Digest::size> out{};
    EVP_DigestFinal_ex(m_context->context, out.data(), nullptr);
    EVP_DigestInit_ex(m_context->context, algorithm(), nullptr);
    return Digest(out);
}

} // namespace countersign::crypto
