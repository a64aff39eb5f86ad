#pragma once

#include "server/download/Transfers.h"

namespace countersign::server {

/// `POST /v1/retrievals`, `POST /v1/files/{id}/tickets`, `GET /v1/tickets/{ticket}` and its `…/receipt`
/// (protocols.md §5). `transfers` outlives the table and every response; somebody calls its `sweep` every
/// second.
void addDownloadRoutes(RouteTable& table, const DownloadRooms& rooms, Transfers& transfers);

} // namespace countersign::server
