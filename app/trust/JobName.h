#pragma once

#include "base/Ids.h"

namespace countersign::trust {

/// The job of a request: known before the job exists, so that the request's own audit entry names it, and
/// without the server's word.
[[nodiscard]] inline JobId jobIdOf(const Digest& request)
{
    return JobId("job_" + request.text().substr(0, 16));
}

} // namespace countersign::trust
