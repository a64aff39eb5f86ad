#include "trialsource/Fault.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

namespace countersign::trialsource {

namespace {

using enum FaultPlace;

/// How a parameter is read.
enum class Form : std::uint8_t { None, Number, Text };

struct Kind
{
    FaultKind kind;
    std::string_view name;
    FaultPlace place; ///< where none is named
    bool anywhere;    ///< other places make sense
    Form form;
    std::string_view usual; ///< parameter; empty: one has to be given
    std::string_view what;
};

constexpr auto kinds = std::to_array<Kind>({
    {FaultKind::Down, "down", Anywhere, true, Form::None, {}, "hangs up without an answer"},
    {FaultKind::Silent, "silent", Anywhere, true, Form::None, {}, "takes the request and never answers"},
    {FaultKind::Cut, "cut", File, true, Form::Number, "0", "hangs up after so many bytes of the body"},
    {FaultKind::Stall, "stall", File, true, Form::None, {}, "sends nothing after the head"},
    {FaultKind::Slow, "slow", File, true, Form::Number, "1000", "sends no more bytes in a second"},
    {FaultKind::Short, "short", File, true, Form::Number, "1", "promises so many bytes more than it sends"},
    {FaultKind::Busy, "busy", Anywhere, true, Form::Text, "503", "STATUS[,RETRY-AFTER]; date+N, epoch+N"},
    {FaultKind::Refuse, "refuse", Anywhere, true, Form::Number, "403", "this status"},
    {FaultKind::Html, "html", Anywhere, true, Form::None, {}, "a web page with status 200"},
    {FaultKind::Redirect, "redirect", File, true, Form::Text, {}, "sends to the same path at this origin"},
    {FaultKind::Elsewhere, "elsewhere", Manifest, true, Form::Text, {}, "gives addresses at this origin"},
    {FaultKind::Restart, "restart", Status, true, Form::None, {}, "forgets exports and tokens, hangs up"},
    {FaultKind::Certificate, "certificate", Status, true, Form::Text, {}, "CERTIFICATE,KEY from now on"},
    {FaultKind::Endless, "endless", Status, false, Form::None, {}, "is never done"},
    {FaultKind::Count, "count", Manifest, false, Form::Number, "1", "counts so many more than there are"},
    {FaultKind::Errors, "errors", Manifest, false, Form::Number, "1", "names so many files of errors"},
    {FaultKind::Names, "names", Manifest, false, Form::Text, {}, "calls each file's type so"},
    {FaultKind::OpenFiles, "open-files", Manifest, false, Form::None, {}, "asks no token for files"},
    {FaultKind::OtherType, "other-type", File, false, Form::Text, "Basic", "begins with a resource of it"},
    {FaultKind::NotUtf8, "not-utf8", File, false, Form::None, {}, "begins with a line that is not UTF-8"},
    {FaultKind::SplitCharacter,
     "split-character",
     File,
     false,
     Form::None,
     {},
     "adds long text, cut anywhere"},
    {FaultKind::LongLine, "long-line", File, false, Form::Number, "1073741824", "begins with such a line"},
    {FaultKind::Empty, "empty", File, false, Form::None, {}, "files have nothing in them, as is announced"},
    {FaultKind::Crlf, "crlf", File, false, Form::None, {}, "lines end in CRLF"},
    {FaultKind::NoLastNewline, "no-last-newline", File, false, Form::None, {}, "the last line has no end"},
    {FaultKind::Gzip, "gzip", File, false, Form::None, {}, "packs files unasked"},
    {FaultKind::GzipBomb, "gzip-bomb", File, false, Form::Number, "1073741824", "packs so many blanks"},
});

constexpr auto places = std::to_array<std::pair<std::string_view, FaultPlace>>({{"anywhere", Anywhere},
                                                                                {"discovery", Discovery},
                                                                                {"token", Token},
                                                                                {"kick-off", KickOff},
                                                                                {"status", Status},
                                                                                {"manifest", Manifest},
                                                                                {"file", File},
                                                                                {"delete", Delete}});

tl::unexpected<Error> wrong(std::string_view text, const std::string& why)
{
    return fail(ErrorCode::BadRequest, std::string(text) + ": " + why);
}

template <typename Number>
std::optional<Number> numberOf(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    Number number{};
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    return bad == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Takes what stands behind the last `mark`.
std::optional<std::string_view> cutOff(std::string_view& text, std::size_t at)
{
    if (at == std::string_view::npos)
        return {};
    const auto rest = text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

Result<void> readParameter(Fault& fault, const Kind& kind, std::optional<std::string_view> given)
{
    if (given && kind.form == Form::None)
        return fail(ErrorCode::BadRequest, "takes no parameter");
    if (!given && kind.usual.empty() && kind.form != Form::None)
        return fail(ErrorCode::BadRequest, "needs a parameter");
    fault.parameter = given.value_or(kind.usual);
    if (kind.form != Form::Number)
        return {};
    const auto number = numberOf<std::int64_t>(fault.parameter);
    if (!number || (*number < 0 && kind.kind != FaultKind::Count))
        return fail(ErrorCode::BadRequest, "the parameter is no number");
    fault.number = *number;
    return {};
}

Result<void> readPlace(Fault& fault, const Kind& kind, std::optional<std::string_view> given)
{
    fault.place = kind.place;
    if (!given)
        return {};
    const auto found = std::ranges::find(places, *given, [](const auto& each) { return each.first; });
    if (found == places.end())
        return fail(ErrorCode::BadRequest, "there is no such place");
    if (!kind.anywhere && found->second != kind.place)
        return fail(ErrorCode::BadRequest, "does not befall that place");
    fault.place = found->second;
    return {};
}

} // namespace

Result<Fault> readFault(std::string_view text)
{
    auto rest = text;
    Fault fault;
    if (const auto star = rest.rfind('*'); star != std::string_view::npos) {
        fault.times = numberOf<std::uint64_t>(*cutOff(rest, star));
        if (!fault.times)
            return wrong(text, "what follows * is no number");
    }
    const auto parameter = cutOff(rest, rest.find(':'));
    const auto place = cutOff(rest, rest.find('@'));
    const auto kind = std::ranges::find(kinds, rest, &Kind::name);
    if (kind == kinds.end())
        return wrong(text, "there is no such misbehaviour");
    fault.kind = kind->kind;
    const auto read =
        readPlace(fault, *kind, place).and_then([&] { return readParameter(fault, *kind, parameter); });
    return read ? Result<Fault>(fault) : wrong(text, read.error().detail);
}

std::string faultKinds()
{
    std::string text;
    for (const auto& kind : kinds) {
        const auto* place =
            std::ranges::find(places, kind.place, [](const auto& each) { return each.second; });
        text.append(kind.name).append("@").append(place->first);
        if (kind.form != Form::None)
            text.append(":").append(kind.usual.empty() ? "…" : kind.usual);
        text.append("  ").append(kind.what).append("\n");
    }
    return text;
}

} // namespace countersign::trialsource
