#include "server/api/Route.h"

#include <algorithm>

namespace countersign::server {

wire::AuditEntry Call::entry(std::string action, std::string object, std::string job) const
{
    wire::AuditEntry entry;
    entry.action = std::move(action);
    entry.object = std::move(object);
    entry.job = std::move(job);
    entry.outcome = "done";
    entry.actor.key = device;
    entry.network = wire::AuditNetwork{request.peer.address, request.peer.tlsVersion, request.peer.cipher,
                                       request.peer.certificateFingerprint};
    if (caller) {
        entry.actor.person = caller->person.text();
        entry.actor.name = caller->name;
        entry.actor.roles = caller->roles;
        entry.token = caller->token;
    }
    return entry;
}

bool Call::holds(wire::Role role) const
{
    return caller && std::find(caller->roles.begin(), caller->roles.end(), role) != caller->roles.end();
}

} // namespace countersign::server
