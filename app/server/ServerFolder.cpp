#include "server/ServerFolder.h"

#include "server/store/DataFolder.h"

#include <array>

#include <pwd.h>
#include <unistd.h>

namespace countersign::server {

namespace {

constexpr auto vaultName = "keys.db";
constexpr auto storeName = "countersign.db";

bool holds(const std::filesystem::path& folder, const char* name)
{
    std::error_code ignored;
    return std::filesystem::exists(folder / name, ignored);
}

Result<std::shared_ptr<const crypto::NoteSigner>> signerOf(KeyVault& vault, const ServerId& server,
                                                           LogName log)
{
    const std::string name(logText(log));
    auto key = vault.logKey(name);
    if (!key)
        return tl::unexpected(key.error());
    return std::make_shared<const crypto::NoteSigner>(server.text() + '/' + name, std::move(*key));
}

// Keys that a later root or a recovery named; null where the vault lacks them.
std::shared_ptr<const crypto::NoteSigner> signerByKey(KeyVault& vault, const std::string& vkey)
{
    const auto verifier = crypto::NoteVerifier::fromText(vkey);
    if (!verifier)
        return nullptr;
    auto key = vault.logKeyOf(verifier->key());
    return key ? std::make_shared<const crypto::NoteSigner>(verifier->name(), std::move(*key)) : nullptr;
}

// By the file, for whoever has to mend it.
tl::unexpected<Error> of(const std::filesystem::path& file, Error why)
{
    if (why.code == ErrorCode::Storage || why.code == ErrorCode::ServerDiskFull ||
        why.code == ErrorCode::KeyMissing)
        why.detail = file.string() + ": " + why.detail;
    return tl::unexpected(std::move(why));
}

Result<void> openVault(const Configuration& configuration, const Clock& clock, ServerFolder& into)
{
    auto passphrase = configuration.passphrase();
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    auto vault = KeyVault::open(
        {configuration.dataFolder, std::move(*passphrase), &clock, configuration.policy.rotationDays});
    if (!vault && vault.error().code == ErrorCode::PassphraseWrong)
        return fail(ErrorCode::PassphraseWrong, "the passphrase in " + configuration.passphraseFile.string() +
                                                    " does not open the key vault in " +
                                                    configuration.dataFolder.string());
    if (!vault)
        return of(configuration.dataFolder / vaultName, vault.error());
    into.vault = std::move(*vault);
    return {};
}

Result<void> openStore(const Configuration& configuration, const Clock& clock, ServerFolder& into)
{
    for (const auto log : {LogName::Trust, LogName::Audit}) {
        auto signer = signerOf(*into.vault, configuration.facts.id, log);
        if (!signer)
            return of(configuration.dataFolder / vaultName, signer.error());
        (log == LogName::Trust ? into.trustSigner : into.auditSigner) = std::move(*signer);
    }
    StoreOptions options;
    options.folder = configuration.dataFolder;
    options.clock = &clock;
    options.trustSigner = into.trustSigner;
    options.auditSigner = into.auditSigner;
    options.signerOf = [vault = into.vault.get(),
                        first = std::array{into.trustSigner, into.auditSigner}](const std::string& vkey) {
        // By the key alone: that the configuration names another server than was founded is told afterwards.
        const auto verifier = crypto::NoteVerifier::fromText(vkey);
        for (const auto& signer : first)
            if (verifier && signer->verifier().key() == verifier->key())
                return signer;
        return signerByKey(*vault, vkey);
    };
    auto store = Store::open(std::move(options));
    if (!store)
        return of(configuration.dataFolder / storeName, store.error());
    into.store = std::move(*store);
    return {};
}

// What the admins signed names this server and what it is for: another id in the configuration would make all
// of it void, another environment would show people what nobody signed.
Result<void> checkFounded(const Configuration& configuration, const Store& store)
{
    Result<void> same;
    const auto compare = [&](const char* key, const std::string& configured, const std::string& founded) {
        if (same && configured != founded)
            same = fail(ErrorCode::Configuration, std::string("[server] ") + key + " is \"" + configured +
                                                      "\", but " + configuration.dataFolder.string() +
                                                      " was founded as \"" + founded + '"');
    };
    store.withTrust([&](const trust::TrustState& state) {
        if (!state.founded())
            return;
        compare("id", configuration.facts.id.text(), state.server().text());
        compare("environment", configuration.facts.environment, state.root().environment);
    });
    return same;
}

Result<ServerFolder> openRooms(const Configuration& configuration, const Clock& clock)
{
    ServerFolder folder;
    if (auto done = openVault(configuration, clock, folder); !done)
        return tl::unexpected(done.error());
    if (auto done = openStore(configuration, clock, folder); !done)
        return tl::unexpected(done.error());
    // What the admins signed counts, not what whoever holds the host writes into the file afterwards.
    folder.vault->rotateBy([store = folder.store.get(), proposed = configuration.policy.rotationDays] {
        int days = proposed;
        store->withTrust([&](const trust::TrustState& state) {
            if (state.founded())
                days = state.policyAt(state.size()).rotationDays;
        });
        return days;
    });
    return folder;
}

// The store takes the lock for good; taken here first, so that nobody reads keys under another server.
Result<void> checkFree(const std::filesystem::path& folder)
{
    return FolderLock::take(folder).map([](const FolderLock&) {});
}

} // namespace

Result<ServerFolder> ServerFolder::create(const Configuration& configuration, const Clock& clock)
{
    const auto& folder = configuration.dataFolder;
    if (auto done = requirePrivateFolder(folder); !done)
        return tl::unexpected(done.error());
    if (auto done = checkFree(folder); !done)
        return tl::unexpected(done.error());
    if (holds(folder, vaultName) || holds(folder, storeName))
        return fail(ErrorCode::Conflict, folder.string() + ": set up already");
    auto made = openRooms(configuration, clock);
    if (!made)
        discard(folder);
    return made;
}

void ServerFolder::discard(const std::filesystem::path& folder)
{
    std::error_code ignored;
    for (const std::string name : {vaultName, storeName})
        for (const auto* suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(folder / (name + suffix), ignored);
}

Result<ServerFolder> ServerFolder::open(const Configuration& configuration, const Clock& clock)
{
    const auto& folder = configuration.dataFolder;
    if (!holds(folder, vaultName) || !holds(folder, storeName))
        return fail(ErrorCode::Configuration,
                    folder.string() + ": holds no server; set it up by `countersignd init`");
    if (auto done = requirePrivateFolder(folder); !done)
        return tl::unexpected(done.error());
    if (auto done = checkFree(folder); !done)
        return tl::unexpected(done.error());
    auto opened = openRooms(configuration, clock);
    if (!opened)
        return opened;
    if (auto done = checkFounded(configuration, *opened->store); !done)
        return tl::unexpected(done.error());
    return opened;
}

wire::AuditEntry hostEntry(std::string action, std::string object)
{
    wire::AuditEntry entry;
    entry.actor.person = wire::serverAuthor.text();
    entry.action = std::move(action);
    entry.object = std::move(object);
    entry.outcome = "done";
    passwd account{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    ::getpwuid_r(::getuid(), &account, buffer.data(), buffer.size(), &found);
    entry.detail["host-user"] = found ? found->pw_name : std::to_string(::getuid());
    return entry;
}

} // namespace countersign::server
