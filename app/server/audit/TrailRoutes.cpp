#include "server/audit/TrailRoutes.h"

#include "server/api/JobAudience.h"
#include "server/audit/PublishedSize.h"

namespace countersign::server {

namespace {

// Ten thousand files are the most that a release may have; each leaves a handful of entries.
constexpr std::size_t mostEntries = 100'000;

Result<http::Response> trail(const Call& call, const Jobs& jobs, const Store& store)
{
    const JobId id(call.path.at(0));
    const auto job = jobs.job(id);
    if (!job)
        return tl::unexpected(job.error());
    if (!maySee(*call.caller, audienceOf(*job)))
        return fail(ErrorCode::NotFound, "not theirs to see");
    const auto published = publishedSize(store, LogName::Audit);
    if (!published)
        return tl::unexpected(published.error());
    auto entries = store.auditEntriesOfJob(id, mostEntries + 1);
    if (!entries)
        return tl::unexpected(entries.error());
    if (entries->size() > mostEntries)
        return fail(ErrorCode::TooLarge, "a trail of too many entries");
    std::erase_if(*entries, [&](const auto& entry) { return entry.index >= *published; });
    return answer(wire::Trail{std::move(*entries)});
}

} // namespace

void addTrailRoutes(RouteTable& table, const Jobs& jobs, const Store& store)
{
    table.push_back({"GET",
                     "/v1/jobs/{id}/trail",
                     Access::Session,
                     {},
                     StepUpNeed::None,
                     "audit.trail",
                     [&jobs, &store](Call& call) { return trail(call, jobs, store); }});
}

} // namespace countersign::server
