#pragma once

#include "trust/TrustState.h"
#include "wire/Prepared.h"

#include <soci/soci.h>

/// What was prepared on the host for admins to sign: recoveries (`countersignd recover`) and next keys
/// (`countersignd next-keys`), in force or not.
namespace countersign::server {

void insertRecovery(soci::session& sql, const wire::PendingRecovery& recovery, std::uint64_t entry);

/// The one that admins have yet to sign: no statement in force names its keys. Its proposal is left empty.
[[nodiscard]] Result<std::optional<wire::PendingRecovery>> pendingRecovery(soci::session& sql,
                                                                           const trust::TrustState& state);
/// Whether what is in force names these keys for the logs, now or earlier.
[[nodiscard]] bool inForce(const trust::TrustState& state, const wire::PendingRecovery& recovery);

void insertKeys(soci::session& sql, const wire::PreparedKeys& keys, std::uint64_t entry);
/// The newest, unless a root in force names them, or a recovery began logs of another name since.
[[nodiscard]] Result<std::optional<wire::PreparedKeys>> preparedKeys(soci::session& sql,
                                                                     const trust::TrustState& state);

} // namespace countersign::server
