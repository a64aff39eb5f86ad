#include "server/api/Refusals.h"

#include "crypto/Random.h"
#include "server/http/AddressBucket.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace countersign::server {

namespace {

constexpr std::chrono::minutes window{1};
constexpr std::size_t mostCounted = 4096;

const std::string others = "*";

Result<void> write(Store& store, const wire::AuditEntry& entry)
{
    return store.write([&](Transaction& transaction) -> Result<void> {
        return transaction.audit(entry).map([](std::uint64_t) {});
    });
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
    const auto action = attempt.action, outcome = attempt.outcome, person = attempt.actor.person;
    Result<void> done;
    if (takeShare(person)) {
        done = write(m_store, std::move(attempt));
    } else {
        const auto bucket = "of " + person + ' ' + action + ' ' + std::string(codeText(why.code));
        auto noted = note(bucket, std::move(attempt));
        if (noted && noted->counted) {
            why.incident = noted->id;
            return why;
        }
        done = noted.map([](const Noted&) {});
    }
    spdlog::info("incident {}: {} {} {}: {}", why.incident, action, outcome, codeText(why.code), why.detail);
    if (!done)
        spdlog::error("incident {}: {} {} could not be logged: {}", why.incident, action, outcome,
                      done.error().detail);
    return why;
}

bool Refusals::takeShare(const std::string& person)
{
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.now();
    std::erase_if(m_shares, [&](const auto& share) { return now >= share.second.since + window; });
    return m_shares.try_emplace(person, Share{now}).first->second.left-- > 0;
}

Error Refusals::logAnonymous(wire::AuditEntry attempt, Error why)
{
    const auto address = attempt.network ? attempt.network->address : std::string();
    attempt.detail["code"] = codeText(why.code);
    attempt.outcome = "denied";
    auto noted = note(std::string(codeText(why.code)) + ' ' + http::addressBucket(address), attempt);
    why.incident = noted ? noted->id : crypto::randomIdText("inc_");
    if (!noted)
        spdlog::error("incident {}: {} could not be logged: {}", why.incident, attempt.action,
                      noted.error().detail);
    else if (!noted->counted)
        spdlog::info("incident {}: {} denied {}: {}", why.incident, attempt.action, codeText(why.code),
                     why.detail);
    return why;
}

Result<Refusals::Noted> Refusals::note(const std::string& bucket, wire::AuditEntry attempt)
{
    flush();
    if (attempt.id.empty())
        attempt.id = crypto::randomIdText("inc_");
    {
        const std::lock_guard lock(m_mutex);
        auto key = bucket;
        // Past so many buckets the log would grow without bound: the others share one, of nobody's address.
        if (m_counted.size() >= mostCounted && !m_counted.contains(key)) {
            key = others;
            attempt.network.reset();
            attempt.object.clear();
        }
        // Counted under the lock that the first one enters by: of many at once one alone is logged.
        const auto now = m_clock.now();
        const auto [place, isFirst] =
            m_counted.try_emplace(key, Counted{attempt.id, now, {Repeats{attempt, now}}});
        if (!isFirst) {
            count(place->second, attempt, now);
            return Noted{place->second.id, true};
        }
    }
    auto id = attempt.id;
    return write(m_store, std::move(attempt)).map([&] { return Noted{std::move(id), false}; });
}

void Refusals::settle(const std::string& bucket)
{
    std::optional<Counted> counted;
    {
        const std::lock_guard lock(m_mutex);
        if (auto found = m_counted.extract(bucket); !found.empty())
            counted = std::move(found.mapped());
    }
    if (counted)
        writeCount(*counted);
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
            over.push_back(std::move(it->second));
            it = m_counted.erase(it);
        }
    }
    for (const auto& counted : over)
        writeCount(counted);
}

void Refusals::count(Counted& counted, const wire::AuditEntry& attempt, Time now)
{
    auto place = std::find_if(counted.repeats.begin(), counted.repeats.end(), [&](const Repeats& repeats) {
        return repeats.entry.action == attempt.action && repeats.entry.outcome == attempt.outcome;
    });
    if (place == counted.repeats.end())
        place = counted.repeats.insert(place, Repeats{attempt, now});
    ++place->more;
    place->last = now;
}

void Refusals::writeCount(const Counted& counted)
{
    for (const auto& repeats : counted.repeats) {
        if (repeats.more == 0)
            continue;
        auto entry = repeats.entry;
        entry.detail["entry"] = counted.id;
        entry.detail["repeated"] = std::to_string(repeats.more);
        entry.detail["first"] = timeText(repeats.first);
        entry.detail["last"] = timeText(repeats.last);
        entry.id = crypto::randomIdText("inc_");
        if (auto done = write(m_store, entry); !done)
            spdlog::error("{} repetitions of {} could not be logged: {}", repeats.more, counted.id,
                          done.error().detail);
    }
}

} // namespace countersign::server
