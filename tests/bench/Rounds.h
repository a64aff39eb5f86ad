#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace countersign::bench {

/// How long calls took, in seconds.
struct CallTimes
{
    std::vector<double> calls;
    double whole = 0; ///< of all rounds, without what is between them

    void add(const CallTimes& others);
    /// 0.5: the median. Sorts a copy.
    [[nodiscard]] double at(double share) const;
    [[nodiscard]] double perSecond() const { return static_cast<double>(calls.size()) / whole; }
};

struct Rounds
{
    using Call = std::function<void()>;

    std::size_t consoles = 1;
    int rounds = 1;
    /// Ahead of a round, while nobody calls; may be empty.
    std::function<void()> between = {};
    /// Makes a console's call of a round, on its thread; what it answers is timed.
    std::function<Call(std::size_t console, int round)> prepare;
};

/// In each round every console makes one call, all at once. Throws what went wrong first.
[[nodiscard]] CallTimes timeRounds(const Rounds& rounds);

} // namespace countersign::bench
