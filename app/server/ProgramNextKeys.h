#pragma once

#include "server/Configuration.h"
#include "wire/Prepared.h"

/// On the host, while the server is stopped: keys that the admins' next root may name.
namespace countersign::server {

/// Makes them in the vault, with its entry; nothing changes before a root that names them is in force.
/// `Conflict` while a server runs, when some are prepared already, or while a recovery awaits the admins;
/// `RootMissing` before the founding.
[[nodiscard]] Result<wire::PreparedKeys> nextKeysOnHost(const Configuration& configuration,
                                                        const Clock& clock);

/// Their public halves, to compare with what the console shows, and what is to be done now.
[[nodiscard]] std::string nextKeysText(const wire::PreparedKeys& keys);

} // namespace countersign::server
