#include "server/api/Refusals.h"

#include "crypto/Random.h"

#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

constexpr std::chrono::minutes window{1};
constexpr std::size_t mostCounted = 4096;

void write(Store& store, const wire::AuditEntry& entry)
{
    const auto done = store.write([&](Transaction& transaction) -> Result<void> {
        return transaction.audit(entry).map([](std::uint64_t) {});
    });
    if (!done)
        spdlog::error("incident {}: {} {} could not be logged: {}", entry.id, entry.action, entry.outcome,
                      done.error().detail);
}

} // namespace

Error Refusals::log(wire::AuditEntry attempt, Error why)
{
    if (!why.incident.empty())
        return why;
    if (attempt.id.empty())
        attempt.id = crypto::randomIdText("inc_");
    why.incident = attempt.id;
    attempt.outcome = httpStatus(why.code) >= 500 ? "failed" : "denied";
    attempt.detail["code"] = codeText(why.code);
    spdlog::info("incident {}: {} {} {}: {}", attempt.id, attempt.action, attempt.outcome, codeText(why.code),
                 why.detail);
    write(m_store, attempt);
    return why;
}

Error Refusals::logAnonymous(wire::AuditEntry attempt, Error why)
{
    const auto address = attempt.network ? attempt.network->address : std::string();
    const auto key = std::string(codeText(why.code)) + ' ' + address;
    flush();
    attempt.id = crypto::randomIdText("inc_");
    attempt.detail["code"] = codeText(why.code);
    attempt.outcome = "denied";
    {
        const std::lock_guard lock(m_mutex);
        // Counted under the lock that the first one enters by: of many at once one alone is logged.
        if (const auto found = m_counted.find(key); found != m_counted.end()) {
            ++found->second.more;
            why.incident = found->second.first.id;
            return why;
        }
        // Past so many addresses the log would grow without bound; the service log still names each.
        if (m_counted.size() >= mostCounted) {
            spdlog::warn("incident {}: {} {} from {}", attempt.id, attempt.action, codeText(why.code),
                         address);
            why.incident = attempt.id;
            return why;
        }
        m_counted.emplace(key, Counted{attempt, m_clock.now(), 0});
    }
    return log(std::move(attempt), std::move(why));
}

void Refusals::flush(bool all)
{
    std::vector<Counted> over;
    {
        const std::lock_guard lock(m_mutex);
        const auto now = m_clock.now();
        for (auto it = m_counted.begin(); it != m_counted.end();) {
            if (!all && now < it->second.since + window) {
                ++it;
                continue;
            }
            if (it->second.more > 0)
                over.push_back(std::move(it->second));
            it = m_counted.erase(it);
        }
    }
    for (auto& counted : over) {
        auto entry = counted.first;
        entry.detail["first"] = entry.id;
        entry.detail["count"] = std::to_string(counted.more);
        entry.id = crypto::randomIdText("inc_");
        write(m_store, entry);
    }
}

} // namespace countersign::server
