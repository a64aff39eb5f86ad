#include "server/api/Events.h"

#include "wire/Codec.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr std::ptrdiff_t mostOfSession = 4;

}

void Events::subscribe(const SessionId& session, std::shared_ptr<http::EventStream> stream,
                       std::function<bool()> stillAllowed, Sees sees)
{
    const std::lock_guard lock(m_mutex);
    const auto ofSession = [&](const Subscriber& one) { return one.session == session; };
    if (std::ranges::count_if(m_subscribers, ofSession) >= mostOfSession) {
        const auto oldest = std::ranges::find_if(m_subscribers, ofSession);
        oldest->stream->close();
        m_subscribers.erase(oldest);
    }
    m_subscribers.push_back({session, std::move(stream), std::move(stillAllowed), std::move(sees)});
}

void Events::job(const JobId& id, std::uint64_t revision, const JobAudience& audience)
{
    push("job", wire::OrderedJson{{"id", id.text()}, {"revision", revision}}.dump(),
         [&](const Subscriber& one) { return one.sees(audience); });
}

void Events::people()
{
    push("people", "{}");
}

void Events::log(std::string_view name)
{
    push("log", wire::OrderedJson{{"log", name}}.dump());
}

void Events::push(std::string_view event, std::string_view data,
                  const std::function<bool(const Subscriber&)>& to)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_subscribers,
                  [&](const Subscriber& one) { return (!to || to(one)) && !one.stream->push(event, data); });
}

void Events::sweep()
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_subscribers, [](const Subscriber& one) {
        if (one.stillAllowed())
            return false;
        one.stream->close();
        return true;
    });
}

} // namespace countersign::server
