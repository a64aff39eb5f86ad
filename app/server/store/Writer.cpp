#include "server/store/Writer.h"

#include "base/Base64.h"
#include "crypto/Random.h"
#include "server/store/Sqlite.h"
#include "trust/Entry.h"

#include <algorithm>

namespace countersign::server {

namespace {

soci::statement prepared(soci::session& sql, std::string_view text)
{
    return (sql.prepare << std::string(text));
}

/// `work`'s error, or that of whatever it threw: a change is other people's code.
Result<void> contained(const std::function<Result<void>()>& work)
{
    try {
        return work();
    } catch (const soci::soci_error& error) {
        return tl::unexpected(sqlite::errorOf(error));
    } catch (const std::exception& error) {
        // Its text may quote data.
        return fail(ErrorCode::Internal, std::string("a change threw ") + typeid(error).name());
    }
}

} // namespace

class Writer::OpenChange final : public Transaction
{
public:
    OpenChange(Writer& writer, WaitingChange& waiting)
        : m_writer(writer), m_waiting(waiting), m_now(writer.nextTime())
    {
    }

    soci::session& sql() override { return m_writer.m_sql; }
    Time now() const override { return m_now; }
    const trust::TrustState& trustState() const override { return m_writer.m_trust.state(); }
    void afterCommit(std::function<void()> task) override
    {
        m_waiting.afterCommit.push_back(std::move(task));
    }

    Result<std::uint64_t> audit(wire::AuditEntry entry) override
    {
        if (entry.id.empty())
            entry.id = crypto::randomIdText("ent_");
        entry.salt = base64Url(crypto::randomBytes(16));
        entry.time = m_now;
        auto job = entry.job;
        auto index = m_writer.m_auditLog.append(wire::encode(entry), std::move(job));
        if (!index)
            return index;
        m_writer.m_last = m_now;
        m_writer.setOpenEntry(*index);
        m_audited = true;
        return index;
    }

    Result<std::uint64_t> trust(const wire::SignedStatement& statement) override
    {
        if (!m_audited)
            return fail(ErrorCode::Internal, "a statement without an audit entry");
        const auto entry = trust::entryOf(statement, m_now);
        if (auto done = m_writer.m_trust.apply(entry); !done)
            return tl::unexpected(done.error());
        m_applied = true;
        auto index = m_writer.m_trustLog.append(wire::encode(entry), {});
        if (!index)
            m_unwritten = index.error();
        return index;
    }

    [[nodiscard]] bool audited() const { return m_audited; }
    /// Whether the trust state was changed, too.
    [[nodiscard]] bool applied() const { return m_applied; }
    /// The trust state took a statement that its log did not: such a change can't succeed.
    [[nodiscard]] const std::optional<Error>& unwritten() const { return m_unwritten; }

private:
    std::shared_ptr<void>& keptOf(std::type_index type) override { return m_writer.m_kept[type]; }

    Writer& m_writer;
    WaitingChange& m_waiting;
    Time m_now;
    bool m_audited = false;
    bool m_applied = false;
    std::optional<Error> m_unwritten;
};

Writer::Writer(soci::session& sql, TrustKeeper& trust, const Clock& clock, Committed committed)
    : m_sql(sql),
      m_trust(trust),
      m_clock(clock),
      m_committed(std::move(committed)),
      m_trustLog(sql, LogName::Trust),
      m_auditLog(sql, LogName::Audit),
      m_begin(prepared(sql, sqlite::begin)),
      m_commit(prepared(sql, "COMMIT")),
      m_savepoint(prepared(sql, "SAVEPOINT change_begun")),
      m_release(prepared(sql, "RELEASE SAVEPOINT change_begun")),
      m_open((sql.prepare << "UPDATE open_entry SET idx = :idx WHERE one = 1",
              soci::use(m_openIndex, m_openIndicator)))
{
}

Result<void> Writer::load()
{
    if (auto done = m_trust.load(m_sql); !done)
        return done;
    if (auto done = m_trustLog.load(); !done)
        return done;
    if (auto done = m_auditLog.load(); !done)
        return done;
    m_last = m_trust.state().lastTime();
    if (m_auditLog.size() == 0)
        return {};
    return sqlite::guarded([&] {
        return forEachEntry(
            m_sql, LogName::Audit, m_auditLog.size() - 1, m_auditLog.size(),
            [&](std::uint64_t, const std::string& line, const Digest&) -> Result<void> {
                return wire::decode<wire::AuditEntry>(line).map(
                    [&](const wire::AuditEntry& entry) { m_last = std::max(m_last, entry.time); });
            });
    });
}

LogHead Writer::head(LogName log) const
{
    return (log == LogName::Trust ? m_trustLog : m_auditLog).head();
}

Time Writer::nextTime() const
{
    return std::max(m_last, m_clock.now());
}

void Writer::setOpenEntry(std::optional<std::uint64_t> index)
{
    m_openIndex = static_cast<long long>(index.value_or(0));
    m_openIndicator = index ? soci::i_ok : soci::i_null;
    m_open.execute(true);
}

Writer::Mark Writer::mark() const
{
    return {m_trustLog.edge(), m_auditLog.edge(), m_last};
}

void Writer::run(const std::vector<WaitingChange*>& batch)
{
    const auto before = mark();
    const auto done = m_broken ? Result<void>(tl::unexpected(*m_broken)) : runBatch(batch);
    if (!done) {
        abandon(before, batch, done.error());
        return;
    }
    m_trust.settle();
    if (m_trustLog.size() != before.trust.size() || m_auditLog.size() != before.audit.size())
        m_committed();
    for (auto* waiting : batch) {
        if (!waiting->result)
            continue;
        for (const auto& task : waiting->afterCommit)
            // What is on the disk stays: whatever follows it has to cope with its own failures.
            std::ignore = contained([&]() -> Result<void> {
                task();
                return {};
            });
    }
}

Result<void> Writer::runBatch(const std::vector<WaitingChange*>& batch)
{
    return sqlite::guarded([&]() -> Result<void> {
        const auto trustSize = m_trustLog.size();
        const auto auditSize = m_auditLog.size();
        m_begin.execute(true);
        for (auto* waiting : batch)
            if (auto done = runChange(*waiting); !done)
                return done;
        if (m_trustLog.size() != trustSize)
            m_trustLog.recordHead();
        if (m_auditLog.size() != auditSize)
            m_auditLog.recordHead();
        m_commit.execute(true);
        return {};
    });
}

Result<void> Writer::runChange(WaitingChange& waiting)
{
    const auto before = mark();
    m_savepoint.execute(true);
    OpenChange change(*this, waiting);
    waiting.result = contained([&]() -> Result<void> {
        auto done = (*waiting.change)(change);
        if (done && change.unwritten())
            return tl::unexpected(*change.unwritten());
        return done;
    });
    if (waiting.result) {
        if (change.audited())
            setOpenEntry(std::nullopt);
        m_release.execute(true);
        return {};
    }
    // Fails if SQLite itself has given up the whole transaction (disk full, I/O): then the batch is lost.
    m_sql << "ROLLBACK TO SAVEPOINT change_begun";
    m_release.execute(true);
    waiting.afterCommit.clear();
    return goBack(before, change.applied());
}

Result<void> Writer::goBack(const Mark& mark, bool trustToo)
{
    m_trustLog.undoTo(mark.trust);
    m_auditLog.undoTo(mark.audit);
    m_last = mark.time;
    return trustToo ? m_trust.restore(m_sql) : Result<void>();
}

void Writer::abandon(const Mark& mark, const std::vector<WaitingChange*>& batch, const Error& why)
{
    // Refused by itself when SQLite has rolled back already.
    std::ignore = sqlite::guarded([&]() -> Result<void> {
        m_sql << "ROLLBACK";
        return {};
    });
    const bool trustToo = m_trust.state().size() != mark.trust.size();
    if (auto done = goBack(mark, trustToo); !done && !m_broken)
        m_broken = done.error();
    m_trust.settle();
    for (auto* waiting : batch)
        waiting->result = tl::unexpected(why);
}

} // namespace countersign::server
