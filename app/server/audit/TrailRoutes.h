#pragma once

#include "server/api/Route.h"
#include "server/job/Jobs.h"

namespace countersign::server {

/// `GET /v1/jobs/{id}/trail`: every audit entry of an export, oldest first, as far as the published
/// checkpoint reaches, with the receipts that fetchers signed, so that a console can prove each at once.
/// `NotFound` also for whoever may not see the export (api/JobAudience.h); `TooLarge` rather than a trail
/// with a piece missing. `jobs` and `store` outlive the table.
void addTrailRoutes(RouteTable& table, const Jobs& jobs, const Store& store);

} // namespace countersign::server
