#pragma once

#include "server/api/Authority.h"
#include "server/api/Events.h"

namespace countersign::server {

/// `GET /v1/events`
void addEventRoutes(RouteTable& table, Events& events, const Authority& authority);

} // namespace countersign::server
