#pragma once

#include "server/api/Route.h"

namespace countersign::contract {

/// A target of a route, with something in the place of each variable: nobody's, so that nothing happens to
/// anybody's things.
[[nodiscard]] inline std::string targetOf(const server::Route& route)
{
    auto target = route.pattern;
    for (const auto& [from, to] : {std::pair{"{log}", "trust"},
                                   {"*", "0/000.p/1"},
                                   {"{id}", "unknown"},
                                   {"{digest}", "unknown"},
                                   {"{ticket}", "unknown"}})
        if (const auto at = target.find(from); at != std::string::npos)
            target.replace(at, std::string(from).size(), to);
    return target;
}

} // namespace countersign::contract
