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

std::string totpDigits(std::string_view secret, std::int64_t step)
{
    char* bytes = nullptr;
    std::size_t length = 0;
    if (oath_base32_decode(secret.data(), secret.size(), &bytes, &length) != OATH_OK)
        throw std::runtime_error("not a secret");
    std::array<char, digits + 1> code{};
    const int made = oath_totp_generate(bytes, length, static_cast<std::time_t>(step) * period, period, 0,
                                        digits, code.data());
    std::fill_n(bytes, length, '\0');
    std::free(bytes); // NOLINT: liboath allocates with malloc
    if (made != OATH_OK)
        throw std::runtime_error("no code could be made");
    return code.data();
}

} // namespace countersign::test
