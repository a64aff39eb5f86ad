#include "server/ProgramNextKeys.h"

#include "crypto/SignedNote.h"
#include "server/ServerFolder.h"
#include "server/store/PreparedRows.h"

namespace countersign::server {

namespace {

// Nothing but their keys: a root renames no log.
struct LogNames
{
    std::string trust;
    std::string audit;
};

Result<LogNames> namesNow(const ServerFolder& folder)
{
    if (const auto pending = folder.store->recovery())
        return fail(ErrorCode::Conflict, "a recovery was begun on " + timeText(pending->begun) +
                                             " and awaits two admins: let them sign first");
    LogNames names;
    folder.store->withTrust([&](const trust::TrustState& state) {
        if (state.founded())
            names = {crypto::nameOfVerifier(state.logKeys().back().trust),
                     crypto::nameOfVerifier(state.logKeys().back().audit)};
    });
    if (names.trust.empty())
        return fail(ErrorCode::RootMissing, "this server was not founded yet: the first root names its keys");
    return names;
}

Result<wire::PreparedKeys> make(KeyVault& vault, const LogNames& names, Time now)
{
    auto server = vault.newServerKey();
    const auto trust = vault.newLogKey();
    const auto audit = vault.newLogKey();
    if (!server)
        return tl::unexpected(server.error());
    if (!trust || !audit)
        return tl::unexpected(trust ? audit.error() : trust.error());
    wire::PreparedKeys keys;
    keys.serverKey = std::move(*server);
    keys.trustLog = crypto::NoteVerifier(names.trust, *trust).text();
    keys.auditLog = crypto::NoteVerifier(names.audit, *audit).text();
    keys.made = now;
    return keys;
}

Result<void> enter(Transaction& transaction, const ServerId& server, const wire::PreparedKeys& keys)
{
    const auto earlier = preparedKeys(transaction.sql(), transaction.trustState());
    if (!earlier)
        return tl::unexpected(earlier.error());
    if (*earlier)
        return fail(ErrorCode::Conflict, "keys were prepared on " + timeText((*earlier)->made) +
                                             ": the admins find them in the console, under Policy");
    auto entry = hostEntry("server.next-keys", server.text());
    entry.detail["key"] = keys.serverKey.thumbprint().text();
    const auto index = transaction.audit(entry);
    if (!index)
        return tl::unexpected(index.error());
    insertKeys(transaction.sql(), keys, *index);
    return {};
}

} // namespace

Result<wire::PreparedKeys> nextKeysOnHost(const Configuration& configuration, const Clock& clock)
{
    const auto folder = ServerFolder::open(configuration, clock);
    if (!folder && folder.error().code == ErrorCode::Conflict)
        return fail(ErrorCode::Conflict, folder.error().detail + "; stop it first");
    if (!folder)
        return tl::unexpected(folder.error());
    const auto names = namesNow(*folder);
    if (!names)
        return tl::unexpected(names.error());
    auto keys = make(*folder->vault, *names, clock.now());
    if (!keys)
        return keys;
    auto done = folder->store->write(
        [&](Transaction& transaction) { return enter(transaction, configuration.facts.id, *keys); });
    if (!done)
        return tl::unexpected(done.error());
    return keys;
}

std::string nextKeysText(const wire::PreparedKeys& keys)
{
    return "New keys of the server and of both logs are in the vault. Their public halves, to compare with "
           "what the console shows:\n  " +
           keys.serverKey.thumbprint().text() + "\n  " + keys.trustLog + "\n  " + keys.auditLog +
           "\nNow start the server. An admin proposes a root with these keys under Policy; once the admins "
           "have signed it, the server signs with them. Until then nothing changes.\n";
}

} // namespace countersign::server
