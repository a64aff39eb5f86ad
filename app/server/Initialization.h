#pragma once

#include "server/Configuration.h"
#include "server/InitializationPeople.h"
#include "wire/People.h"

namespace countersign::server {

/// What `countersignd init` is told.
struct InitializationOptions
{
    std::vector<FirstPerson> people;
    std::filesystem::path codesFile;   ///< `person code expiry` a line, 0600; empty: none
    std::filesystem::path profileFile; ///< for consoles; empty: none
    std::filesystem::path caFile;      ///< PEM of the CA that the profile pins
};

/// Sets a server up, once: its data folder, its keys, and the first people with their one-time codes, which
/// are also the answer. All or nothing. `Conflict` when the folder was set up before or a file exists
/// already, `Configuration` for people or a policy that could never found the server.
[[nodiscard]] Result<std::vector<wire::EnrolmentCode>>
initialize(const Configuration& configuration, const InitializationOptions& options, const Clock& clock);

/// The codes as the file holds them: `person code expiry`, a line each.
[[nodiscard]] Secret codesText(const std::vector<wire::EnrolmentCode>& codes);

/// A console's profile (app/client/Profile.h), without a root: that the admins pin when they found the
/// server. `caPem` is the only CA that the console will believe; `port` counts where the origin leaves it
/// open.
[[nodiscard]] std::string profileText(const Configuration& configuration, std::uint16_t port,
                                      const std::string& caPem);

} // namespace countersign::server
