#include "server/audit/LogRoutes.h"

#include "server/audit/PublishedSize.h"

namespace countersign::server {

namespace {

http::Response bytesAnswer(const char* type, std::string bytes)
{
    http::Response response;
    response.fields.add("Content-Type", type);
    response.body = std::move(bytes);
    return response;
}

Result<LogName> logOf(const Call& call)
{
    const auto log = logFromText(call.path.at(0));
    if (!log)
        return fail(ErrorCode::NotFound, "no such log");
    return *log;
}

Result<http::Response> checkpoint(const Call& call, const Store& store)
{
    const auto log = logOf(call);
    if (!log)
        return tl::unexpected(log.error());
    // The root names the keys that sign checkpoints, and stands in the trust log: that one first.
    const auto founded = publishedSize(store, LogName::Trust);
    if (!founded)
        return tl::unexpected(founded.error());
    if (*founded == 0)
        return fail(ErrorCode::RootMissing, "no root is published yet");
    auto note = store.checkpoint(*log);
    if (!note)
        return tl::unexpected(note.error());
    return bytesAnswer("text/plain; charset=utf-8", std::move(*note));
}

Result<http::Response> tile(const Call& call, const Store& store)
{
    const auto log = logOf(call);
    if (!log)
        return tl::unexpected(log.error());
    const auto id = crypto::tileFromPath("tile/" + call.path.at(1));
    if (!id)
        return fail(ErrorCode::NotFound, "no tile has that name");
    const bool entries = id->level < 0;
    if (entries && *log == LogName::Audit && !call.holds(wire::Role::ComplianceOfficer))
        return fail(ErrorCode::RoleMissing, "the audit log's entries are for compliance officers");
    const auto bytes = store.tile(*log, *id);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return bytesAnswer("application/octet-stream", std::string(textOf(*bytes)));
}

} // namespace

void addLogRoutes(RouteTable& table, const Store& store)
{
    table.push_back({"GET",
                     "/v1/log/{log}/checkpoint",
                     Access::Session,
                     {},
                     StepUpNeed::None,
                     "audit.checkpoint",
                     [&store](Call& call) { return checkpoint(call, store); }});
    table.push_back({"GET",
                     "/v1/log/{log}/tile/*",
                     Access::Session,
                     {},
                     StepUpNeed::None,
                     "audit.tile",
                     [&store](Call& call) { return tile(call, store); }});
}

} // namespace countersign::server
