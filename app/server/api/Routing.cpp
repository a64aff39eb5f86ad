#include "server/api/Routing.h"

#include <optional>

namespace countersign::server {

namespace {

std::string_view takeSegment(std::string_view& rest)
{
    const auto slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    return segment;
}

// Segment by segment; `{name}` takes one that is not empty, a final `*` the rest.
std::optional<std::vector<std::string>> fit(std::string_view pattern, std::string_view path)
{
    if (path.empty() || path.front() != '/' || pattern.empty())
        return std::nullopt;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    std::vector<std::string> values;
    for (;;) {
        if (pattern == "*") {
            if (path.empty())
                return std::nullopt;
            values.emplace_back(path);
            return values;
        }
        const bool patternEnds = pattern.find('/') == std::string_view::npos;
        const bool pathEnds = path.find('/') == std::string_view::npos;
        const auto wanted = takeSegment(pattern);
        const auto given = takeSegment(path);
        if (wanted.starts_with('{')) {
            if (given.empty())
                return std::nullopt;
            values.emplace_back(given);
        } else if (wanted != given) {
            return std::nullopt;
        }
        if (patternEnds || pathEnds)
            return patternEnds && pathEnds ? std::optional(std::move(values)) : std::nullopt;
    }
}

} // namespace

Result<Match> findRoute(const RouteTable& table, std::string_view method, std::string_view path)
{
    bool otherMethod = false;
    for (const auto& route : table) {
        auto values = fit(route.pattern, path);
        if (!values)
            continue;
        if (route.method == method)
            return Match{&route, std::move(*values)};
        otherMethod = true;
    }
    return otherMethod ? fail(ErrorCode::MethodNotAllowed) : fail(ErrorCode::NotFound, "no such route");
}

std::string allowedMethods(const RouteTable& table, std::string_view path)
{
    std::string out;
    for (const auto& route : table)
        if (fit(route.pattern, path))
            out += (out.empty() ? "" : ", ") + route.method;
    return out;
}

} // namespace countersign::server
