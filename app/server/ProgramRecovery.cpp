#include "server/ProgramRecovery.h"

#include "base/Base64.h"
#include "crypto/Random.h"
#include "server/ServerFolder.h"
#include "server/audit/CopiedLog.h"
#include "server/store/LogTable.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace countersign::server {

namespace {

/// One log: what it is, and what others know of it.
struct Loss
{
    LogName log = LogName::Trust;
    std::vector<crypto::NoteVerifier> verifiers; ///< of its present name, the newest key first
    LogHead present;
    std::optional<CopiedLog> copied;
    wire::SeenTree lost; ///< the largest head that is known
    wire::SeenTree kept; ///< of what is still here
};

using Losses = std::array<Loss, 2>;

// All keys that a log of the present name had.
std::vector<crypto::NoteVerifier> verifiersOf(const std::vector<trust::LogKeys>& all, LogName log)
{
    std::vector<crypto::NoteVerifier> verifiers;
    for (auto keys = all.rbegin(); keys != all.rend(); ++keys) {
        auto verifier = crypto::NoteVerifier::fromText(log == LogName::Trust ? keys->trust : keys->audit);
        if (verifier && (verifiers.empty() || verifier->name() == verifiers.front().name()))
            verifiers.push_back(std::move(*verifier));
    }
    return verifiers;
}

// Of what was written since an earlier recovery began nothing was published: it is behind the loss.
Result<LogHead> keptHead(const Store& store, LogName log, const std::optional<wire::PendingRecovery>& earlier)
{
    if (!earlier)
        return readFor<LogHead>(store, [&](soci::session& sql) { return recordedHead(sql, log); });
    const auto& kept = log == LogName::Trust ? earlier->kept.trust : earlier->kept.audit;
    return LogHead{kept.size, kept.root};
}

Result<Losses> presentLogs(const Store& store, const std::optional<wire::PendingRecovery>& earlier)
{
    std::vector<trust::LogKeys> keys;
    store.withTrust([&](const trust::TrustState& state) {
        if (state.founded())
            keys = state.logKeys();
    });
    if (keys.empty())
        return fail(ErrorCode::RootMissing, "this server was not founded yet: there is nothing to recover; "
                                            "set it up anew by `countersignd init`");
    Losses losses;
    for (const auto log : {LogName::Trust, LogName::Audit}) {
        auto& loss = losses[static_cast<std::size_t>(log)];
        const auto head = keptHead(store, log, earlier);
        if (!head)
            return tl::unexpected(head.error());
        loss.log = log;
        loss.verifiers = verifiersOf(keys, log);
        loss.present = *head;
        loss.kept = loss.lost = {head->size, head->root};
    }
    return losses;
}

Result<Digest> presentRoot(const Store& store, LogName log, std::uint64_t size)
{
    return readFor<Digest>(store, [&](soci::session& sql) { return rootAt(sql, log, size); });
}

// The copy has the entries themselves: it tells how far both are the same, even where this store went on.
Result<void> readCopy(const Store& store, const std::filesystem::path& copies, Loss& loss)
{
    const auto folder = copyFolderOf(copies, loss.verifiers.front().name());
    if (!folder)
        return tl::unexpected(folder.error());
    Result<std::optional<CopiedLog>> copied = std::nullopt;
    for (const auto& verifier : loss.verifiers)
        if (copied = CopiedLog::open(*folder, verifier); copied)
            break;
    if (!copied)
        return tl::unexpected(copied.error());
    if (!*copied)
        return {};
    const auto common = (*copied)->commonWith(
        loss.present.size, [&](std::uint64_t size) { return presentRoot(store, loss.log, size); });
    if (!common)
        return tl::unexpected(common.error());
    const auto& head = (*copied)->head();
    if (*common == head.size) // all of it is here
        return {};
    const auto root = presentRoot(store, loss.log, *common);
    if (!root)
        return tl::unexpected(root.error());
    loss.kept = {*common, *root};
    loss.lost = {head.size, head.root};
    loss.copied = std::move(*copied);
    return {};
}

Result<void> readCopies(const Store& store, const std::filesystem::path& copies, Losses& losses)
{
    if (copies.empty())
        return {};
    if (auto done = checkNoLaterLogs(store, copies); !done)
        return done;
    for (auto& loss : losses)
        if (auto done = readCopy(store, copies, loss); !done)
            return done;
    return {};
}

// A signed head alone: of a size that is here it tells whether it is the same log, of a greater one nothing
// about what is between.
Result<void> takeHead(const Store& store, const std::string& file, const crypto::Checkpoint& head, Loss& loss)
{
    if (head.size <= loss.lost.size && head.size > loss.kept.size)
        return {}; // lost as well, and less than what is known to be
    if (head.size <= loss.present.size) {
        const auto root = presentRoot(store, loss.log, head.size);
        if (!root)
            return tl::unexpected(root.error());
        if (*root != head.root)
            return fail(
                ErrorCode::LogForked,
                file + " is of another log than this store's first " + std::to_string(head.size) +
                    " entries: this server went on after it was restored. Restore the backup once more, "
                    "and run this before the server starts");
        return {};
    }
    if (head.size > loss.lost.size) {
        loss.lost = {head.size, head.root};
        loss.copied.reset(); // its end is not the end
    }
    return {};
}

Result<void> readCheckpoint(const Store& store, const std::filesystem::path& file, Losses& losses)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string note{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return fail(ErrorCode::FileAccess, file.string() + ": cannot be read: " + std::strerror(errno));
    Error why;
    for (auto& loss : losses)
        for (const auto& verifier : loss.verifiers) {
            const auto head = crypto::openCheckpoint(note, verifier);
            if (head)
                return takeHead(store, file.string(), *head, loss);
            why = head.error();
        }
    return fail(ErrorCode::LogSignature,
                file.string() +
                    ": is no checkpoint that this server signed, as it was restored: " + why.detail);
}

bool openRecovery(const Store& store)
{
    bool open = false;
    store.withTrust([&](const trust::TrustState& state) {
        open = std::ranges::any_of(state.matters(), [](const auto& known) {
            const auto& matter = known.second;
            return matter.standing == wire::Standing::Open &&
                   matter.signedStatement.statement.type() == wire::StatementType::LogRecovery;
        });
    });
    return open;
}

bool sameLoss(const wire::PendingRecovery& earlier, const Losses& losses)
{
    return earlier.lost.trust.size == losses[0].lost.size && earlier.lost.audit.size == losses[1].lost.size &&
           earlier.kept.trust.size == losses[0].kept.size && earlier.kept.audit.size == losses[1].kept.size;
}

bool isLost(const Loss& loss)
{
    return loss.lost.size > loss.kept.size;
}

Result<void> checkLost(const Losses& losses, bool sources)
{
    if (isLost(losses[0]) || isLost(losses[1]))
        return {};
    std::string sizes = std::to_string(losses[0].present.size) + " entries of the trust log and " +
                        std::to_string(losses[1].present.size) + " of the audit log";
    if (!sources)
        return fail(ErrorCode::Configuration, "nothing tells what was lost: the configuration names no [log] "
                                              "copy; give a checkpoint that a console stored by --lost");
    return fail(ErrorCode::Conflict, "nothing was lost: all that is known to have been signed is here (" +
                                         sizes + "). Start the server");
}

/// Time of an audit entry; nothing where it is none.
std::optional<Time> timeOf(const Result<std::string>& line)
{
    if (!line)
        return std::nullopt;
    const auto entry = wire::decode<wire::AuditEntry>(*line);
    return entry ? std::optional(entry->time) : std::nullopt;
}

Result<std::string> presentEntry(const Store& store, std::uint64_t index)
{
    return store.auditEntries({index}).map([](auto entries) { return std::move(entries.front().line); });
}

// Another origin each time: what was signed under the ones before stays what it is. Not by counting: a
// backup from before a recovery does not know of it.
Result<std::string> newOrigin(KeyVault& vault, const ServerId& server, LogName log, const std::string& mark)
{
    return vault.newLogKey().map([&](const crypto::Ed25519PublicKey& half) {
        const auto name = server.text() + '/' + std::string(logText(log)) + '-' + mark;
        return crypto::NoteVerifier(name, half).text();
    });
}

Result<wire::PendingRecovery> pendingOf(const ServerFolder& folder, const ServerId& server,
                                        const Losses& losses, Time now)
{
    const auto mark = hex(crypto::randomBytes(8));
    auto trustLog = newOrigin(*folder.vault, server, LogName::Trust, mark);
    auto auditLog = newOrigin(*folder.vault, server, LogName::Audit, mark);
    if (!trustLog || !auditLog)
        return tl::unexpected(trustLog ? auditLog.error() : trustLog.error());
    const auto& audit = losses[static_cast<std::size_t>(LogName::Audit)];
    wire::PendingRecovery pending;
    pending.lost = {losses[0].lost, audit.lost};
    pending.kept = {losses[0].kept, audit.kept};
    pending.trustLog = std::move(*trustLog);
    pending.auditLog = std::move(*auditLog);
    pending.begun = now;
    if (audit.kept.size > 0)
        pending.keptUntil = timeOf(presentEntry(*folder.store, audit.kept.size - 1)).value_or(now);
    if (audit.copied)
        pending.lostUntil = timeOf(audit.copied->entry(audit.lost.size - 1));
    return pending;
}

wire::AuditEntry entryOf(const ServerId& server, const wire::PendingRecovery& pending)
{
    auto entry = hostEntry("server.recover", server.text());
    entry.detail["lostTrust"] = std::to_string(pending.lost.trust.size);
    entry.detail["lostAudit"] = std::to_string(pending.lost.audit.size);
    entry.detail["keptTrust"] = std::to_string(pending.kept.trust.size);
    entry.detail["keptAudit"] = std::to_string(pending.kept.audit.size);
    return entry;
}

std::string lossText(const char* log, const wire::SeenTree& lost, const wire::SeenTree& kept)
{
    const auto text = std::string("Of the ") + log + " log ";
    if (lost.size == kept.size)
        return text + "nothing is lost (" + std::to_string(kept.size) + " entries).\n";
    const auto count = lost.size - kept.size;
    if (count == 1)
        return text + "one entry is lost, that of index " + std::to_string(kept.size) + ".\n";
    return text + std::to_string(count) + " entries are lost, those of index " + std::to_string(kept.size) +
           " to " + std::to_string(lost.size - 1) + ".\n";
}

} // namespace

Result<wire::PendingRecovery> recoverOnHost(const Configuration& configuration,
                                            const std::vector<std::filesystem::path>& lost,
                                            const Clock& clock)
{
    const auto folder = ServerFolder::open(configuration, clock);
    if (!folder && folder.error().code == ErrorCode::Conflict)
        return fail(ErrorCode::Conflict, folder.error().detail + "; stop it first");
    if (!folder)
        return tl::unexpected(folder.error());
    auto& store = *folder->store;
    const auto earlier = store.recovery();
    if (earlier && openRecovery(store))
        return fail(ErrorCode::Conflict, "an admin signed the recovery of " + timeText(earlier->begun) +
                                             " already: start the server, and let another sign or reject it");
    auto losses = presentLogs(store, earlier);
    if (!losses)
        return tl::unexpected(losses.error());
    if (auto done = readCopies(store, configuration.logCopy, *losses); !done)
        return tl::unexpected(done.error());
    for (const auto& file : lost)
        if (auto done = readCheckpoint(store, file, *losses); !done)
            return tl::unexpected(done.error());
    if (auto done = checkLost(*losses, !configuration.logCopy.empty() || !lost.empty()); !done)
        return tl::unexpected(done.error());
    if (earlier && sameLoss(*earlier, *losses))
        return fail(ErrorCode::Conflict, "a recovery of the same loss was begun on " +
                                             timeText(earlier->begun) +
                                             " and awaits two admins: start the server, and let them sign");
    auto pending = pendingOf(*folder, configuration.facts.id, *losses, clock.now());
    if (!pending)
        return pending;
    if (auto done = store.beginRecovery(entryOf(configuration.facts.id, *pending), *pending); !done)
        return tl::unexpected(done.error());
    return pending;
}

std::string recoveryText(const wire::PendingRecovery& recovery)
{
    auto text = lossText("audit", recovery.lost.audit, recovery.kept.audit) +
                lossText("trust", recovery.lost.trust, recovery.kept.trust);
    if (recovery.keptUntil != Time{})
        text += "The last entry that was kept is of " + timeText(recovery.keptUntil) + ".\n";
    if (recovery.lostUntil)
        text += "The last entry that was lost is of " + timeText(*recovery.lostUntil) + ".\n";
    return text +
           "New keys for both logs are in the vault. Their public halves, to compare with what the console "
           "shows:\n  " +
           recovery.trustLog + "\n  " + recovery.auditLog +
           "\nNow start the server. Until two admins have signed the recovery in their consoles, people can "
           "sign in and read, and nothing else.\n";
}

} // namespace countersign::server
