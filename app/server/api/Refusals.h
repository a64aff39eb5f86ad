#pragma once

#include "server/store/Store.h"

#include <map>
#include <mutex>

namespace countersign::server {

/// Entries for what was refused, each in a transaction of its own (protocols.md §3). Repeated anonymous
/// refusals of one kind from one address are counted into one entry a minute, so that nobody outside can fill
/// the log.
class Refusals
{
public:
    Refusals(Store& store, const Clock& clock) : m_store(store), m_clock(clock) {}

    /// Logs the attempt; the error comes back with the incident that the person may quote. One that has an
    /// incident already was logged where it happened.
    [[nodiscard]] Error log(wire::AuditEntry attempt, Error why);
    /// The same for callers whom nobody knows: the first is logged at once, the next of the minute are
    /// counted.
    [[nodiscard]] Error logAnonymous(wire::AuditEntry attempt, Error why);
    /// Writes the counts of minutes that are over; `all`: of those under way, too.
    void flush(bool all = false);

private:
    struct Counted
    {
        wire::AuditEntry first;
        Time since;
        std::uint64_t more = 0;
    };

    Store& m_store;
    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, Counted> m_counted;
};

} // namespace countersign::server
