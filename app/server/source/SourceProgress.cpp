#include "server/source/SourceProgress.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

namespace countersign::server {

namespace {

constexpr std::size_t mostDigits = 9;
constexpr std::size_t mostText = 1024;
constexpr std::uint32_t hundred = 100;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

struct Number
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t value = 0;
};

/// All of them, or nothing where one is too long.
std::vector<Number> numbersIn(std::string_view text)
{
    std::vector<Number> numbers;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!isDigit(text[at]))
            continue;
        Number number{at, at, 0};
        while (number.end < text.size() && isDigit(text[number.end]))
            ++number.end;
        if (number.end - number.begin > mostDigits)
            return {};
        std::from_chars(text.data() + number.begin, text.data() + number.end, number.value);
        at = number.end;
        numbers.push_back(number);
    }
    return numbers;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::optional<std::uint32_t> percentage(std::string_view text, const std::vector<Number>& numbers)
{
    if (std::ranges::count(text, '%') != 1)
        return {};
    const auto sign = text.find('%');
    const auto whole = std::ranges::find(numbers, sign, &Number::end);
    // What stands before it must not make it part of another number: "0.5%", "-5%".
    if (whole == numbers.end() || whole->value > hundred ||
        (whole->begin > 0 && text[whole->begin - 1] != ' '))
        return {};
    return whole->value;
}

} // namespace

std::string progressOf(std::string_view field)
{
    const auto text = trimmed(field);
    if (text.size() > mostText)
        return {};
    const auto numbers = numbersIn(text);
    if (const auto done = percentage(text, numbers))
        return std::to_string(*done) + '%';
    if (numbers.size() == 1 && numbers.front().begin == 0 && numbers.front().end == text.size())
        return std::to_string(numbers.front().value);
    if (numbers.size() != 2)
        return {};
    const auto& [done, whole] = std::pair(numbers[0], numbers[1]);
    const auto between = text.substr(done.end, whole.begin - done.end);
    const bool alone = done.begin == 0 && whole.end == text.size();
    // A slash stands in dates, too: there only the whole text counts.
    if (done.value > whole.value || !(between == " of " || (alone && trimmed(between) == "/")))
        return {};
    return std::to_string(done.value) + " of " + std::to_string(whole.value);
}

} // namespace countersign::server
