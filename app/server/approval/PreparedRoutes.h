#pragma once

#include "server/api/Route.h"
#include "server/store/Store.h"

namespace countersign::server {

/// `GET /v1/prepared`: what the host found to be lost, with what an admin proposed of it, and the keys that
/// the next root may name. `store` outlives the table.
void addPreparedRoutes(RouteTable& table, const Store& store);

/// Whether a route stays open while a recovery awaits the admins: to sign in and to read, and where the
/// recovery itself is signed.
[[nodiscard]] bool isOpenInRecovery(const Route& route);

} // namespace countersign::server
