#include "server/store/DataFolder.h"
#include "server/store/Migrations.h"
#include "server/store/PreparedRows.h"
#include "server/store/Publisher.h"
#include "server/store/Sqlite.h"
#include "server/store/Writer.h"

namespace countersign::server {

namespace {

/// What was published last, checked against the log: a database that lost its tail, or holds another history,
/// must not sign again.
Result<Publisher::Published> publishedBefore(soci::session& sql, LogName log, const LogHead& head)
{
    return sqlite::guarded([&]() -> Result<Publisher::Published> {
        const std::string name(logText(log));
        long long size = 0;
        std::string root;
        Publisher::Published published;
        sql << "SELECT size, root, note FROM published WHERE log = :log", soci::use(name), soci::into(size),
            soci::into(root), soci::into(published.note);
        if (!sql.got_data())
            return Publisher::Published{};
        published.head.size = static_cast<std::uint64_t>(size);
        if (published.head.size > head.size)
            return fail(ErrorCode::LogInconsistent, name + " log: shorter than what was published");
        const auto then = rootAt(sql, log, published.head.size);
        if (!then)
            return tl::unexpected(then.error());
        if (then->text() != root)
            return fail(ErrorCode::LogInconsistent, name + " log: another root than the published one");
        published.head.root = *then;
        return published;
    });
}

Result<void> persist(soci::session& sql, LogName log, const Publisher::Published& published)
{
    const std::string name(logText(log));
    const auto size = static_cast<long long>(published.head.size);
    const auto root = published.head.root.text();
    soci::statement insert = (sql.prepare << "INSERT INTO published (log, size, root, note)"
                                             " VALUES (:log, :size, :root, :note)"
                                             " ON CONFLICT (log) DO UPDATE SET size = excluded.size,"
                                             " root = excluded.root, note = excluded.note"
                                             " WHERE excluded.size > published.size",
                              soci::use(name), soci::use(size), soci::use(root), soci::use(published.note));
    insert.execute(true);
    if (insert.get_affected_rows() != 1)
        return fail(ErrorCode::LogInconsistent, name + " log: that size was signed before");
    return {};
}

Result<void> persistAll(soci::session& sql, const Publisher::Several& several)
{
    for (const auto& [log, published] : several)
        if (auto done = persist(sql, log, published); !done)
            return done;
    return {};
}

class SqlStore final : public Store
{
public:
    explicit SqlStore(StoreOptions options, FolderLock lock)
        : m_options(std::move(options)), m_lock(std::move(lock)), m_readers(m_options.readers)
    {
    }
    ~SqlStore() override;

    [[nodiscard]] Result<void> load();

    Result<void> write(const Change& change) override;
    Result<void> read(const Query& query) const override;
    void withTrust(const std::function<void(const trust::TrustState&)>& look) const override;
    Result<std::string> checkpoint(LogName log) const override;
    Result<Bytes> tile(LogName log, const crypto::TileId& tile) const override;
    Result<std::vector<wire::PlacedEntry>>
    auditEntries(const std::vector<std::uint64_t>& indexes) const override;
    Result<std::vector<wire::PlacedEntry>> auditEntriesOfJob(const JobId& job,
                                                             std::size_t limit) const override;
    Result<void> beginRecovery(const wire::AuditEntry& entry, const wire::PendingRecovery& recovery) override;
    std::optional<wire::PendingRecovery> recovery() const override
    {
        const std::lock_guard lock(m_recovering);
        return m_recovery;
    }
    void onPublished(std::function<void(LogName)> listener) override
    {
        m_publisher->listen(std::move(listener));
    }
    void onBatch(std::function<void(const Batch&)> listener) override
    {
        const std::lock_guard lock(m_listening);
        m_onBatch = std::move(listener);
    }
    std::size_t waiting() const override { return m_queue->waiting(); }
    LogStanding standing(LogName log) const override { return m_publisher->standing(log); }
    Result<void> verifyWholeLog(LogName log) const override;

private:
    [[nodiscard]] Result<void> connect();
    [[nodiscard]] Result<void> openPublisher();
    /// Those of the keys that the trust log names; nothing where they sign already.
    [[nodiscard]] Result<std::optional<Publisher::Signers>> otherSigners();
    void committed();
    void run(const std::vector<WaitingChange*>& batch);

    StoreOptions m_options;
    FolderLock m_lock;
    soci::session m_sql; ///< the writer's
    mutable soci::connection_pool m_readers;
    TrustKeeper m_trust;
    std::optional<Writer> m_writer;
    std::optional<WriteQueue> m_queue;
    std::optional<Publisher> m_publisher;
    std::mutex m_listening;
    std::function<void(const Batch&)> m_onBatch;
    std::pair<std::string, std::string> m_keys; ///< that sign now, of the trust and the audit log
    mutable std::mutex m_recovering;
    std::optional<wire::PendingRecovery> m_recovery;
};

SqlStore::~SqlStore()
{
    if (m_publisher)
        m_publisher->stop();
    m_queue.reset();
    m_writer.reset();
    if (m_sql.is_connected()) // NOLINT: what stays in the WAL is read at the next start
        std::ignore = sqlite::truncateWal(m_sql);
}

Result<void> SqlStore::connect()
{
    const auto file = m_options.folder / "countersign.db";
    if (auto done = requirePrivateFile(file); !done)
        return done;
    auto done = sqlite::guarded([&]() -> Result<void> {
        sqlite::connect(m_sql, file, sqlite::Use::Writer);
        return migrate(m_sql, storeMigrations(), m_options.clock->now());
    });
    if (!done)
        return done;
    return sqlite::guarded([&]() -> Result<void> {
        for (unsigned i = 0; i < m_options.readers; ++i)
            sqlite::connect(m_readers.at(i), file, sqlite::Use::Reader);
        return {};
    });
}

Result<void> SqlStore::load()
{
    if (auto done = connect(); !done)
        return done;
    auto made = sqlite::guarded([&]() -> Result<void> {
        m_writer.emplace(m_sql, m_trust, *m_options.clock, [this] { committed(); });
        if (auto done = m_writer->load(); !done)
            return done;
        return pendingRecovery(m_sql, m_trust.state()).map([this](auto found) {
            m_recovery = std::move(found);
        });
    });
    if (!made)
        return made;
    if (auto done = openPublisher(); !done)
        return done;
    m_queue.emplace([this](const std::vector<WaitingChange*>& batch) { run(batch); });
    return m_publisher->start();
}

Result<void> SqlStore::openPublisher()
{
    m_keys = {m_options.trustSigner->verifier().text(), m_options.auditSigner->verifier().text()};
    auto signers = otherSigners();
    if (!signers)
        return tl::unexpected(signers.error());
    m_publisher.emplace(
        signers->value_or(Publisher::Signers{m_options.trustSigner, m_options.auditSigner}),
        [this](const Publisher::Several& several) {
            return write([&](Transaction& transaction) { return persistAll(transaction.sql(), several); });
        });
    if (m_recovery)
        m_publisher->hold();
    for (const auto log : {LogName::Trust, LogName::Audit}) {
        const auto head = m_writer->head(log);
        auto published = publishedBefore(m_sql, log, head);
        if (!published)
            return tl::unexpected(published.error());
        m_publisher->resume(log, std::move(*published), head);
    }
    return {};
}

Result<std::optional<Publisher::Signers>> SqlStore::otherSigners()
{
    const auto& state = m_trust.state();
    if (!m_options.signerOf || !state.founded())
        return std::nullopt;
    const auto& named = state.logKeys().back();
    if (m_keys == std::pair(named.trust, named.audit))
        return std::nullopt;
    Publisher::Signers signers{m_options.signerOf(named.trust), m_options.signerOf(named.audit)};
    if (!signers.trust || !signers.audit)
        return fail(
            ErrorCode::KeyMissing,
            "the key vault lacks the keys by which the logs are signed now; restore keys.db as it was "
            "when they were made, or later");
    m_keys = {named.trust, named.audit};
    return std::optional(std::move(signers));
}

// On the writer's thread.
void SqlStore::committed()
{
    const Publisher::Heads heads{m_writer->head(LogName::Trust), m_writer->head(LogName::Audit)};
    auto signers = otherSigners();
    if (!signers) // nobody let in a statement that names such keys
        m_publisher->hold();
    if (signers && *signers)
        m_publisher->committed(heads, std::move(**signers));
    else
        m_publisher->committed(heads);
    const std::lock_guard lock(m_recovering);
    if (m_recovery && inForce(m_trust.state(), *m_recovery))
        m_recovery.reset();
}

// Held first: under the old keys nobody is to see an entry behind what was kept.
Result<void> SqlStore::beginRecovery(const wire::AuditEntry& entry, const wire::PendingRecovery& recovery)
{
    m_publisher->hold();
    auto done = write([&](Transaction& transaction) -> Result<void> {
        const auto index = transaction.audit(entry);
        if (!index)
            return tl::unexpected(index.error());
        insertRecovery(transaction.sql(), recovery, *index);
        return {};
    });
    if (done) {
        const std::lock_guard lock(m_recovering);
        m_recovery = recovery;
    }
    return done;
}

void SqlStore::run(const std::vector<WaitingChange*>& batch)
{
    const auto begun = std::chrono::steady_clock::now();
    m_writer->run(batch);
    const std::lock_guard lock(m_listening);
    if (m_onBatch)
        m_onBatch({batch.size(), std::chrono::steady_clock::now() - begun});
}

Result<void> SqlStore::write(const Change& change)
{
    return m_queue->run(change);
}

Result<void> SqlStore::read(const Query& query) const
{
    return sqlite::guarded([&]() -> Result<void> {
        soci::session sql(m_readers);
        soci::transaction transaction(sql);
        return query(sql);
    });
}

void SqlStore::withTrust(const std::function<void(const trust::TrustState&)>& look) const
{
    // The writer's thread may hold the state already; nobody else changes it.
    if (m_queue->onItsThread())
        look(m_trust.state());
    else
        m_trust.look(look);
}

Result<std::string> SqlStore::checkpoint(LogName log) const
{
    return m_publisher->published(log).note;
}

Result<Bytes> SqlStore::tile(LogName log, const crypto::TileId& tile) const
{
    const auto level = static_cast<unsigned>(std::max(tile.level, 0));
    constexpr unsigned highest = 64 / RightEdge::height;
    const auto size = m_publisher->published(log).head.size;
    const auto hashes = level < highest ? size >> (RightEdge::height * level) : 0;
    const auto before = tile.index <= hashes / RightEdge::full ? tile.index * RightEdge::full : hashes;
    if (tile.level < -1 || tile.width == 0 || tile.width > RightEdge::full || hashes - before < tile.width)
        return fail(ErrorCode::NotFound, "beyond the published size");
    std::optional<Bytes> bytes;
    auto done = read([&](soci::session& sql) {
        return readTile(sql, log, tile).map([&](Bytes read) { bytes = std::move(read); });
    });
    if (!done)
        return tl::unexpected(done.error());
    return std::move(*bytes);
}

Result<std::vector<wire::PlacedEntry>> SqlStore::auditEntries(const std::vector<std::uint64_t>& indexes) const
{
    return readFor<std::vector<wire::PlacedEntry>>(
        *this, [&](soci::session& sql) -> Result<std::vector<wire::PlacedEntry>> {
            std::vector<wire::PlacedEntry> entries;
            long long index = 0;
            std::string line;
            soci::statement select = (sql.prepare << "SELECT line FROM audit_entries WHERE idx = :idx",
                                      soci::use(index), soci::into(line));
            for (const auto wanted : indexes) {
                index = static_cast<long long>(wanted);
                if (!select.execute(true))
                    return fail(ErrorCode::NotFound, "no entry " + std::to_string(wanted));
                entries.push_back({wanted, line});
            }
            return entries;
        });
}

Result<std::vector<wire::PlacedEntry>> SqlStore::auditEntriesOfJob(const JobId& job, std::size_t limit) const
{
    return readFor<std::vector<wire::PlacedEntry>>(
        *this, [&](soci::session& sql) -> Result<std::vector<wire::PlacedEntry>> {
            const auto most = static_cast<long long>(limit);
            long long index = 0;
            std::string line;
            soci::statement select =
                (sql.prepare << "SELECT idx, line FROM audit_entries WHERE job = :job AND job <> ''"
                                " ORDER BY idx LIMIT :most",
                 soci::use(job.text()), soci::use(most), soci::into(index), soci::into(line));
            select.execute();
            std::vector<wire::PlacedEntry> entries;
            while (select.fetch())
                entries.push_back({static_cast<std::uint64_t>(index), line});
            return entries;
        });
}

Result<void> SqlStore::verifyWholeLog(LogName log) const
{
    return read([&](soci::session& sql) { return verifyLog(sql, log); });
}

} // namespace

Result<std::unique_ptr<Store>> Store::open(StoreOptions options)
{
    if (!options.clock || !options.trustSigner || !options.auditSigner || options.readers == 0)
        return fail(ErrorCode::Configuration, "the store needs a clock, two signers and a reader");
    if (auto done = requirePrivateFolder(options.folder); !done)
        return tl::unexpected(done.error());
    auto lock = FolderLock::take(options.folder);
    if (!lock)
        return tl::unexpected(lock.error());
    auto store = std::make_unique<SqlStore>(std::move(options), std::move(*lock));
    if (auto done = store->load(); !done)
        return tl::unexpected(done.error());
    return store;
}

// There and back: an update that leaves the bytes as they are dirties no page, and SQLite then commits
// without a write. No entry is open between changes.
Result<void> commitNothing(Store& store)
{
    return store.write([](Transaction& transaction) -> Result<void> {
        transaction.sql() << "UPDATE open_entry SET idx = (SELECT max(idx) FROM audit_entries) WHERE one = 1";
        transaction.sql() << "UPDATE open_entry SET idx = NULL WHERE one = 1";
        return {};
    });
}

} // namespace countersign::server
