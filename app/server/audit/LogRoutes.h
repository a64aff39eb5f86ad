#pragma once

#include "server/api/Route.h"
#include "server/store/Store.h"

namespace countersign::server {

/// Both logs as C2SP tlog-tiles serves them: `GET /v1/log/{trust|audit}/checkpoint`, `…/tile/…` and
/// `…/tile/entries/…`. Anybody signed in gets them, but for the audit log's entry bundles: those are for
/// compliance officers, others get single entries through the trails of their exports.
/// `RootMissing` until the founding is published: without a root nobody can check a log. `NotFound` past the
/// published size. `store` outlives the table.
void addLogRoutes(RouteTable& table, const Store& store);

} // namespace countersign::server
