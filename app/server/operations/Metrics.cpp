#include "server/operations/Metrics.h"

#include "server/operations/MetricFamilies.h"

#include <limits>

#include <prometheus/text_serializer.h>

namespace countersign::server {

namespace {

double secondsOf(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

std::string textOf(ListenerName listener)
{
    return listener == ListenerName::Admin ? "admin" : "operations";
}

std::string textOf(http::Fault fault)
{
    switch (fault) {
    case http::Fault::Handshake:
        return "handshake";
    case http::Fault::Request:
        return "request";
    case http::Fault::Connection:
        break;
    }
    return "connection";
}

// Whoever may read this and guesses at a password would see by single entries whether it was right.
double inThousands(std::uint64_t entries)
{
    constexpr std::uint64_t thousand = 1000;
    return static_cast<double>(entries - entries % thousand);
}

// The step of signing in that a route is; empty for all others.
std::string stepOf(const Route& route)
{
    if (route.method != "POST" || !route.pattern.starts_with("/v1/session"))
        return {};
    if (route.pattern == "/v1/session")
        return "password";
    if (route.pattern == "/v1/session/totp")
        return "code";
    if (route.pattern == "/v1/session/enrol/finish")
        return "enrolment";
    return route.pattern == "/v1/session/refresh" ? "renewal" : "";
}

std::string outcomeOf(const Dispatcher::Seen& seen)
{
    if (seen.refused)
        return std::string(codeText(*seen.refused));
    return seen.status < 300 ? "granted" : std::string(codeText(ErrorCode::TooManyRequests));
}

// What a ticket went through, where the call went well.
std::string ticketEventOf(const Dispatcher::Seen& seen)
{
    const auto& pattern = seen.route->pattern;
    if (seen.status >= 300)
        return {};
    if (pattern == "/v1/files/{id}/tickets")
        return "issued";
    if (pattern == "/v1/tickets/{ticket}")
        return seen.status == 206 ? "resumed" : "begun";
    return pattern == "/v1/tickets/{ticket}/receipt" ? "receipted" : "";
}

} // namespace

Metrics::Metrics() : m_families(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::called(const Dispatcher::Seen& seen)
{
    auto& it = *m_families;
    // Paths and methods that are on no route are a stranger's words.
    const auto route = seen.route ? seen.route->pattern : std::string("none");
    const auto method = seen.route ? seen.route->method : std::string("other");
    it.requests.Add({{"route", route}, {"method", method}, {"status", std::to_string(seen.status)}})
        .Increment();
    it.durations.Add({{"route", route}, {"method", method}}, durationBuckets()).Observe(secondsOf(seen.took));
    if (!seen.route)
        return;
    if (const auto step = stepOf(*seen.route); !step.empty())
        it.signIns.Add({{"step", step}, {"outcome", outcomeOf(seen)}}).Increment();
    if (const auto event = ticketEventOf(seen); !event.empty())
        it.tickets.Add({{"event", event}}).Increment();
}

void Metrics::committed(const Store::Batch& batch)
{
    m_families->commits.Observe(secondsOf(batch.took));
    m_families->batches.Observe(static_cast<double>(batch.changes));
}

void Metrics::tookIn(std::uint64_t bytes)
{
    m_families->tookIn.Increment(static_cast<double>(bytes));
}

void Metrics::delivered(std::uint64_t bytes)
{
    m_families->delivered.Increment(static_cast<double>(bytes));
}

void Metrics::fault(ListenerName listener, http::Fault fault)
{
    m_families->faults.Add({{"listener", textOf(listener)}, {"fault", textOf(fault)}}).Increment();
}

void Metrics::refused(ListenerName listener, int status)
{
    m_families->refusals.Add({{"listener", textOf(listener)}, {"status", std::to_string(status)}})
        .Increment();
}

std::string Metrics::text(const Look& look)
{
    auto& it = *m_families;
    it.sessions.Set(static_cast<double>(look.sessions));
    it.transfers.Set(static_cast<double>(look.transfers));
    it.waiting.Set(static_cast<double>(look.waitingChanges));
    for (const auto& [log, standing] : look.logs) {
        const prometheus::Labels labels{{"log", std::string(logText(log))}};
        it.logEntries.Add(labels).Set(inThousands(standing.size));
        it.logPublished.Add(labels).Set(inThousands(standing.published));
        it.logUnpublished.Add(labels).Set(secondsOf(standing.unpublishedFor));
        it.checkpointAge.Add(labels).Set(secondsOf(standing.checkpointAge));
    }
    // All states, so that one that is left does not stay at its last number; not a number: not known now.
    for (int state = 0; state <= static_cast<int>(wire::JobState::Destroyed); ++state) {
        const auto key = static_cast<wire::JobState>(state);
        const auto count =
            look.jobs && look.jobs->contains(key) ? static_cast<double>(look.jobs->at(key)) : 0.0;
        it.jobs.Add({{"state", std::string(wire::enumText(key))}})
            .Set(look.jobs ? count : std::numeric_limits<double>::quiet_NaN());
    }
    return prometheus::TextSerializer().Serialize(it.registry.Collect());
}

} // namespace countersign::server
