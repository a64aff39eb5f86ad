#pragma once

#include "base/Secret.h"
#include "support/ManualClock.h"
#include "support/TrustFixture.h"

#include <sys/types.h>

namespace countersign::bench {

/// Somebody with a console: keys and second factor are here, what a server keeps of them is there.
struct Seat
{
    test::TestPerson who;
    Secret totp; ///< raw
    wire::Role role = wire::Role::SecurityApprover;
};

/// So many approvers, as many downloaders, and an operator.
struct Crowd
{
    explicit Crowd(std::size_t consoles);

    std::vector<Seat> approvers, downloaders;
    Seat asks;
};

/// The export server with its TLS listener in a process of its own, founded, with a crowd that is enrolled,
/// endorsed and has its roles, and with released exports for all downloaders, eight to each. Its clock is
/// moved from here. Forks: no other thread may run when it is made.
class ServedTrial
{
public:
    struct Options
    {
        std::size_t consoles = 1;
        std::uint64_t entries = 0; ///< of either log, at least
    };
    explicit ServedTrial(const Options& options);
    ServedTrial(const ServedTrial&) = delete;
    ServedTrial& operator=(const ServedTrial&) = delete;
    ~ServedTrial();

    static constexpr auto password = "seven lanterns over quiet water";
    static const ServerId& id();

    [[nodiscard]] const Crowd& crowd() const { return m_crowd; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string origin() const { return "https://localhost:" + std::to_string(m_port); }
    [[nodiscard]] const Clock& clock() const { return m_clock; }
    /// Here and there.
    void advance(std::chrono::seconds by);
    /// Resident memory in KiB, after the process gave back what it holds free.
    [[nodiscard]] double resident() const;

private:
    void command(const std::string& line) const;

    Crowd m_crowd;
    test::ManualClock m_clock;
    pid_t m_process = -1;
    int m_end = -1; ///< of a socket pair
    std::uint16_t m_port = 0;
};

/// What the process does: makes it all, says `ready PORT MILLIS`, and obeys until the other end is closed.
void serveTrial(int end, const Crowd& crowd, const ServedTrial::Options& options);

/// Lines over a socket; empty at its end.
[[nodiscard]] std::string readLine(int end);
void writeLine(int end, const std::string& line);

} // namespace countersign::bench
