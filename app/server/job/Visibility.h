#pragma once

#include "server/api/Route.h"
#include "wire/Job.h"
#include "wire/Statement.h"

namespace countersign::server {

/// Who may see an export and its trail: its author, every security approver and compliance officer, and
/// downloaders whom the request names as fetchers. Admins as such may not.
[[nodiscard]] bool maySee(const Caller& caller, const wire::Statement& request);
/// The same by the export's request; false where that can't be read.
[[nodiscard]] bool maySee(const Caller& caller, const wire::Job& job);

} // namespace countersign::server
