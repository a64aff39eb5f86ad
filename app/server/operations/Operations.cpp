#include "server/operations/Operations.h"

#include "server/api/Problems.h"
#include "server/job/JobRows.h"
#include "wire/Operations.h"

#include <algorithm>

namespace countersign::server {

namespace {

http::Response healthy()
{
    // That the process answers is all that it says.
    return answer(wire::Health{"ok"});
}

} // namespace

const std::vector<std::string>& Operations::paths()
{
    static const std::vector<std::string> all{"/healthz", "/readyz", "/metrics"};
    return all;
}

http::Response Operations::handle(const http::Request& request)
{
    if (std::ranges::find(paths(), request.path) == paths().end())
        return problem(Error{ErrorCode::NotFound, {}});
    if (request.method != "GET") {
        auto response = problem(Error{ErrorCode::MethodNotAllowed, {}});
        response.fields.add("Allow", "GET");
        return response;
    }
    if (request.path == "/healthz")
        return healthy();
    if (request.path == "/readyz")
        return ready();
    http::Response response;
    response.fields.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response.body = m_rooms.metrics->text(look());
    return response;
}

http::Response Operations::ready()
{
    wire::Ready body;
    body.ready = true;
    for (const auto& part : m_readiness.look()) {
        wire::ReadyPart told{part.name, !part.failure, {}};
        if (part.failure)
            told.failure = std::string(codeText(*part.failure));
        body.ready = body.ready && told.ready;
        body.parts.push_back(std::move(told));
    }
    if (m_ending) {
        body.ready = false;
        body.parts.push_back({"server", false, std::string(codeText(ErrorCode::ShuttingDown))});
    }
    return answer(body, body.ready ? 200 : 503);
}

Metrics::Look Operations::look() const
{
    Metrics::Look look;
    look.sessions = m_rooms.sessions->standing();
    look.transfers = m_rooms.transfers->underWay();
    look.waitingChanges = m_rooms.store->waiting();
    for (const auto log : {LogName::Trust, LogName::Audit})
        look.logs[log] = m_rooms.store->standing(log);
    auto jobs = readFor<std::map<wire::JobState, std::uint64_t>>(
        *m_rooms.store,
        [](soci::session& sql) -> Result<std::map<wire::JobState, std::uint64_t>> { return countJobs(sql); });
    if (jobs)
        look.jobs = std::move(*jobs);
    return look;
}

} // namespace countersign::server
