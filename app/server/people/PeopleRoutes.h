#pragma once

#include "server/api/Events.h"
#include "server/api/Route.h"
#include "server/session/Sessions.h"
#include "server/session/StepUp.h"

namespace countersign::server {

/// What admins do about accounts. Keys and roles are no account's: those are statements (`approval`).
struct PeopleRooms
{
    Store* store = nullptr;
    StepUp* stepUp = nullptr;
    Sessions* sessions = nullptr;
    Events* events = nullptr;
};

/// `GET` and `POST /v1/people`, `POST /v1/people/{id}/unlock`, `POST /v1/people/{id}/code`. What `rooms`
/// points to outlives the table.
void addPeopleRoutes(RouteTable& table, const PeopleRooms& rooms);

} // namespace countersign::server
