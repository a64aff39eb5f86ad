#include "server/session/Totp.h"

#include "base/Base64.h"

#include <array>
#include <liboath/oath.h>
#include <mutex>

namespace countersign::server {

namespace {

void initialise()
{
    static std::once_flag once;
    std::call_once(once, [] { oath_init(); });
}

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<std::uint8_t>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 0x0f];
    }
    return out;
}

} // namespace

std::int64_t totpStepAt(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count() / totpPeriod;
}

std::string totpCode(const Secret& secret, std::int64_t step, unsigned digits)
{
    initialise();
    std::array<char, 12> out{};
    const auto key = secret.revealText();
    if (oath_hotp_generate(key.data(), key.size(), static_cast<std::uint64_t>(step), digits, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, out.data()) != OATH_OK)
        return {};
    return out.data();
}

std::optional<std::int64_t> totpStepOf(const Secret& secret, std::string_view code, Time now)
{
    const auto current = totpStepAt(now);
    std::optional<std::int64_t> matched;
    // Both are computed whatever the first one gives: the time tells nothing.
    for (const auto step : {current - 1, current}) {
        const auto right = totpCode(secret, step);
        if (!right.empty() && sameBytes(bytesOf(right), bytesOf(code)))
            matched = step;
    }
    return matched;
}

Secret totpUri(const Secret& secret, std::string_view issuer, std::string_view account)
{
    auto text = "otpauth://totp/" + percentEncoded(issuer) + ":" + percentEncoded(account) +
                "?secret=" + base32(secret.reveal()) + "&issuer=" + percentEncoded(issuer) +
                "&algorithm=SHA1&digits=6&period=30";
    Secret uri{std::string_view(text)};
    wipe(text);
    return uri;
}

} // namespace countersign::server
