#include "server/ProgramRecovery.h"

#include "base/Base64.h"
#include "crypto/Random.h"
#include "server/LostTail.h"
#include "server/ServerFolder.h"

#include <algorithm>

namespace countersign::server {

namespace {

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
