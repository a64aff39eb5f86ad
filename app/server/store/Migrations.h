#pragma once

#include "base/Time.h"

#include <functional>
#include <vector>

#include <soci/soci.h>

namespace countersign::server {

struct Migration
{
    int version = 0; ///< 1, 2, 3 … without gaps
    std::function<void(soci::session&)> apply;
};

/// Those of `countersign.db`.
const std::vector<Migration>& storeMigrations();

/// Brings a database to the newest version, each step in a transaction of its own. `Storage` for a database
/// that a newer program has written.
[[nodiscard]] Result<void> migrate(soci::session& sql, const std::vector<Migration>& migrations, Time now);

} // namespace countersign::server
