#include "server/store/Publisher.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr std::array bothLogs{LogName::Trust, LogName::Audit};

} // namespace

Publisher::Publisher(Signers signers, Persist persist) : m_persist(std::move(persist))
{
    of(LogName::Trust).signer = std::move(signers.trust);
    of(LogName::Audit).signer = std::move(signers.audit);
}

Publisher::~Publisher()
{
    stop();
}

void Publisher::resume(LogName log, Published published, const LogHead& head)
{
    const std::lock_guard lock(m_mutex);
    of(log).published = std::move(published);
    of(log).head = head;
    of(log).pendingSince = Steady::now();
}

Result<void> Publisher::start()
{
    if (!m_held)
        for (const auto log : bothLogs)
            if (pending(of(log)))
                if (auto done = publish({log}); !done)
                    return done;
    m_thread = std::thread([this] { work(); });
    return {};
}

void Publisher::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_wake.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

void Publisher::grow(const Heads& heads)
{
    for (const auto& [log, head] : {std::pair(LogName::Trust, heads.trust), {LogName::Audit, heads.audit}}) {
        if (head.size == of(log).head.size)
            continue;
        if (!pending(of(log)))
            of(log).pendingSince = Steady::now();
        of(log).head = head;
    }
    m_wake.notify_all();
}

void Publisher::committed(const Heads& heads)
{
    const std::lock_guard lock(m_mutex);
    grow(heads);
}

void Publisher::committed(const Heads& heads, Signers signers)
{
    const std::lock_guard lock(m_mutex);
    of(LogName::Trust).signer = std::move(signers.trust);
    of(LogName::Audit).signer = std::move(signers.audit);
    m_together = true;
    ++m_changes;
    m_held = false;
    grow(heads);
}

void Publisher::hold()
{
    const std::lock_guard lock(m_mutex);
    m_held = true;
}

Publisher::Published Publisher::published(LogName log) const
{
    const std::lock_guard lock(m_mutex);
    return of(log).published;
}

Store::LogStanding Publisher::standing(LogName log) const
{
    const auto now = Steady::now();
    const std::lock_guard lock(m_mutex);
    const auto& it = of(log);
    Store::LogStanding standing{it.head.size, it.published.head.size, {}, now - it.signedAt};
    if (pending(it))
        standing.unpublishedFor = now - it.pendingSince;
    return standing;
}

void Publisher::listen(std::function<void(LogName)> listener)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.push_back(std::move(listener));
}

bool Publisher::pending(const Log& log)
{
    return log.published.note.empty() || log.published.head.size < log.head.size;
}

Publisher::Published Publisher::signedBy(const Signer& signer, const LogHead& head)
{
    return {head, crypto::signCheckpoint({signer->verifier().name(), head.size, head.root}, *signer)};
}

Result<void> Publisher::publish(const std::vector<LogName>& logs)
{
    std::unique_lock lock(m_mutex);
    std::vector<std::tuple<LogName, Signer, LogHead>> toSign;
    const auto begun = Steady::now();
    const auto changes = m_changes;
    for (const auto log : logs) {
        toSign.emplace_back(log, of(log).signer, of(log).head);
        of(log).next = begun + pause;
    }
    lock.unlock();

    Several fresh;
    for (const auto& [log, signer, head] : toSign)
        fresh.emplace_back(log, signedBy(signer, head));
    if (auto done = m_persist(fresh); !done)
        return done;

    lock.lock();
    // Unless they changed meanwhile: then these were signed by the ones before.
    if (logs.size() > 1 && changes == m_changes)
        m_together = false;
    for (auto& [log, published] : fresh) {
        auto& signedNow = of(log);
        signedNow.published = std::move(published);
        signedNow.signedAt = Steady::now();
        // What was committed while this was signed: later than its beginning, at least.
        signedNow.pendingSince = begun;
    }
    const auto listeners = m_listeners;
    lock.unlock();
    for (const auto log : logs)
        for (const auto& listener : listeners)
            listener(log);
    return {};
}

std::vector<LogName> Publisher::due() const
{
    if (m_held)
        return {};
    // Both have grown: the statement that changes the keys stands in one, and its entry in the other.
    if (m_together)
        return {LogName::Trust, LogName::Audit};
    std::vector<LogName> first;
    for (const auto log : bothLogs)
        if (pending(of(log)) && (first.empty() || of(log).next < of(first.front()).next))
            first = {log};
    return first;
}

void Publisher::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        const auto logs = due();
        if (logs.empty()) {
            m_wake.wait(lock);
            continue;
        }
        auto next = of(logs.front()).next;
        for (const auto log : logs)
            next = std::max(next, of(log).next);
        if (next > Steady::now()) {
            m_wake.wait_until(lock, next);
        } else {
            lock.unlock();
            // A head that could not be stored is tried again after the pause.
            std::ignore = publish(logs);
            lock.lock();
        }
    }
}

} // namespace countersign::server
