#include "crypto/Sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace countersign::crypto {

Digest sha256(ByteView bytes)
{
    std::array<std::uint8_t, Digest::size> out{};
    SHA256(bytes.data(), bytes.size(), out.data());
    return Digest(out);
}

Digest hmacSha256(ByteView key, ByteView bytes)
{
    std::array<std::uint8_t, Digest::size> out{};
    unsigned length = out.size();
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), out.data(),
         &length);
    return Digest(out);
}

struct Sha256::Context
{
    Context() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
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
    EVP_DigestInit_ex(m_context->context, EVP_sha256(), nullptr);
    return Digest(out);
}

} // namespace countersign::crypto
