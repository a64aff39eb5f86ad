#include "base/Base64.h"

#include <array>

namespace countersign {

namespace {

constexpr std::string_view urlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view standardAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

constexpr std::array<std::int8_t, 256> reverse(std::string_view alphabet)
{
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}

constexpr auto urlReverse = reverse(urlAlphabet);
constexpr auto standardReverse = reverse(standardAlphabet);

std::string encode(ByteView bytes, std::string_view alphabet)
{
    std::string out;
    out.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        buffer = (buffer << 8) | byte;
        for (bits += 8; bits >= 6; bits -= 6)
            out.push_back(alphabet[(buffer >> (bits - 6)) & 0x3f]);
    }
    if (bits > 0)
        out.push_back(alphabet[(buffer << (6 - bits)) & 0x3f]);
    return out;
}

Result<Bytes> decode(std::string_view text, const std::array<std::int8_t, 256>& table)
{
    if (text.size() % 4 == 1)
        return fail(ErrorCode::BadRequest, "base64 text of an impossible length");
    Bytes out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const int value = table[static_cast<unsigned char>(c)];
        if (value < 0)
            return fail(ErrorCode::BadRequest, "character outside the base64 alphabet");
        buffer = (buffer << 6) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<std::uint8_t>(buffer >> bits));
        }
    }
    if ((buffer & ((1U << bits) - 1U)) != 0)
        return fail(ErrorCode::BadRequest, "unused base64 bits are not zero");
    return out;
}

} // namespace

std::string base64Url(ByteView bytes)
{
    return encode(bytes, urlAlphabet);
}

Result<Bytes> fromBase64Url(std::string_view text)
{
    return decode(text, urlReverse);
}

std::string base64(ByteView bytes)
{
    auto out = encode(bytes, standardAlphabet);
    while (out.size() % 4 != 0)
        out.push_back('=');
    return out;
}

Result<Bytes> fromBase64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return fail(ErrorCode::BadRequest, "base64 text without its padding");
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return decode(text, standardReverse);
}

std::string hex(ByteView bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 0xf]);
    }
    return out;
}

Result<Bytes> fromHex(std::string_view text)
{
    const auto nibble = [](char c) -> int {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        return -1;
    };
    if (text.size() % 2 != 0)
        return fail(ErrorCode::BadRequest, "odd number of hexadecimal digits");
    Bytes out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = nibble(text[i]);
        const int low = nibble(text[i + 1]);
        if (high < 0 || low < 0)
            return fail(ErrorCode::BadRequest, "not a lower-case hexadecimal digit");
        out.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return out;
}

std::string base32(ByteView bytes)
{
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        buffer = (buffer << 8) | byte;
        for (bits += 8; bits >= 5; bits -= 5)
            out.push_back(base32Alphabet[(buffer >> (bits - 5)) & 0x1f]);
    }
    if (bits > 0)
        out.push_back(base32Alphabet[(buffer << (5 - bits)) & 0x1f]);
    return out;
}

} // namespace countersign
