#include "trialsource/Misbehaviour.h"

#include "trialsource/FaultAnswers.h"
#include "trialsource/FaultBodies.h"
#include "trialsource/Instant.h"
#include "trialsource/Outcome.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace countersign::trialsource {

namespace {

using std::chrono::seconds;

FaultPlace placeOf(const http::Request& request)
{
    const std::string_view path = request.path;
    if (path.ends_with("/token"))
        return FaultPlace::Token;
    if (path.ends_with("/smart-configuration"))
        return FaultPlace::Discovery;
    if (path.ends_with("/$export"))
        return FaultPlace::KickOff;
    if (path.starts_with("/fhir/bulkstatus/"))
        return request.method == "DELETE" ? FaultPlace::Delete : FaultPlace::Status;
    return path.starts_with("/fhir/bulkfiles/") ? FaultPlace::File : FaultPlace::Anywhere;
}

bool befalls(const Fault& fault, FaultPlace place)
{
    const bool here = fault.place == FaultPlace::Anywhere || fault.place == place ||
                      (fault.place == FaultPlace::Status && place == FaultPlace::Manifest);
    return here && fault.times != 0U;
}

bool answersAlone(FaultKind kind)
{
    using enum FaultKind;
    return kind == Down || kind == Silent || kind == Busy || kind == Refuse || kind == Html ||
           kind == Redirect || kind == Restart || kind == Certificate || kind == Endless;
}

void count(Fault& fault)
{
    if (fault.times)
        --*fault.times;
}

http::Response hangUp()
{
    http::Response response;
    response.hangUp = true;
    return response;
}

http::Response webPage()
{
    http::Response response;
    response.fields.add("Content-Type", "text/html; charset=utf-8");
    response.body = "<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>"
                    "<body><p>We are back soon.</p></body></html>\n";
    return response;
}

/// As a source, whatever it was.
Body bodyOf(http::Response& response)
{
    if (!response.source) {
        // As announced, so that the peer can tell that it lacks something.
        if (!response.body.empty())
            response.length = response.body.size();
        response.source = textBody(std::exchange(response.body, {}));
    }
    return response.source;
}

/// `date+30`, `epoch+30`, or the text itself.
std::string retryAfterText(std::string_view text, Time now)
{
    const auto plus = text.find('+');
    const auto form = text.substr(0, plus);
    if (plus == std::string_view::npos || (form != "date" && form != "epoch"))
        return std::string(text);
    std::int64_t more = 0;
    std::from_chars(text.data() + plus + 1, text.data() + text.size(), more);
    const auto then = now + seconds(more);
    return form == "date" ? httpDate(then)
                          : std::to_string(std::chrono::floor<seconds>(then).time_since_epoch().count());
}

} // namespace

void Misbehaviour::become(std::vector<Fault> faults)
{
    const std::scoped_lock lock(m_mutex);
    m_faults = std::move(faults);
    std::exchange(m_waiting, std::stop_source()).request_stop();
}

bool Misbehaviour::has(FaultKind kind) const
{
    const std::scoped_lock lock(m_mutex);
    return std::ranges::find(m_faults, kind, &Fault::kind) != m_faults.end();
}

void Misbehaviour::stop()
{
    const std::scoped_lock lock(m_mutex);
    m_stopped = true;
    m_waiting.request_stop();
}

std::stop_token Misbehaviour::waiting()
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopped)
        m_waiting.request_stop();
    return m_waiting.get_token();
}

std::optional<Fault> Misbehaviour::next(FaultPlace place)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find_if(
        m_faults, [&](const Fault& fault) { return answersAlone(fault.kind) && befalls(fault, place); });
    if (found == m_faults.end())
        return {};
    count(*found);
    return *found;
}

std::vector<Fault> Misbehaviour::changes(FaultPlace place)
{
    const std::scoped_lock lock(m_mutex);
    std::vector<Fault> found;
    for (auto& fault : m_faults) {
        if (answersAlone(fault.kind) || !befalls(fault, place))
            continue;
        count(fault);
        found.push_back(fault);
    }
    return found;
}

http::Response Misbehaviour::answer(const http::Request& request, const Answer& honest)
{
    auto place = placeOf(request);
    if (const auto fault = next(place))
        return alone(*fault, request);
    auto response = honest(request);
    if (place == FaultPlace::Status && response.status == 200) {
        place = FaultPlace::Manifest;
        if (const auto fault = next(place))
            return alone(*fault, request);
        const std::scoped_lock lock(m_mutex);
        announce(m_faults, response.body);
    }
    // What the source refuses anyway stays a refusal.
    if (response.status / 100 == 2)
        for (const auto& fault : changes(place))
            change(fault, request, response);
    return response;
}

http::Response Misbehaviour::alone(const Fault& fault, const http::Request& request)
{
    switch (fault.kind) {
    case FaultKind::Silent:
        std::ignore = stalledBody(waiting())->next();
        return hangUp();
    case FaultKind::Busy:
        return busy(fault);
    case FaultKind::Refuse:
        return outcome(static_cast<int>(fault.number), "processing", "The source was told to say so.");
    case FaultKind::Html:
        return webPage();
    case FaultKind::Redirect: {
        http::Response response;
        response.status = 307;
        response.fields.add("Location", fault.parameter + request.target);
        return response;
    }
    case FaultKind::Restart:
        m_means.forget();
        return hangUp();
    case FaultKind::Certificate:
        if (const auto comma = fault.parameter.find(','); m_means.showCertificate)
            m_means.showCertificate(fault.parameter.substr(0, comma), fault.parameter.substr(comma + 1));
        return hangUp();
    case FaultKind::Endless: {
        http::Response response;
        response.status = 202;
        response.fields.add("Retry-After", "600");
        return response;
    }
    default:
        return hangUp();
    }
}

http::Response Misbehaviour::busy(const Fault& fault) const
{
    int status = 503;
    const std::string_view text = fault.parameter;
    const auto comma = text.find(',');
    std::from_chars(text.data(), text.data() + std::min(comma, text.size()), status);
    auto response = outcome(status, "throttled", "The source has no time.");
    if (comma != std::string_view::npos)
        response.fields.add("Retry-After", retryAfterText(text.substr(comma + 1), m_clock.now()));
    return response;
}

void Misbehaviour::change(const Fault& fault, const http::Request& request, http::Response& response)
{
    switch (fault.kind) {
    case FaultKind::Count:
    case FaultKind::Errors:
    case FaultKind::Names:
    case FaultKind::OpenFiles:
        return changeManifest(fault, response.body);
    case FaultKind::Elsewhere:
        return leadElsewhere(fault.parameter, response);
    case FaultKind::Cut:
    case FaultKind::Stall:
    case FaultKind::Slow:
    case FaultKind::Short:
        return changeBody(fault, response);
    default:
        bodyOf(response);
        response.length.reset(); // the change decides how long it gets
        return changeFile(fault, request.path, response);
    }
}

void Misbehaviour::changeBody(const Fault& fault, http::Response& response)
{
    const auto number = static_cast<std::uint64_t>(fault.number);
    const auto body = bodyOf(response);
    if (fault.kind == FaultKind::Cut)
        response.source = cutBody(body, number);
    if (fault.kind == FaultKind::Stall)
        response.source = stalledBody(waiting());
    if (fault.kind == FaultKind::Slow)
        response.source = slowBody(body, number, waiting());
    if (fault.kind != FaultKind::Short)
        return;
    if (auto whole = readWhole(*body)) {
        response.length = whole->size() + number;
        response.source = textBody(std::move(*whole));
    }
}

void Misbehaviour::leadElsewhere(const std::string& origin, http::Response& response) const
{
    const auto replaced = [&](std::string text) {
        for (auto at = text.find(m_base); at != std::string::npos; at = text.find(m_base, at + origin.size()))
            text.replace(at, m_base.size(), origin);
        return text;
    };
    http::Fields fields;
    for (const auto& [name, value] : response.fields.all())
        fields.add(name, replaced(value));
    response.fields = std::move(fields);
    response.body = replaced(std::move(response.body));
}

} // namespace countersign::trialsource
