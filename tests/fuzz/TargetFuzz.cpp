#include "fuzz/Fuzz.h"

#include "server/http/Target.h"

/// Request targets and heads, as anybody may send them to a listener.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto text = fuzz::textOf(data, size);
    static_cast<void>(http::checkHead(text));
    const auto target = http::parseTarget(text);
    if (!target)
        return 0;
    fuzz::require(target->path.starts_with('/'), "a path is one from the root");
    fuzz::require(target->path.find("/../") == std::string::npos && !target->path.ends_with("/.."),
                  "no path climbs");
    fuzz::require(target->path.find('\0') == std::string::npos, "no path ends early");
    const auto again = http::parseTarget(target->path);
    fuzz::require(again && again->path == target->path, "a resource has one path");
    return 0;
}
