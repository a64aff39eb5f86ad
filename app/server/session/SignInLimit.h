#pragma once

#include "base/Time.h"

#include <map>
#include <mutex>
#include <string>

namespace countersign::server {

/// How many sign-ins may be begun: strangers share one allowance, so that nobody fills the log or the
/// processor from many addresses at once. An address (`addressBucket`) from which somebody has signed in
/// within half a day has an allowance of its own: whoever uses up that of strangers does not keep these out.
class SignInLimit
{
public:
    explicit SignInLimit(const Clock& clock, int strangers = strangersPerMinute)
        : m_clock(clock), m_perMinute(strangers), m_strangers(full(strangers))
    {
    }

    static constexpr int strangersPerMinute = 300;
    static constexpr int welcomePerMinute = 60;
    static constexpr std::chrono::hours welcomeLife{12};

    /// Takes one for an address; the seconds to wait where nothing is left, zero: go on.
    [[nodiscard]] std::int64_t take(const std::string& address);
    /// Somebody has signed in from there, with a code.
    void welcome(const std::string& address);

private:
    /// An allowance that fills up again evenly.
    struct Allowance
    {
        double left = 0;
        Time since{};
        [[nodiscard]] std::int64_t take(int perMinute, Time now);
    };
    struct Welcome
    {
        Allowance allowance;
        Time until{};
    };
    [[nodiscard]] Allowance full(int perMinute) const { return {double(perMinute), m_clock.now()}; }

    const Clock& m_clock;
    int m_perMinute;
    std::mutex m_mutex;
    Allowance m_strangers;
    std::map<std::string, Welcome> m_welcome;
};

} // namespace countersign::server
