#pragma once

#include "server/store/Store.h"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

namespace countersign::server {

/// Entries for what was refused, each in a transaction of its own (protocols.md §3). What strangers can
/// repeat is counted: the first of a bucket is an entry at once, those of the next minute are one entry
/// together, of each action and outcome (`repeated`, `first`, `last`, and `entry`: the id of the bucket's
/// first), so that nobody outside can fill the log. Nor can anybody inside: of one person's refusals
/// `mostOfOnePerson` a minute are entries each, and what goes beyond is counted likewise, by export, never
/// together with anybody else's. A count names only what is the same of all that it stands for.
class Refusals
{
public:
    Refusals(Store& store, const Clock& clock) : m_store(store), m_clock(clock) {}

    static constexpr int mostOfOnePerson = 30;
    /// Kinds of refusal, by action, code and export, that are counted apart for one person.
    static constexpr std::size_t mostKindsOfOnePerson = 64;
    /// Logs the attempt; the error comes back with the incident that the person may quote. One that has an
    /// incident already was logged where it happened.
    [[nodiscard]] Error log(wire::AuditEntry attempt, Error why);
    /// The same for callers whom nobody knows, counted by kind and `addressBucket`.
    [[nodiscard]] Error logAnonymous(wire::AuditEntry attempt, Error why);

    struct Noted
    {
        std::string id;       ///< of the entry that stands for it
        bool counted = false; ///< nothing was written now
    };
    /// Enters an attempt with its outcome, or counts it in its bucket. `Storage`, `ServerDiskFull`.
    [[nodiscard]] Result<Noted> note(const std::string& bucket, wire::AuditEntry attempt);
    /// Writes what a bucket has counted, and forgets it: who was refused has come in.
    void settle(const std::string& bucket);
    /// Writes the counts of minutes that are over; `all`: of those under way, too.
    void flush(bool all = false);

private:
    /// What was only counted, of one action and outcome.
    struct Repeats
    {
        wire::AuditEntry entry;
        Time first;
        Time last{};
        std::uint64_t more = 0;
    };
    struct Counted
    {
        std::string id; ///< of the bucket's first
        Time since;
        std::vector<Repeats> repeats; ///< the kind of the bucket's first comes first
    };
    /// What one person's refusals of a minute may still write.
    struct Share
    {
        Time since;
        int left = mostOfOnePerson;
        std::set<std::string> kinds;
    };
    /// Where this one is counted; nothing: it is an entry.
    [[nodiscard]] std::optional<std::string> bucketOf(const wire::AuditEntry& attempt);
    static void count(Counted& counted, const wire::AuditEntry& attempt, Time now);
    void writeCount(const Counted& counted);

    Store& m_store;
    const Clock& m_clock;
    std::mutex m_mutex;
    std::map<std::string, Counted> m_counted;
    std::map<std::string, Share> m_shares;
};

} // namespace countersign::server
