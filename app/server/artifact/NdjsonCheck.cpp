#include "server/artifact/NdjsonCheck.h"

#include "base/Secret.h"

#include <algorithm>
#include <optional>

#include <simdjson.h>

namespace countersign::server {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view typeName = "resourceType";

bool isBlank(std::string_view line)
{
    return std::ranges::all_of(line, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
}

/// What is wrong with a line, if anything.
struct Fault
{
    ErrorCode code = ErrorCode::SourceNoResource;
    const char* what = nullptr;
};

constexpr Fault noObject{ErrorCode::SourceNoResource, "it is no JSON object"};
constexpr Fault noType{ErrorCode::SourceNoResource, "it has no resourceType"};
constexpr Fault twoTypes{ErrorCode::SourceNoResource, "it has two resourceTypes"};
constexpr Fault otherType{ErrorCode::SourceOtherType, "its resourceType is another one"};
constexpr Fault notUtf8{ErrorCode::SourceNotUtf8, "it is not UTF-8"};
constexpr Fault tooLong{ErrorCode::SourceLineTooLong, "it is too long"};

Fault faultOf(const object& resource, std::string_view type)
{
    unsigned named = 0;
    for (const auto field : resource) {
        if (field.key != typeName)
            continue;
        std::string_view value;
        if (field.value.get_string().get(value) || value != type)
            return otherType;
        ++named;
    }
    return named == 1 ? Fault() : named == 0 ? noType : twoTypes;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The line with its numbers cut to what any parser can hold, each as well-formed as it was; with room behind
/// for simdjson.
std::string withShortNumbers(std::string_view line)
{
    constexpr std::size_t mostDigits = 15;
    std::string out;
    out.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    bool inText = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (inText && c == '\\' && at + 1 < line.size())
            out += line[at++];
        else if (c == '"')
            inText = !inText;
        if (inText || !isDigit(line[at])) {
            out += line[at];
            continue;
        }
        const auto end = std::min(line.find_first_not_of("0123456789", at), line.size());
        const auto sign = out.find_last_not_of("+-");
        const bool exponent = sign != std::string::npos && (out[sign] == 'e' || out[sign] == 'E');
        out += line.substr(at, exponent ? 1 : std::min(end - at, mostDigits));
        at = end - 1;
    }
    return out;
}

} // namespace

struct NdjsonCheck::State
{
    explicit State(std::string expected) : type(std::move(expected)) {}
    ~State() { wipe(rest); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    std::string type;
    std::string rest; ///< of a line that goes on in the next chunk
    std::uint64_t line = 1;
    std::uint64_t count = 0;
    std::optional<Error> error;
    simdjson::dom::parser parser{longestLine};

    [[nodiscard]] Result<void> refuse(const Fault& fault)
    {
        error = Error{fault.code, "line " + std::to_string(line) + ": " + fault.what};
        return tl::unexpected(*error);
    }

    // A full parse, not simdjson's on-demand one, which skips over what is not asked for: a line that passes
    // here must pass everywhere. `simdjson::SIMDJSON_PADDING` bytes behind the line must be readable.
    [[nodiscard]] Fault faultOfLine(std::string_view text)
    {
        element parsed;
        auto fault = parser.parse(text.data(), text.size(), false).get(parsed);
        if (fault ==
            simdjson::NUMBER_ERROR) { // beyond 64 bits, which is a decimal to FHIR, but none to simdjson
            auto shortened = withShortNumbers(text);
            fault = parser.parse(shortened.data(), shortened.size(), false).get(parsed);
            const auto found = fault ? noObject : faultOfResource(parsed);
            wipe(shortened);
            return found;
        }
        if (fault == simdjson::UTF8_ERROR)
            return notUtf8;
        return fault ? noObject : faultOfResource(parsed);
    }

    [[nodiscard]] Fault faultOfResource(const element& parsed) const
    {
        object resource;
        return parsed.get_object().get(resource) ? noObject : faultOf(resource, type);
    }

    [[nodiscard]] Result<void> take(std::string_view text)
    {
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        if (text.size() > longestLine)
            return refuse(tooLong);
        if (!isBlank(text)) {
            if (const auto fault = faultOfLine(text); fault.what)
                return refuse(fault);
            ++count;
        }
        ++line;
        return {};
    }

    [[nodiscard]] Result<void> takeRest()
    {
        rest.reserve(rest.size() + simdjson::SIMDJSON_PADDING);
        auto taken = take(rest);
        rest.clear();
        return taken;
    }
};

NdjsonCheck::NdjsonCheck(std::string type) : m_state(std::make_unique<State>(std::move(type))) {}
NdjsonCheck::~NdjsonCheck() = default;
NdjsonCheck::NdjsonCheck(NdjsonCheck&&) noexcept = default;
NdjsonCheck& NdjsonCheck::operator=(NdjsonCheck&&) noexcept = default;

std::uint64_t NdjsonCheck::count() const
{
    return m_state->count;
}

Result<void> NdjsonCheck::add(ByteView chunk)
{
    auto& state = *m_state;
    if (state.error)
        return tl::unexpected(*state.error);
    for (auto text = textOf(chunk); !text.empty();) {
        const auto end = std::min(text.find('\n'), text.size());
        const bool whole = end < text.size();
        // One more for the CR of CRLF, which is no part of the line.
        if (state.rest.size() + end > longestLine + 1)
            return state.refuse(tooLong);
        Result<void> taken;
        if (whole && state.rest.empty() && text.size() - end >= simdjson::SIMDJSON_PADDING) {
            taken = state.take(text.substr(0, end));
        } else {
            state.rest.append(text.substr(0, end));
            if (whole)
                taken = state.takeRest();
        }
        if (!taken)
            return taken;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

Result<std::uint64_t> NdjsonCheck::finish()
{
    auto& state = *m_state;
    if (state.error)
        return tl::unexpected(*state.error);
    if (!state.rest.empty()) {
        if (auto taken = state.takeRest(); !taken)
            return tl::unexpected(taken.error());
    }
    return state.count;
}

} // namespace countersign::server
