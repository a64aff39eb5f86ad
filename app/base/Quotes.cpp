#include "base/Quotes.h"

#include <algorithm>
#include <array>

namespace countersign {

std::string withinQuotes(std::string_view text)
{
    // The double marks of Unicode's property Quotation_Mark but those with corners, and the two letters that
    // look like one.
    static constexpr std::array<std::string_view, 12> marks{
        "\"",           // U+0022
        "\xCA\xBA",     // U+02BA modifier letter double prime
        "\xCB\xAE",     // U+02EE modifier letter double apostrophe
        "\xE2\x80\x9C", // U+201C to U+201F: left, right, low, reversed
        "\xE2\x80\x9D", "\xE2\x80\x9E", "\xE2\x80\x9F",
        "\xE2\xB9\x82", // U+2E42 double low reversed
        "\xE3\x80\x9D", // U+301D to U+301F: of double primes
        "\xE3\x80\x9E", "\xE3\x80\x9F",
        "\xEF\xBC\x82", // U+FF02 full width
    };
    std::string within;
    while (!text.empty()) {
        const auto mark = std::find_if(marks.begin(), marks.end(),
                                       [&](std::string_view one) { return text.starts_with(one); });
        within += mark == marks.end() ? text.front() : '\'';
        text.remove_prefix(mark == marks.end() ? 1 : mark->size());
    }
    return within;
}

} // namespace countersign
