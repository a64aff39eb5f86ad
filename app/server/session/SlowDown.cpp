#include "server/session/SlowDown.h"

#include "server/api/AddressBucket.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr std::chrono::seconds longest{300};
constexpr std::chrono::minutes quiet{30};
constexpr std::size_t mostCounts = 50'000;

std::string nameKey(const std::string& name, const std::string& address)
{
    return "n " + addressBucket(address) + ' ' + name.substr(0, 64);
}

std::string addressKey(const std::string& address)
{
    return "a " + addressBucket(address);
}

} // namespace

std::chrono::seconds SlowDown::delayAfter(int failures, int free)
{
    if (failures <= free)
        return std::chrono::seconds(0);
    return std::min(longest, std::chrono::seconds(1LL << std::min(failures - free, 20)));
}

std::int64_t SlowDown::secondsLeft(const std::string& name, const std::string& address) const
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    auto until = now;
    for (const auto& key : {nameKey(name, address), addressKey(address)})
        if (const auto found = m_counts.find(key); found != m_counts.end())
            until = std::max(until, found->second.until);
    return std::chrono::ceil<std::chrono::seconds>(until - now).count();
}

void SlowDown::failed(const std::string& name, const std::string& address)
{
    const auto now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    if (m_counts.size() > mostCounts)
        std::erase_if(m_counts, [&](const auto& item) { return item.second.last + quiet < now; });
    count(nameKey(name, address), freeByName, now);
    count(addressKey(address), freeByAddress, now);
}

void SlowDown::count(const std::string& key, int free, Time now)
{
    auto& counted = m_counts[key];
    if (counted.last + quiet < now)
        counted = {};
    ++counted.failures;
    counted.last = now;
    counted.until = now + delayAfter(counted.failures, free);
}

void SlowDown::succeeded(const std::string& name, const std::string& address)
{
    const std::lock_guard lock(m_mutex);
    m_counts.erase(nameKey(name, address));
}

} // namespace countersign::server
