#pragma once

#include "base/Bytes.h"
#include "base/Error.h"

namespace countersign {

/// RFC 4648 §5 without padding, as JOSE uses it.
std::string base64Url(ByteView bytes);
/// Strict: no padding, no white space, no other alphabet, unused bits zero.
[[nodiscard]] Result<Bytes> fromBase64Url(std::string_view text);

/// RFC 4648 §4 with padding, as signed notes and PEM use it.
std::string base64(ByteView bytes);
[[nodiscard]] Result<Bytes> fromBase64(std::string_view text);

std::string hex(ByteView bytes);
[[nodiscard]] Result<Bytes> fromHex(std::string_view text);

/// RFC 4648 §6 upper case without padding, as otpauth URIs use it.
std::string base32(ByteView bytes);

} // namespace countersign
