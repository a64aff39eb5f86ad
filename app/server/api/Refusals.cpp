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

// After the clock was set back, too: what was begun in the future would not end until then.
bool isOver(Time since, Time now)
{
    return now < since || now >= since + window;
}

// What is not the same of both goes.
void keepCommon(wire::AuditEntry& counted, const wire::AuditEntry& attempt)
{
    if (counted.object != attempt.object)
        counted.object.clear();
    if (counted.job != attempt.job)
        counted.job.clear();
    // A stranger's bucket is a network, of which the first address stands there.
    if (!attempt.actor.person.empty() && counted.network &&
        (!attempt.network || counted.network->address != attempt.network->address))
        counted.network.reset();
    if (counted.token && (!attempt.token || counted.token->id != attempt.token->id))
        counted.token.reset();
    if (counted.actor.person != attempt.actor.person)
        counted.actor = {};
    std::erase_if(counted.detail, [&](const auto& item) {
        const auto found = attempt.detail.find(item.first);
        return found == attempt.detail.end() || found->second != item.second;
    });
}

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
    const auto action = attempt.action, outcome = attempt.outcome;
    Result<void> done;
    if (const auto bucket = bucketOf(attempt)) {
        const auto noted = note(*bucket, std::move(attempt));
        if (noted)
            why.incident = noted->id;
        done = noted.map([](const Noted&) {});
    } else {
        done = write(m_store, std::move(attempt));
    }
    spdlog::info("incident {}: {} {} {}: {}", why.incident, action, outcome, codeText(why.code), why.detail);
    if (!done)
        spdlog::error("incident {}: {} {} could not be logged: {}", why.incident, action, outcome,
                      done.error().detail);
    return why;
}

std::optional<std::string> Refusals::bucketOf(const wire::AuditEntry& attempt)
{
    const auto& person = attempt.actor.person;
    const auto kind = attempt.action + ' ' + attempt.detail.at("code") + ' ' + attempt.job;
    const std::lock_guard lock(m_mutex);
    const auto now = m_clock.now();
    std::erase_if(m_shares, [&](const auto& share) { return isOver(share.second.since, now); });
    auto& share = m_shares.try_emplace(person, Share{now, mostOfOnePerson, {}}).first->second;
    if (share.left-- > 0)
        return {};
    share.left = 0;
    if (share.kinds.contains(kind) || share.kinds.size() < mostKindsOfOnePerson) {
        share.kinds.insert(kind);
        return "of " + person + ' ' + kind;
    }
    return "of " + person;
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
        const bool isStranger = attempt.actor.person.empty();
        if (isStranger && m_counted.size() >= mostCounted && !m_counted.contains(key)) {
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
    auto done = write(m_store, std::move(attempt));
    if (done)
        return Noted{std::move(id), false};
    // Nothing may be counted with an entry that is not there.
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_counted, [&](const auto& item) { return item.second.id == id; });
    return tl::unexpected(done.error());
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
            if (!all && !isOver(it->second.since, now)) {
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
    keepCommon(place->entry, attempt);
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
