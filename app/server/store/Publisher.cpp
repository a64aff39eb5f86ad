#include "server/store/Publisher.h"

namespace countersign::server {

namespace {

constexpr std::array bothLogs{LogName::Trust, LogName::Audit};

} // namespace

Publisher::Publisher(Signer trust, Signer audit, Persist persist) : m_persist(std::move(persist))
{
    of(LogName::Trust).signer = std::move(trust);
    of(LogName::Audit).signer = std::move(audit);
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
    for (const auto log : bothLogs)
        if (pending(of(log)))
            if (auto done = publish(log); !done)
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

void Publisher::committed(LogName log, const LogHead& head)
{
    const std::lock_guard lock(m_mutex);
    if (!pending(of(log)))
        of(log).pendingSince = Steady::now();
    of(log).head = head;
    m_wake.notify_all();
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

Result<void> Publisher::publish(LogName log)
{
    std::unique_lock lock(m_mutex);
    Published fresh{of(log).head, {}};
    const auto signer = of(log).signer;
    const auto begun = Steady::now();
    of(log).next = begun + pause;
    lock.unlock();

    fresh.note =
        crypto::signCheckpoint({signer->verifier().name(), fresh.head.size, fresh.head.root}, *signer);
    if (auto done = m_persist(log, fresh); !done)
        return done;

    lock.lock();
    auto& signedNow = of(log);
    signedNow.published = std::move(fresh);
    signedNow.signedAt = Steady::now();
    // What was committed while this was signed: later than its beginning, at least.
    signedNow.pendingSince = begun;
    const auto listeners = m_listeners;
    lock.unlock();
    for (const auto& listener : listeners)
        listener(log);
    return {};
}

void Publisher::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        std::optional<LogName> due;
        for (const auto log : bothLogs)
            if (pending(of(log)) && (!due || of(log).next < of(*due).next))
                due = log;
        if (!due) {
            m_wake.wait(lock);
        } else if (const auto next = of(*due).next; next > Steady::now()) {
            m_wake.wait_until(lock, next);
        } else {
            lock.unlock();
            // A head that could not be stored is tried again after the pause.
            std::ignore = publish(*due);
            lock.lock();
        }
    }
}

} // namespace countersign::server
