#pragma once

#include "server/api/Route.h"
#include "server/job/Jobs.h"

namespace countersign::server {

/// `GET /v1/jobs` and `GET /v1/jobs/{id}`: the exports that the caller may see (`api/JobAudience.h`). `jobs`
/// outlives the table.
void addJobRoutes(RouteTable& table, const Jobs& jobs);

} // namespace countersign::server
