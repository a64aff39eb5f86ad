#pragma once

#include "server/Configuration.h"
#include "wire/People.h"

/// What is done to accounts on the host, while the server does not run: for the day on which no admin can
/// sign in. Each is an entry of the audit log that names the host's user.
namespace countersign::server {

/// Unlocks an admin's account. `NotFound`, `RoleMissing` for anybody else (admins unlock them), `Conflict`
/// when it is not locked or the server runs.
[[nodiscard]] Result<void> unlockOnHost(const Configuration& configuration, const PersonId& person,
                                        const Clock& clock);

/// A new one-time code for somebody who has not enrolled; the old one stops working. `NotFound`,
/// `AccountDisabled`, `Conflict` for somebody enrolled (a reset needs two admins) or when the server runs.
[[nodiscard]] Result<wire::EnrolmentCode> newCodeOnHost(const Configuration& configuration,
                                                        const PersonId& person, const Clock& clock);

} // namespace countersign::server
