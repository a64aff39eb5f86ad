#include "support/TotpDigits.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

extern "C" {
#include <oath.h>
}

namespace countersign::test {

namespace {
constexpr unsigned period = 30;
constexpr unsigned digits = 6;
} // namespace

std::string totpKey(std::string_view secret)
{
    char* decoded = nullptr;
    std::size_t length = 0;
    if (oath_base32_decode(secret.data(), secret.size(), &decoded, &length) != OATH_OK)
        throw std::runtime_error("not a secret");
    std::string key(decoded, length);
    std::fill_n(decoded, length, '\0');
    std::free(decoded); // NOLINT: liboath allocates with malloc
    return key;
}

std::string totpDigits(std::string_view secret, std::int64_t step)
{
    auto key = totpKey(secret);
    std::array<char, digits + 1> code{};
    const int made = oath_totp_generate(key.data(), key.size(), static_cast<std::time_t>(step) * period,
                                        period, 0, digits, code.data());
    std::fill(key.begin(), key.end(), '\0');
    if (made != OATH_OK)
        throw std::runtime_error("no code could be made");
    return code.data();
}

} // namespace countersign::test
