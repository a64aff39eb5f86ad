#include "server/session/SignInLimit.h"

#include "server/http/AddressBucket.h"

#include <algorithm>
#include <cmath>

namespace countersign::server {

namespace {

constexpr std::size_t mostWelcome = 10'000;
constexpr double millisPerMinute = 60'000;

} // namespace

std::int64_t SignInLimit::Allowance::take(int perMinute, Time now)
{
    const double gained =
        double(std::max<std::int64_t>((now - since).count(), 0)) * perMinute / millisPerMinute;
    left = std::min<double>(perMinute, left + gained);
    since = now;
    if (left >= 1) {
        left -= 1;
        return 0;
    }
    return std::max<std::int64_t>(1, std::llround(std::ceil((1 - left) * 60 / perMinute)));
}

std::int64_t SignInLimit::take(const std::string& address)
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    const auto found = m_welcome.find(http::addressBucket(address));
    if (found != m_welcome.end() && now < found->second.until)
        return found->second.allowance.take(welcomePerMinute, now);
    return m_strangers.take(m_perMinute, now);
}

void SignInLimit::welcome(const std::string& address)
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    auto key = http::addressBucket(address);
    if (m_welcome.size() >= mostWelcome)
        std::erase_if(m_welcome, [&](const auto& item) { return item.second.until <= now; });
    if (m_welcome.size() >= mostWelcome && !m_welcome.contains(key))
        return;
    auto& place = m_welcome.try_emplace(std::move(key), Welcome{full(welcomePerMinute), now}).first->second;
    place.until = now + welcomeLife;
}

} // namespace countersign::server
