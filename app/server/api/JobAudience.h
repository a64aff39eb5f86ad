#pragma once

#include "server/api/Route.h"
#include "wire/Job.h"
#include "wire/Statement.h"

namespace countersign::server {

/// Those with whom an export has to do, besides approvers and compliance officers.
struct JobAudience
{
    PersonId author;
    std::vector<PersonId> fetchers;
    bool released = false; ///< its release is effective, or was
};

/// Nobody's where the statement is no request.
[[nodiscard]] JobAudience audienceOf(const wire::Statement& request, bool released);
/// By the export's statements; nobody's where they can't be read.
[[nodiscard]] JobAudience audienceOf(const wire::Job& job);

/// The one rule of who sees an export: it, its statements, its trail, and that it changes. Every security
/// approver and compliance officer, and its author; downloaders whom the request names, from the moment that
/// its release is effective, since before that what was found is not for them. Admins as such do not.
[[nodiscard]] bool maySee(const PersonId& person, const std::vector<wire::Role>& roles,
                          const JobAudience& audience);
[[nodiscard]] inline bool maySee(const Caller& caller, const JobAudience& audience)
{
    return maySee(caller.person, caller.roles, audience);
}

} // namespace countersign::server
