#include "server/session/SlowDown.h"

#include "server/http/AddressBucket.h"

#include <algorithm>
#include <vector>

namespace countersign::server {

namespace {

constexpr std::chrono::seconds longest{300};
constexpr std::chrono::minutes quiet{30};
constexpr std::size_t mostCounts = 50'000;
constexpr std::size_t mostPlaces = 10'000;

std::string nameKey(const std::string& name, const std::string& address)
{
    return "n " + http::addressBucket(address) + ' ' + name.substr(0, 64);
}

std::string addressKey(const std::string& address)
{
    return "a " + http::addressBucket(address);
}

std::string anywhereKey(const std::string& name)
{
    return "e " + name.substr(0, 64);
}

} // namespace

std::chrono::seconds SlowDown::delayAfter(int attempts, int free)
{
    if (attempts <= free)
        return std::chrono::seconds(0);
    return std::min(longest, std::chrono::seconds(1LL << std::min(attempts - free, 20)));
}

std::int64_t SlowDown::secondsLeft(const std::string& name, const std::string& address) const
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> keys = {nameKey(name, address), addressKey(address)};
    if (!isWelcome(name, address, now))
        keys.push_back(anywhereKey(name));
    auto until = now;
    for (const auto& key : keys)
        // Further ahead than any delay: the clock was set back meanwhile.
        if (const auto found = m_counts.find(key);
            found != m_counts.end() && found->second.until <= now + longest)
            until = std::max(until, found->second.until);
    return std::chrono::ceil<std::chrono::seconds>(until - now).count();
}

void SlowDown::tried(const std::string& name, const std::string& address)
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    if (m_counts.size() > mostCounts)
        std::erase_if(m_counts, [&](const auto& item) { return item.second.last + quiet < now; });
    count(nameKey(name, address), freeByName, now);
    count(addressKey(address), freeByAddress, now);
    if (!isWelcome(name, address, now))
        count(anywhereKey(name), freeAnywhere, now);
}

void SlowDown::count(const std::string& key, int free, Time now)
{
    auto& counted = m_counts[key];
    if (counted.last + quiet < now)
        counted = {};
    ++counted.attempts;
    counted.last = now;
    counted.until = now + delayAfter(counted.attempts, free);
}

void SlowDown::giveBack(const std::string& key)
{
    if (const auto found = m_counts.find(key); found != m_counts.end() && found->second.attempts > 0)
        --found->second.attempts;
}

void SlowDown::succeeded(const std::string& name, const std::string& address)
{
    const std::lock_guard lock(m_mutex);
    m_counts.erase(nameKey(name, address));
    giveBack(addressKey(address));
    if (!isWelcome(name, address, m_clock.now()))
        giveBack(anywhereKey(name));
}

void SlowDown::welcome(const std::string& name, const std::string& address)
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    auto key = nameKey(name, address);
    if (m_welcome.size() >= mostPlaces)
        std::erase_if(m_welcome, [&](const auto& item) { return item.second <= now; });
    if (m_welcome.size() < mostPlaces || m_welcome.contains(key))
        m_welcome.insert_or_assign(std::move(key), now + welcomeLife);
}

bool SlowDown::isWelcome(const std::string& name, const std::string& address, Time now) const
{
    const auto found = m_welcome.find(nameKey(name, address));
    return found != m_welcome.end() && now < found->second;
}

} // namespace countersign::server
