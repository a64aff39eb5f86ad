#pragma once

#include "server/api/Dispatcher.h"
#include "server/store/Store.h"

#include <map>
#include <memory>

namespace countersign::server {

/// Which of our listeners something happened at.
enum class ListenerName : std::uint8_t { Admin, Operations };

/// What an operations team may know of the server: counts, durations and sizes, in Prometheus' text format.
/// Labels are words of ours alone (patterns of routes, statuses, codes, states): never a person, a file or an
/// id, nor anything that a stranger could choose. Thread-safe.
class Metrics
{
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // Told as things happen.
    void called(const Dispatcher::Seen& seen);
    void committed(const Store::Batch& batch);
    void tookIn(std::uint64_t bytes);
    void delivered(std::uint64_t bytes);
    /// What a listener met below HTTP, and what it refused by itself.
    void fault(ListenerName listener, http::Fault fault);
    void refused(ListenerName listener, int status);

    /// What is looked up when somebody asks.
    struct Look
    {
        std::size_t sessions = 0;
        std::size_t transfers = 0;
        std::size_t waitingChanges = 0;
        std::map<LogName, Store::LogStanding> logs;
        /// By state; absent where the store could not be read.
        std::optional<std::map<wire::JobState, std::uint64_t>> jobs;
    };
    /// The exposition (text format 0.0.4).
    [[nodiscard]] std::string text(const Look& look);

private:
    struct Families;
    std::unique_ptr<Families> m_families;
};

} // namespace countersign::server
