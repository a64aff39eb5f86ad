#pragma once

#include "base/Time.h"

#include <map>
#include <mutex>

namespace countersign::server {

/// Attempts at a name slow it down at the address they come from, and that address, known names and unknown
/// ones alike: the delay doubles up to five minutes, and is forgotten after half an hour of quiet. A right
/// password is an attempt like any other until its code has come, or its being slowed down would tell. Many
/// attempts from anywhere slow a name down for everybody but the addresses that it signed in from within half
/// a day: strangers do not keep anybody out of their place. Addresses are counted by `addressBucket`.
class SlowDown
{
public:
    explicit SlowDown(const Clock& clock) : m_clock(clock) {}

    /// Seconds until this name may be tried from this address; zero: now.
    [[nodiscard]] std::int64_t secondsLeft(const std::string& name, const std::string& address) const;
    void tried(const std::string& name, const std::string& address);
    /// The name's attempts there are forgotten; of the address's, and of those from anywhere, only this one:
    /// one good account must not cover guesses at others.
    void succeeded(const std::string& name, const std::string& address);
    /// Somebody has signed in with this name from there, with a code.
    void welcome(const std::string& name, const std::string& address);

    /// How long the next attempt waits after so many in a row.
    [[nodiscard]] static std::chrono::seconds delayAfter(int attempts, int free);
    static constexpr int freeByName = 2;
    static constexpr int freeByAddress = 20;
    static constexpr int freeAnywhere = 50;
    static constexpr std::chrono::hours welcomeLife{12};

private:
    struct Count
    {
        int attempts = 0;
        Time until{};
        Time last{};
    };
    void count(const std::string& key, int free, Time now);
    void giveBack(const std::string& key);
    [[nodiscard]] bool isWelcome(const std::string& name, const std::string& address, Time now) const;

    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::map<std::string, Count> m_counts;
    std::map<std::string, Time> m_welcome; ///< until when, by name and address
};

} // namespace countersign::server
