#include "server/ServerFaults.h"

#include <spdlog/spdlog.h>

namespace countersign::server {

bool ServerFaults::report(const http::Peer& peer, std::string_view what)
{
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.now();
    if (now < m_since || now >= m_since + std::chrono::minutes(1)) {
        if (m_count > linesPerMinute)
            spdlog::warn("{} more connection faults were counted, not listed", m_count - linesPerMinute);
        m_since = now;
        m_count = 0;
    }
    if (++m_count > linesPerMinute)
        return false;
    spdlog::warn("connection from {}: {}", peer.address.empty() ? "-" : peer.address, what);
    return true;
}

} // namespace countersign::server
