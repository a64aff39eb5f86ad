#include "server/audit/TrailRoutes.h"

#include "server/api/JobAudience.h"
#include "server/approval/StatementRows.h"
#include "server/audit/PublishedSize.h"

namespace countersign::server {

namespace {

// Ten thousand files are the most that a release may have; each leaves a handful of entries.
constexpr std::size_t mostEntries = 100'000;

// Those whose entries are published: what is not yet proved is not shown.
Result<std::vector<crypto::Jws>> receiptsOf(const Store& store, const JobId& job, std::uint64_t published)
{
    return readFor<std::vector<crypto::Jws>>(
        store, [&](soci::session& sql) -> Result<std::vector<crypto::Jws>> {
            std::string json;
            const auto end = static_cast<long long>(published);
            soci::statement select =
                (sql.prepare << "SELECT receipts.json FROM receipts JOIN files ON files.id = receipts.file "
                                "WHERE files.job = :job AND receipts.entry < :end ORDER BY receipts.entry",
                 soci::use(job.text()), soci::use(end), soci::into(json));
            select.execute();
            std::vector<crypto::Jws> receipts;
            while (select.fetch()) {
                auto signatures = signaturesOf(json);
                if (!signatures || signatures->size() != 1)
                    return fail(ErrorCode::Storage, "a receipt is not what was signed");
                receipts.push_back(std::move(signatures->front()));
            }
            return receipts;
        });
}

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
    auto receipts = receiptsOf(store, id, *published);
    if (!receipts)
        return tl::unexpected(receipts.error());
    return answer(wire::Trail{std::move(*entries), std::move(*receipts)});
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
