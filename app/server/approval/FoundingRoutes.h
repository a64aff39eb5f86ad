#pragma once

#include "server/api/Events.h"
#include "server/api/Route.h"
#include "server/keys/KeyVault.h"
#include "server/session/ServerFacts.h"
#include "server/session/StepUp.h"

namespace countersign::server {

struct FoundingRooms
{
    Store* store = nullptr;
    StepUp* stepUp = nullptr;
    KeyVault* keys = nullptr;
    Events* events = nullptr;
    ServerFacts facts;
    std::string trustLog; ///< C2SP vkey
    std::string auditLog; ///< C2SP vkey
    wire::Policy policy;  ///< that the server proposes
};

/// `GET` and `POST /v1/founding`: the invited admins sign version 1 of the root, one after the other. What
/// `rooms` points to outlives the table.
void addFoundingRoutes(RouteTable& table, const FoundingRooms& rooms);

} // namespace countersign::server
