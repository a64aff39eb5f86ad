#pragma once

#include "base/Ids.h"
#include "base/Secret.h"

namespace countersign::crypto {

/// From the operating system's generator by OpenSSL's DRBG. Ends the program if there is no randomness.
Bytes randomBytes(std::size_t count);
Secret randomSecret(std::size_t count);
/// `prefix` and 16 characters of base64url (96 bits), e.g. `req_9TQm4sVb…`.
std::string randomIdText(std::string_view prefix);

} // namespace countersign::crypto
