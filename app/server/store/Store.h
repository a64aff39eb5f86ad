#pragma once

#include "base/Time.h"
#include "crypto/Checkpoint.h"
#include "crypto/SignedNote.h"
#include "crypto/Tile.h"
#include "trust/TrustState.h"
#include "wire/Audit.h"
#include "wire/Prepared.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <typeindex>

#include <soci/soci.h>

/// The server's memory: SQLite through SOCI (WAL, full sync), one writer with group commit, and the two
/// Merkle logs in the transaction of the change that they record.
namespace countersign::server {

enum class LogName : std::uint8_t { Trust, Audit };
/// `trust` or `audit`, as in paths and events.
[[nodiscard]] std::string_view logText(LogName log);
[[nodiscard]] std::optional<LogName> logFromText(std::string_view text);

/// One change with its entry. Lives in a savepoint of the writer's running transaction: it happens whole or
/// not at all.
class Transaction
{
public:
    virtual ~Transaction() = default;

    [[nodiscard]] virtual soci::session& sql() = 0;
    /// The time of this change; never decreases from one to the next.
    [[nodiscard]] virtual Time now() const = 0;
    /// Appends to the audit log and opens the tables for changes that name it: each table has a column
    /// `entry`, and a trigger refuses a row that does not carry the index returned last. Fills in `id`
    /// (unless given), `salt` and `time`.
    [[nodiscard]] virtual Result<std::uint64_t> audit(wire::AuditEntry entry) = 0;
    /// Applies to the trust state (refused if its rules refuse it, leaving no trace) and appends to the trust
    /// log, in full or by its digest as `trust::entersInFull` says. `audit` comes first.
    [[nodiscard]] virtual Result<std::uint64_t> trust(const wire::SignedStatement& statement) = 0;
    [[nodiscard]] virtual const trust::TrustState& trustState() const = 0;
    /// Run on the writer's thread once the change is durable and before `write` returns; never after a
    /// failure. Must not block, nor wait for the thread that writes.
    virtual void afterCommit(std::function<void()> task) = 0;

    /// One `T` for all changes of this store, made from the session at its first use: a prepared statement
    /// with the variables bound to it, for what is done so often that preparing it would cost more than doing
    /// it.
    template <typename T>
    [[nodiscard]] T& kept()
    {
        auto& slot = keptOf(typeid(T));
        if (!slot)
            slot = std::make_shared<T>(sql());
        return *static_cast<T*>(slot.get());
    }

private:
    [[nodiscard]] virtual std::shared_ptr<void>& keptOf(std::type_index type) = 0;
};

struct StoreOptions
{
    std::filesystem::path folder; ///< 0700; `countersign.db` lies here
    const Clock* clock = nullptr;
    std::shared_ptr<const crypto::NoteSigner> trustSigner; ///< its name is the log's origin
    std::shared_ptr<const crypto::NoteSigner> auditSigner;
    unsigned readers = 8;
    /// Who signs for a C2SP vkey that a later root or a recovery names; null where that key is not here.
    /// Without it the two above sign for good.
    std::function<std::shared_ptr<const crypto::NoteSigner>(const std::string& vkey)> signerOf = {};
};

class Store
{
public:
    /// Opens or creates, migrates, checks both logs' recorded roots, replays the trust log. `Conflict` when
    /// another process holds the folder, `Storage` for a newer schema, `KeyMissing` where nobody signs for
    /// the keys that the trust log names.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(StoreOptions options);
    virtual ~Store() = default;

    /// Changes that were committed, or lost, together.
    struct Batch
    {
        std::size_t changes = 0;
        std::chrono::nanoseconds took{}; ///< with the sync
    };
    /// How far a log is, and how far what of it is signed. Durations are of the monotonic clock.
    struct LogStanding
    {
        std::uint64_t size = 0;
        std::uint64_t published = 0;
        std::chrono::nanoseconds
            unpublishedFor{}; ///< since the first entry that no checkpoint covers; 0: none
        std::chrono::nanoseconds checkpointAge{}; ///< since the last checkpoint, or since the start
    };

    using Change = std::function<Result<void>(Transaction&)>;
    /// Runs on the writer's thread, batched with others; returns once it is on the disk, or refused. An
    /// exception of SOCI becomes `Storage` (or `ServerDiskFull`), any other `Internal`; a `write` within a
    /// change is `Internal`.
    [[nodiscard]] virtual Result<void> write(const Change& change) = 0;

    using Query = std::function<Result<void>(soci::session&)>;
    /// On a session of the readers' pool, in a read transaction.
    [[nodiscard]] virtual Result<void> read(const Query& query) const = 0;

    /// Runs with the trust state held still; it holds committed entries only. Must not `write` (use what the
    /// transaction gives within a change).
    virtual void withTrust(const std::function<void(const trust::TrustState&)>& look) const = 0;

    /// The newest published checkpoint (signed note). At most one a second is signed; `write` schedules it.
    [[nodiscard]] virtual Result<std::string> checkpoint(LogName log) const = 0;
    /// A hash tile or entry bundle as tlog-tiles serves it; `NotFound` past the published size.
    [[nodiscard]] virtual Result<Bytes> tile(LogName log, const crypto::TileId& tile) const = 0;
    /// Audit entries by index.
    [[nodiscard]] virtual Result<std::vector<wire::PlacedEntry>>
    auditEntries(const std::vector<std::uint64_t>& indexes) const = 0;
    /// Audit entries of a job, in log order, at most `limit`.
    [[nodiscard]] virtual Result<std::vector<wire::PlacedEntry>>
    auditEntriesOfJob(const JobId& job, std::size_t limit) const = 0;

    /// The log lost its tail: writes that down under `entry`, for admins to sign. From here on nothing is
    /// published, under whatever key: not until their statement is in force, and then under its keys alone.
    [[nodiscard]] virtual Result<void> beginRecovery(const wire::AuditEntry& entry,
                                                     const wire::PendingRecovery& recovery) = 0;
    /// What admins have yet to sign; without their proposal. Nothing: the logs go on.
    [[nodiscard]] virtual std::optional<wire::PendingRecovery> recovery() const = 0;

    /// Called on a thread of the store after a checkpoint was published.
    virtual void onPublished(std::function<void(LogName)> listener) = 0;
    /// Called on the writer's thread after each batch, whether it came on the disk or not; must not block.
    virtual void onBatch(std::function<void(const Batch&)> listener) = 0;
    /// Changes that wait for the writer now.
    [[nodiscard]] virtual std::size_t waiting() const = 0;
    [[nodiscard]] virtual LogStanding standing(LogName log) const = 0;

    /// Recomputes a whole log from its lines: `LogInconsistent` names the first entry or tile that was
    /// altered. Opening does this for the trust log, and for the audit log back to the last complete tiles.
    [[nodiscard]] virtual Result<void> verifyWholeLog(LogName log) const = 0;

protected:
    Store() = default;
};

/// A commit that changes nothing and takes as long as one that does: for answers that must not tell by their
/// time whether something was written.
[[nodiscard]] Result<void> commitNothing(Store& store);

/// `write` with a value: `change` returns Result<T>.
template <typename T, typename F>
[[nodiscard]] Result<T> writeFor(Store& store, F&& change)
{
    std::optional<T> value;
    auto done = store.write([&](Transaction& transaction) -> Result<void> {
        Result<T> result = change(transaction);
        if (!result)
            return tl::unexpected(result.error());
        value.emplace(std::move(*result));
        return {};
    });
    if (!done)
        return tl::unexpected(done.error());
    return std::move(*value);
}

template <typename T, typename F>
[[nodiscard]] Result<T> readFor(const Store& store, F&& query)
{
    std::optional<T> value;
    auto done = store.read([&](soci::session& sql) -> Result<void> {
        Result<T> result = query(sql);
        if (!result)
            return tl::unexpected(result.error());
        value.emplace(std::move(*result));
        return {};
    });
    if (!done)
        return tl::unexpected(done.error());
    return std::move(*value);
}

} // namespace countersign::server
