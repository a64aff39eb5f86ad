#include "server/http/Target.h"

#include "server/http/Http.h"

#include <algorithm>
#include <optional>

namespace countersign::http {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool sameName(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool isUnreserved(char c)
{
    const char l = lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// RFC 3986, 3.3: what a segment may hold as it stands.
bool isPathCharacter(char c)
{
    return isUnreserved(c) || std::string_view("/!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

// The character escaped at `at`, or nothing where the escape is broken.
std::optional<char> escapedAt(std::string_view text, std::size_t at)
{
    if (at + 2 >= text.size())
        return std::nullopt;
    const int high = hexValue(text[at + 1]);
    const int low = hexValue(text[at + 2]);
    if (high < 0 || low < 0)
        return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

bool hasDotSegment(std::string_view path)
{
    for (std::size_t start = 1; start <= path.size();) {
        const auto end = std::min(path.find('/', start), path.size());
        const auto segment = path.substr(start, end - start);
        if (segment == "." || segment == "..")
            return true;
        start = end + 1;
    }
    return false;
}

Result<std::string> parsePath(std::string_view raw)
{
    std::string path;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '%') {
            if (!isPathCharacter(raw[i]))
                return fail(ErrorCode::BadRequest, "a character that no path may hold");
            path += raw[i];
            continue;
        }
        const auto c = escapedAt(raw, i);
        if (!c)
            return fail(ErrorCode::BadRequest, "a broken escape in the path");
        if (*c == '/' || *c == '\\' || isControl(*c))
            return fail(ErrorCode::BadRequest, "an escaped separator or control in the path");
        if (isUnreserved(*c))
            path += *c;
        else
            path += raw.substr(i, 3);
        i += 2;
    }
    if (hasDotSegment(path))
        return fail(ErrorCode::BadRequest, "a dot segment in the path");
    return path;
}

// As forms are written: `+` is a space.
Result<std::string> decodeQueryPart(std::string_view raw)
{
    std::string text;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '%') {
            text += raw[i] == '+' ? ' ' : raw[i];
            continue;
        }
        const auto c = escapedAt(raw, i);
        if (!c)
            return fail(ErrorCode::BadRequest, "a broken escape in the query");
        if (*c == '\0')
            return fail(ErrorCode::BadRequest, "an escaped NUL in the query");
        text += *c;
        i += 2;
    }
    return text;
}

Result<void> parseQuery(std::string_view raw, std::map<std::string, std::string>& query)
{
    while (!raw.empty()) {
        const auto pair = raw.substr(0, raw.find('&'));
        raw.remove_prefix(std::min(pair.size() + 1, raw.size()));
        if (pair.empty())
            continue;
        const auto equals = pair.find('=');
        auto name = decodeQueryPart(pair.substr(0, equals));
        if (!name)
            return tl::unexpected(name.error());
        auto value = decodeQueryPart(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        if (!value)
            return tl::unexpected(value.error());
        if (!query.emplace(std::move(*name), std::move(*value)).second)
            return fail(ErrorCode::BadRequest, "a query name given twice");
    }
    return {};
}

} // namespace

std::string_view Fields::first(std::string_view name) const
{
    const auto found = std::ranges::find_if(m_fields, [&](const auto& f) { return sameName(f.first, name); });
    return found == m_fields.end() ? std::string_view{} : std::string_view(found->second);
}

std::size_t Fields::count(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_fields, [&](const auto& f) { return sameName(f.first, name); }));
}

Result<Target> parseTarget(std::string_view target)
{
    if (target.empty() || target.front() != '/')
        return fail(ErrorCode::BadRequest, "a target that is not in origin form");
    if (target.find('#') != std::string_view::npos)
        return fail(ErrorCode::BadRequest, "a fragment in the target");
    const auto mark = target.find('?');
    auto path = parsePath(target.substr(0, mark));
    if (!path)
        return tl::unexpected(path.error());
    Target result{std::move(*path), {}};
    if (mark != std::string_view::npos) {
        if (auto parsed = parseQuery(target.substr(mark + 1), result.query); !parsed)
            return tl::unexpected(parsed.error());
    }
    return result;
}

Result<void> checkHead(std::string_view head)
{
    if (head.starts_with("\r\n"))
        return fail(ErrorCode::BadRequest, "an empty line before the request");
    for (std::size_t i = 0; i < head.size(); ++i) {
        const char c = head[i];
        const bool bareReturn = c == '\r' && (i + 1 == head.size() || head[i + 1] != '\n');
        const bool bareFeed = c == '\n' && (i == 0 || head[i - 1] != '\r');
        if (c == '\0' || bareReturn || bareFeed)
            return fail(ErrorCode::BadRequest, "a bare CR, LF or NUL in the head");
        if (c == '\n' && i + 1 < head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t'))
            return fail(ErrorCode::BadRequest, "a folded field");
    }
    return {};
}

} // namespace countersign::http
