#include "server/job/JobRoutes.h"

#include "server/api/JobAudience.h"

namespace countersign::server {

namespace {

Result<http::Response> list(const Jobs& jobs, const Call& call)
{
    auto found = jobs.jobs();
    if (!found)
        return tl::unexpected(found.error());
    std::erase_if(*found, [&](const wire::Job& job) { return !maySee(*call.caller, audienceOf(job)); });
    return answer(wire::Jobs{std::move(*found)});
}

// Whoever may not see it learns nothing, not even that it exists.
Result<http::Response> one(const Jobs& jobs, const Call& call)
{
    const auto job = jobs.job(JobId(call.path.at(0)));
    if (!job)
        return tl::unexpected(job.error());
    if (!maySee(*call.caller, audienceOf(*job)))
        return fail(ErrorCode::NotFound, "no such export");
    return answer(*job);
}

} // namespace

void addJobRoutes(RouteTable& table, const Jobs& jobs)
{
    table.push_back(
        {"GET", "/v1/jobs", Access::Session, {}, StepUpNeed::None, "job.list", [&jobs](Call& call) {
             return list(jobs, call);
         }});
    table.push_back(
        {"GET", "/v1/jobs/{id}", Access::Session, {}, StepUpNeed::None, "job.read", [&jobs](Call& call) {
             return one(jobs, call);
         }});
}

} // namespace countersign::server
