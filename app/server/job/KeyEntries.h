#pragma once

#include "base/Ids.h"
#include "server/keys/KeyVault.h"
#include "server/store/Store.h"

namespace countersign::server {

/// Enters what a job's files do to key-encryption keys (`key.create`, `key.retire`, `key.destroy`): all of
/// one call in one transaction. `store` outlives it.
[[nodiscard]] KeyRecord keyEntries(Store& store, const JobId& job);

} // namespace countersign::server
