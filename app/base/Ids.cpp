#include "base/Ids.h"

#include "base/Base64.h"

#include <algorithm>

namespace countersign {

bool isIdText(std::string_view text)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

Result<Digest> Digest::fromBytes(ByteView bytes)
{
    if (bytes.size() != size)
        return fail(ErrorCode::BadRequest, "a SHA-256 digest has 32 bytes");
    Digest digest;
    std::copy(bytes.begin(), bytes.end(), digest.m_bytes.begin());
    return digest;
}

Result<Digest> Digest::fromText(std::string_view text)
{
    return fromBase64Url(text).and_then([](const Bytes& bytes) { return fromBytes(bytes); });
}

std::string Digest::text() const
{
    return base64Url(m_bytes);
}

std::string Digest::hexText() const
{
    return hex(m_bytes);
}

Result<KeyThumbprint> KeyThumbprint::fromText(std::string_view text)
{
    return Digest::fromText(text).map([](const Digest& digest) { return KeyThumbprint(digest); });
}

} // namespace countersign
