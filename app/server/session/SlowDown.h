#pragma once

#include "base/Time.h"

#include <map>
#include <mutex>

namespace countersign::server {

/// Wrong passwords slow down the name at the address they come from, and that address, known names and
/// unknown ones alike: the delay doubles up to five minutes, and is forgotten after half an hour of quiet. A
/// name is never slowed down elsewhere: nobody is kept out by strangers. Addresses are counted by
/// `addressBucket`.
class SlowDown
{
public:
    explicit SlowDown(const Clock& clock) : m_clock(clock) {}

    /// Seconds until this name may be tried from this address; zero: now.
    [[nodiscard]] std::int64_t secondsLeft(const std::string& name, const std::string& address) const;
    void failed(const std::string& name, const std::string& address);
    /// The name's failures there are forgotten, the address's are not: one good account must not cover
    /// guesses at others.
    void succeeded(const std::string& name, const std::string& address);

    /// How long the next attempt waits after so many failures in a row.
    [[nodiscard]] static std::chrono::seconds delayAfter(int failures, int free);
    static constexpr int freeByName = 2;
    static constexpr int freeByAddress = 20;

private:
    struct Count
    {
        int failures = 0;
        Time until{};
        Time last{};
    };
    void count(const std::string& key, int free, Time now);

    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::map<std::string, Count> m_counts;
};

} // namespace countersign::server
