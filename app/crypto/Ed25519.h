#pragma once

#include "base/Error.h"
#include "base/Secret.h"

#include <array>
#include <memory>
#include <openssl/types.h>

namespace countersign::crypto {

class Ed25519PublicKey
{
public:
    Ed25519PublicKey() = default;
    [[nodiscard]] static Result<Ed25519PublicKey> fromBytes(ByteView bytes);
    [[nodiscard]] ByteView bytes() const { return m_bytes; }
    [[nodiscard]] bool verify(ByteView message, ByteView signature) const;
    friend bool operator==(const Ed25519PublicKey& a, const Ed25519PublicKey& b)
    {
        return a.m_bytes == b.m_bytes;
    }

private:
    std::array<std::uint8_t, 32> m_bytes{};
};

class Ed25519Key
{
public:
    [[nodiscard]] static Ed25519Key generate();
    /// 32-byte seed (RFC 8032).
    [[nodiscard]] static Result<Ed25519Key> fromSeed(const Secret& seed);
    [[nodiscard]] Secret seed() const;
    [[nodiscard]] const Ed25519PublicKey& publicKey() const { return m_public; }
    [[nodiscard]] Bytes sign(ByteView message) const;

private:
    std::shared_ptr<EVP_PKEY> m_key;
    Ed25519PublicKey m_public;
};

} // namespace countersign::crypto
