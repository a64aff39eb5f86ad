#pragma once

#include "server/Configuration.h"
#include "wire/Prepared.h"

/// On the host, while the server is stopped: a store that was restored from a backup, and what it lost.
namespace countersign::server {

/// Finds what was lost by the copy of the logs (`[log] copy`) and by checkpoints kept elsewhere (`lost`: C2SP
/// signed notes, of either log), makes new log keys in the vault, and writes down what two admins are to
/// sign; with its entry. One of another loss that nobody has signed is replaced. `Conflict` while a server
/// runs, when one is pending that an admin signed or that is of the same loss, or when nothing was lost;
/// `RootMissing` before the founding; `LogSignature` for a checkpoint that is none of this server's.
[[nodiscard]] Result<wire::PendingRecovery> recoverOnHost(const Configuration& configuration,
                                                          const std::vector<std::filesystem::path>& lost,
                                                          const Clock& clock);

/// What was lost, and what is to be done now, for whoever runs the command.
[[nodiscard]] std::string recoveryText(const wire::PendingRecovery& recovery);

} // namespace countersign::server
