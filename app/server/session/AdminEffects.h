#pragma once

#include "server/store/Store.h"

namespace countersign::server {

class Sessions;

/// What an effective role change does outside the trust log, in the same transaction and under its entry: a
/// disabled person's sessions end; a reset also takes password, second factor and recovery codes, so that the
/// next sign-in needs a new one-time code.
[[nodiscard]] Result<void> bringAbout(Transaction& transaction, Sessions& sessions,
                                      const wire::RoleChangeBody& change, std::uint64_t entry);

} // namespace countersign::server
