#pragma once

#include "server/api/Route.h"

namespace countersign::server {

struct Match
{
    const Route* route = nullptr;
    std::vector<std::string> path; ///< values of the variable segments
};

/// The route of a method and path. `NotFound`, or `MethodNotAllowed` where only another method fits.
[[nodiscard]] Result<Match> findRoute(const RouteTable& table, std::string_view method,
                                      std::string_view path);
/// What `Allow` names for a path.
[[nodiscard]] std::string allowedMethods(const RouteTable& table, std::string_view path);

} // namespace countersign::server
