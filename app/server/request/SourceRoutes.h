#pragma once

#include "server/api/Route.h"
#include "server/job/Jobs.h"

namespace countersign::server {

/// `GET /v1/sources`: what an operator may ask for, and whom they may name as fetchers.
void addSourceRoutes(RouteTable& table, Jobs& jobs, const Store& store);

} // namespace countersign::server
