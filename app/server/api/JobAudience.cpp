#include "server/api/JobAudience.h"

#include <algorithm>

namespace countersign::server {

JobAudience audienceOf(const wire::Statement& request, bool released)
{
    const auto* body = request.as<wire::ExportRequestBody>();
    if (!body)
        return {};
    JobAudience audience{request.author.person, {}, released};
    for (const auto& fetcher : body->fetchers)
        audience.fetchers.push_back(fetcher.person);
    return audience;
}

JobAudience audienceOf(const wire::Job& job)
{
    const auto request = wire::openStatement(job.request.signatures);
    if (!request)
        return {};
    return audienceOf(request->statement, job.release && job.release->standing == wire::Standing::Effective);
}

bool maySee(const PersonId& person, const std::vector<wire::Role>& roles, const JobAudience& audience)
{
    const auto holds = [&](wire::Role role) { return std::ranges::find(roles, role) != roles.end(); };
    if (holds(wire::Role::SecurityApprover) || holds(wire::Role::ComplianceOfficer))
        return true;
    if (person.empty())
        return false;
    if (person == audience.author)
        return true;
    return audience.released && holds(wire::Role::ArtifactDownloader) &&
           std::ranges::find(audience.fetchers, person) != audience.fetchers.end();
}

} // namespace countersign::server
