#include "server/http/EventQueue.h"

#include <utility>

namespace countersign::http {

namespace {

// The WHATWG event stream format: a line break within the data continues in a further `data:` line.
std::string eventText(std::string_view event, std::string_view data)
{
    std::string text;
    if (!event.empty() && event.find_first_of("\r\n") == std::string_view::npos)
        text.append("event: ").append(event).append("\n");
    for (;;) {
        const auto end = data.find_first_of("\r\n");
        text.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == std::string_view::npos)
            return text += "\n";
        data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
    }
}

} // namespace

EventQueue::EventQueue(std::function<void(bool)> wake) : m_wake(std::move(wake)) {}

bool EventQueue::push(std::string_view event, std::string_view data)
{
    auto text = eventText(event, data);
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return false;
    if (m_count == MaximumPending) {
        m_closed = true;
        if (m_wake)
            m_wake(true);
        return false;
    }
    m_pending += text;
    ++m_count;
    if (m_wake)
        m_wake(false);
    return true;
}

void EventQueue::close()
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_closed, true) || !m_wake)
        return;
    m_wake(false);
}

std::string EventQueue::take()
{
    const std::lock_guard lock(m_mutex);
    m_count = 0;
    return std::exchange(m_pending, {});
}

bool EventQueue::closed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

void EventQueue::detach()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_wake = nullptr;
}

} // namespace countersign::http
