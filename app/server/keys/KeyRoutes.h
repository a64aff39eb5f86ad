#pragma once

#include "server/api/Route.h"
#include "server/keys/KeyVault.h"

namespace countersign::server {

/// `GET /v1/keys`.
void addKeyRoutes(RouteTable& table, const KeyVault& keys);

} // namespace countersign::server
