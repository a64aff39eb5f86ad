#include "server/job/Visibility.h"

#include <algorithm>

namespace countersign::server {

namespace {

bool holds(const Caller& caller, wire::Role role)
{
    return std::find(caller.roles.begin(), caller.roles.end(), role) != caller.roles.end();
}

} // namespace

bool maySee(const Caller& caller, const wire::Statement& request)
{
    using wire::Role;
    const auto* body = request.as<wire::ExportRequestBody>();
    if (!body)
        return false;
    if (request.author.person == caller.person || holds(caller, Role::SecurityApprover) ||
        holds(caller, Role::ComplianceOfficer))
        return true;
    return holds(caller, Role::ArtifactDownloader) &&
           std::any_of(body->fetchers.begin(), body->fetchers.end(),
                       [&](const auto& fetcher) { return fetcher.person == caller.person; });
}

bool maySee(const Caller& caller, const wire::Job& job)
{
    const auto request = wire::openStatement(job.request.signatures);
    return request && maySee(caller, request->statement);
}

} // namespace countersign::server
