#include "trialsource/FhirRoutes.h"

#include "trialsource/Capability.h"
#include "trialsource/FaultBodies.h"
#include "trialsource/Instant.h"
#include "trialsource/KickOff.h"
#include "trialsource/Outcome.h"
#include "trialsource/PartSource.h"
#include "trialsource/ResourceTypes.h"

#include <nlohmann/json.hpp>

namespace countersign::trialsource {

namespace {

using nlohmann::json;

constexpr std::string_view tokenPath = "/auth/token";
constexpr std::string_view fhirPath = "/fhir";
constexpr std::string_view filePath = "bulkfiles/";

http::Response notFound()
{
    return outcome(404, "not-found", "There is nothing at this address.");
}

http::Response methodRefused(const char* allowed)
{
    auto response = outcome(405, "not-supported", std::string("Only ") + allowed + " is possible here.");
    response.fields.add("Allow", allowed);
    return response;
}

/// Of what went wrong while answering; a refusal of the caller's own making keeps its status.
http::Response failure(const Error& error)
{
    switch (error.code) {
    case ErrorCode::BadRequest:
        return outcome(400, "invalid", error.detail);
    case ErrorCode::NotFound:
        return outcome(404, "not-found", error.detail);
    case ErrorCode::TooManyRequests: {
        auto response = outcome(429, "throttled", error.detail);
        response.fields.add("Retry-After", "5");
        return response;
    }
    default:
        return outcome(500, "exception", error.detail, "fatal");
    }
}

json totalBundle(std::uint64_t total)
{
    return {{"resourceType", "Bundle"}, {"type", "searchset"}, {"total", total}};
}

} // namespace

FhirRoutes::FhirRoutes(Setting setting, const Clock& clock)
    : m_setting(std::move(setting)),
      m_clock(clock),
      m_tokens(m_setting.client, m_setting.base + std::string(tokenPath), clock),
      m_jobs(m_setting.population, m_setting.exports, clock),
      m_misbehaviour(m_setting.faults, m_setting.base, clock, means())
{
}

Misbehaviour::Means FhirRoutes::means()
{
    return {[this] {
                m_jobs.forget();
                m_tokens.forget();
            },
            m_setting.showCertificate};
}

http::Response FhirRoutes::answer(const http::Request& request)
{
    return m_misbehaviour.answer(request, [this](const http::Request& asked) { return honest(asked); });
}

http::Response FhirRoutes::honest(const http::Request& request)
{
    const std::string_view path = request.path;
    if (path == tokenPath)
        return request.method == "POST" ? m_tokens.answer(request) : methodRefused("POST");
    if (!path.starts_with(fhirPath) || (path.size() > fhirPath.size() && path[fhirPath.size()] != '/'))
        return notFound();
    const auto rest = path.substr(std::min(path.size(), fhirPath.size() + 1));
    if (rest == "metadata" || rest == ".well-known/smart-configuration") {
        if (request.method != "GET")
            return methodRefused("GET");
        if (rest == "metadata")
            return jsonResponse(200, capabilityStatement(m_setting.base, m_setting.population->types()),
                                fhirJson);
        return smartConfiguration();
    }
    const bool open = rest.starts_with(filePath) && m_misbehaviour.has(FaultKind::OpenFiles);
    if (!open && !m_tokens.admits(request.fields.first("Authorization"))) {
        auto response = outcome(401, "login", "A valid access token is needed.");
        response.fields.add("WWW-Authenticate", "Bearer realm=\"trial source\"");
        return response;
    }
    return fhir(request, rest);
}

http::Response FhirRoutes::smartConfiguration() const
{
    return jsonResponse(200, smartConfigurationOf(m_setting.base + std::string(tokenPath)), plainJson);
}

http::Response FhirRoutes::fhir(const http::Request& request, std::string_view path)
{
    constexpr std::string_view statusPath = "bulkstatus/";
    if (path.starts_with(statusPath))
        return job(request, path.substr(statusPath.size()));
    if (request.method != "GET")
        return methodRefused("GET");
    if (path == "$export")
        return kickOff(request, {});
    if (path == "Patient/$export")
        return kickOff(request, Filter{.since = {}, .patientsOnly = true, .group = {}});
    const auto slash = path.find('/');
    if (slash == std::string_view::npos)
        return search(request, path);
    constexpr std::string_view group = "Group/";
    constexpr std::string_view exportEnd = "/$export";
    if (path.starts_with(group) && path.ends_with(exportEnd) && path.size() > group.size() + exportEnd.size())
        return groupExport(request, path.substr(group.size(), path.size() - group.size() - exportEnd.size()));
    if (path.starts_with(filePath)) {
        const auto rest = path.substr(filePath.size());
        const auto split = rest.find('/');
        if (split != std::string_view::npos)
            return file(rest.substr(0, split), rest.substr(split + 1));
    }
    return notFound();
}

http::Response FhirRoutes::groupExport(const http::Request& request, std::string_view group)
{
    const auto members = m_setting.population->membership(group);
    if (!members)
        return failure(members.error());
    return kickOff(request, Filter{.since = {}, .patientsOnly = true, .group = *members});
}

http::Response FhirRoutes::kickOff(const http::Request& request, Filter filter)
{
    auto order = readKickOff(request, *m_setting.population, m_setting.base, std::move(filter));
    if (!order)
        return failure(order.error());
    const auto job = m_jobs.start(std::move(*order));
    if (!job)
        return failure(job.error());
    const auto where = m_setting.base + "/fhir/bulkstatus/" + (*job)->id();
    auto response = outcome(202, "informational", "The export is under way.", "information");
    response.fields.add("Content-Location", where);
    return response;
}

http::Response FhirRoutes::job(const http::Request& request, std::string_view id)
{
    const auto job = m_jobs.find(id);
    if (!job)
        return outcome(404, "not-found", "There is no such export, or it was deleted or has expired.");
    if (request.method == "GET")
        return status(*job);
    if (request.method != "DELETE")
        return methodRefused("GET, DELETE");
    m_jobs.remove(id);
    return outcome(202, "informational", "The export is deleted.", "information");
}

http::Response FhirRoutes::status(const ExportJob& job) const
{
    const auto view = job.view();
    switch (view.state) {
    case ExportJob::State::Preparing: {
        http::Response response;
        response.status = 202;
        response.fields.add("X-Progress", "prepared " + std::to_string(view.typesDone) + " of " +
                                              std::to_string(view.types) + " types");
        response.fields.add("Retry-After", "1");
        return response;
    }
    case ExportJob::State::Failed:
        return outcome(500, "exception", view.failure, "fatal");
    case ExportJob::State::Ready:
        break;
    }
    auto response = jsonResponse(200, job.manifest(m_setting.base + "/fhir/bulkfiles"), plainJson);
    response.fields.add("Expires", httpDate(job.expires()));
    return response;
}

http::Response FhirRoutes::file(std::string_view id, std::string_view name)
{
    const auto job = m_jobs.find(id);
    const auto part = job ? job->part(name) : std::nullopt;
    if (!part)
        return outcome(404, "not-found", "There is no such file, or its export was deleted or has expired.");
    auto reader = m_setting.population->open(part->segment, job->order().filter, part->position);
    if (!reader)
        return failure(reader.error());
    http::Response response;
    response.fields.add("Content-Type", "application/fhir+ndjson");
    response.source = std::make_shared<PartSource>(std::move(*reader), part->count, job->stopToken());
    if (m_setting.slowBytesPerSecond > 0)
        response.source = slowBody(response.source, m_setting.slowBytesPerSecond, job->stopToken());
    return response;
}

http::Response FhirRoutes::search(const http::Request& request, std::string_view type) const
{
    if (!isResourceType(type))
        return notFound();
    Filter filter;
    bool countOnly = false;
    for (const auto& [name, value] : request.query) {
        if (name == "_summary" && value == "count") {
            countOnly = true;
        } else if (name == "_lastUpdated") {
            const auto since = readLastUpdated(value);
            if (!since)
                return failure(since.error());
            filter.since = *since;
        } else {
            return outcome(400, "not-supported", "The search parameter " + name + " is not supported so.");
        }
    }
    if (!countOnly) {
        if (type == "Group" && request.query.empty())
            return groupList();
        return outcome(400, "not-supported", "Searches give counts alone: add _summary=count.");
    }
    const auto total = countResources(*m_setting.population, type, filter);
    return total ? jsonResponse(200, totalBundle(*total), fhirJson) : failure(total.error());
}

http::Response FhirRoutes::groupList() const
{
    const auto groups = m_setting.population->groups();
    auto bundle = totalBundle(groups.size());
    bundle["entry"] = json::array();
    for (const auto& group : groups) {
        bundle["entry"].push_back({{"fullUrl", m_setting.base + "/fhir/Group/" + group.id},
                                   {"resource",
                                    {{"resourceType", "Group"},
                                     {"id", group.id},
                                     {"type", "person"},
                                     {"actual", true},
                                     {"name", group.name},
                                     {"quantity", group.quantity}}},
                                   {"search", {{"mode", "match"}}}});
    }
    return jsonResponse(200, bundle, fhirJson);
}

} // namespace countersign::trialsource
