#pragma once

#include "server/Configuration.h"
#include "server/store/Store.h"

namespace countersign::server {

/// The data folder in use: its key vault and its store, and nobody else in it.
struct ServerFolder
{
    std::unique_ptr<KeyVault> vault;
    std::shared_ptr<const crypto::NoteSigner>
        trustSigner; ///< its name, the log's origin: `<server id>/trust`
    std::shared_ptr<const crypto::NoteSigner> auditSigner;
    std::unique_ptr<Store> store;

    /// Makes it. `Conflict` when it was set up before, or is in use.
    [[nodiscard]] static Result<ServerFolder> create(const Configuration& configuration, const Clock& clock);
    /// `Configuration` when it was never set up, or belongs to a server of another name; `Conflict` when it
    /// is in use; `FileAccess` unless it is ours and 0700; `PassphraseWrong`.
    [[nodiscard]] static Result<ServerFolder> open(const Configuration& configuration, const Clock& clock);
    /// Takes away the databases of a set-up that failed, once they are closed. The lock file stays.
    static void discard(const std::filesystem::path& folder);
};

/// An entry for what is done on the host, outside any session: by the server's account, started by this user.
[[nodiscard]] wire::AuditEntry hostEntry(std::string action, std::string object);

} // namespace countersign::server
