#include "crypto/Random.h"

#include "base/Base64.h"

#include <cstdio>
#include <cstdlib>

#include <openssl/rand.h>

namespace countersign::crypto {

Bytes randomBytes(std::size_t count)
{
    Bytes bytes(count);
    if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1) {
        std::fputs("no randomness from the operating system\n", stderr);
        std::abort();
    }
    return bytes;
}

Secret randomSecret(std::size_t count)
{
    return Secret(randomBytes(count));
}

std::string randomIdText(std::string_view prefix)
{
    return std::string(prefix) + base64Url(randomBytes(12));
}

} // namespace countersign::crypto
