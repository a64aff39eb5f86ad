#include "base/Text.h"

#include <cstdint>

namespace countersign {

namespace {

// Decodes one character at `at`; advances it. Returns false where the bytes are not UTF-8.
bool nextCharacter(std::string_view text, std::size_t& at, std::uint32_t& character)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto first = byte(at);
    std::size_t length = 0;
    std::uint32_t least = 0;
    if (first < 0x80) {
        character = first;
        ++at;
        return true;
    }
    if ((first & 0xe0) == 0xc0) {
        length = 2;
        least = 0x80;
        character = first & 0x1f;
    } else if ((first & 0xf0) == 0xe0) {
        length = 3;
        least = 0x800;
        character = first & 0x0f;
    } else if ((first & 0xf8) == 0xf0) {
        length = 4;
        least = 0x10000;
        character = first & 0x07;
    } else {
        return false;
    }
    if (at + length > text.size())
        return false;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80)
            return false;
        character = character << 6 | (byte(at + i) & 0x3f);
    }
    at += length;
    return character >= least && character <= 0x10ffff && !(character >= 0xd800 && character <= 0xdfff);
}

} // namespace

bool isHidden(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x00ad || c == 0x061c || c == 0x180e ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

bool isUtf8(std::string_view text)
{
    std::uint32_t character = 0;
    for (std::size_t at = 0; at < text.size();)
        if (!nextCharacter(text, at, character))
            return false;
    return true;
}

bool isPlainText(std::string_view text)
{
    std::uint32_t character = 0;
    for (std::size_t at = 0; at < text.size();)
        if (!nextCharacter(text, at, character) || isHidden(character))
            return false;
    return true;
}

std::string shortened(std::string_view text, std::size_t head, std::size_t tail)
{
    if (text.size() <= head + tail + 1)
        return std::string(text);
    return std::string(text.substr(0, head)) + "…" + std::string(text.substr(text.size() - tail));
}

} // namespace countersign
