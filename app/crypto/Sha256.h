#pragma once

#include "base/Ids.h"

#include <initializer_list>
#include <memory>

namespace countersign::crypto {

Digest sha256(ByteView bytes);
inline Digest sha256(std::string_view text)
{
    return sha256(bytesOf(text));
}

/// Of one after the other.
Digest sha256Joined(std::initializer_list<ByteView> parts);

/// HMAC-SHA256.
Digest hmacSha256(ByteView key, ByteView bytes);

/// SHA-256 of a stream.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(ByteView bytes);
    /// Ends the stream; the object starts afresh.
    Digest finish();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

} // namespace countersign::crypto
