#pragma once

#include "base/Time.h"
#include "server/http/Http.h"

#include <mutex>

namespace countersign::server {

/// Tells the service log what strangers get wrong: handshakes that fail, requests that are none or lead
/// nowhere. So many lines a minute, the rest counted, so that they can't fill the disk. Thread-safe.
class ServerFaults
{
public:
    explicit ServerFaults(const Clock& clock) : m_clock(clock) {}

    static constexpr std::uint64_t linesPerMinute = 20;

    /// Whether the line was written.
    bool report(const http::Peer& peer, std::string_view what);

private:
    const Clock& m_clock;
    std::mutex m_mutex;
    Time m_since{};
    std::uint64_t m_count = 0;
};

} // namespace countersign::server
