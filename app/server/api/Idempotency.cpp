#include "server/api/Idempotency.h"

namespace countersign::server {

namespace {

constexpr std::chrono::minutes life{10};
constexpr std::size_t mostKept = 2000;
constexpr std::size_t longestBody = 64 * 1024;

} // namespace

Result<std::optional<http::Response>> Idempotency::begin(const std::string& key, const Digest& body)
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_kept, [&](const auto& item) { return item.second.until < now; });
    if (const auto found = m_kept.find(key); found != m_kept.end()) {
        if (found->second.body != body || !found->second.response)
            return fail(ErrorCode::Conflict, "idempotency key under way, or used for something else");
        return found->second.response;
    }
    if (m_kept.size() >= mostKept && !dropOldest())
        return fail(ErrorCode::TooManyRequests, "too many calls under way");
    m_kept.emplace(key, Kept{body, now + life, {}});
    return std::nullopt;
}

bool Idempotency::dropOldest()
{
    auto oldest = m_kept.end();
    for (auto it = m_kept.begin(); it != m_kept.end(); ++it)
        if (it->second.response && (oldest == m_kept.end() || it->second.until < oldest->second.until))
            oldest = it;
    if (oldest == m_kept.end())
        return false;
    m_kept.erase(oldest);
    return true;
}

void Idempotency::end(const std::string& key, const http::Response& response)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_kept.find(key);
    if (found == m_kept.end())
        return;
    const bool plain = !response.source && !response.events && response.body.size() <= longestBody;
    if (response.status >= 200 && response.status < 300 && plain)
        found->second.response = response;
    else
        m_kept.erase(found);
}

} // namespace countersign::server
