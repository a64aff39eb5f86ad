#include "crypto/Sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace countersign::crypto {

namespace {

// OpenSSL 3 looks `EVP_sha256()` up by name at each use, which takes longer than to hash a node of a tree.
const EVP_MD* algorithm()
{
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched ? fetched : EVP_sha256();
}

} // namespace

Digest sha256(ByteView bytes)
{
    std::array<std::uint8_t, Digest::size> out{};
    EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, algorithm(), nullptr);
    return Digest(out);
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
