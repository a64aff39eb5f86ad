#include "base/Text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

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
    struct Range
    {
        char32_t first, last;
    };
    // Controls; what has the property Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties.txt);
    // separators of lines and paragraphs, annotation marks, hieroglyph controls, and the signs without a mark
    // of Braille, of musical notes and of Khitan.
    static constexpr Range hidden[] = {
        {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x061c, 0x061c},
        {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},
        {0x2060, 0x206f},   {0x2800, 0x2800},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},
        {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0x13430, 0x1343f}, {0x16fe4, 0x16fe4}, {0x1bca0, 0x1bca3},
        {0x1d159, 0x1d159}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
    return std::any_of(std::begin(hidden), std::end(hidden),
                       [c](const Range& range) { return c >= range.first && c <= range.last; });
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
