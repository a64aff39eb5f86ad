#pragma once

#include "server/api/Refusals.h"
#include "server/api/Route.h"
#include "server/job/Jobs.h"
#include "server/session/Sessions.h"
#include "server/session/StepUp.h"

namespace countersign::server {

struct StatementRooms
{
    Store* store = nullptr;
    StepUp* stepUp = nullptr;
    Sessions* sessions = nullptr;
    Jobs* jobs = nullptr;
    Refusals* refusals = nullptr;
    Events* events = nullptr;
};

/// `POST /v1/statements` and `GET /v1/statements/{digest}`. What `rooms` points to outlives the table.
void addStatementRoutes(RouteTable& table, const StatementRooms& rooms);

} // namespace countersign::server
