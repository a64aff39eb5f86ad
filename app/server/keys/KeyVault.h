#pragma once

#include "base/Ids.h"
#include "base/Secret.h"
#include "base/Time.h"
#include "crypto/EcKey.h"
#include "crypto/Ed25519.h"
#include "wire/Keys.h"

#include <filesystem>
#include <functional>
#include <memory>

/// Keys of the server (protocols.md §4): a root key sealed by a passphrase, key-encryption keys by
/// environment, tenant and sensitivity under it, file keys under those. In a database of their own
/// (`keys.db`), whose WAL is truncated after each deletion.
namespace countersign::server {

struct KeySlot
{
    std::string environment;
    std::string tenant;
    wire::Sensitivity sensitivity = wire::Sensitivity::Standard;
};

/// What happens to a key-encryption key.
struct KeyChange
{
    enum class Kind { Create, Retire, Destroy };
    Kind kind = Kind::Create;
    KeyId key;
    KeySlot slot;
};

/// Enters changes in the audit log; an error calls them off. The vault calls it within its transaction,
/// before it commits: two databases can't commit as one, and an entry for a change that a crash then prevents
/// is better than a change without entry. It may write to the store, but must not call the vault.
using KeyRecord = std::function<Result<void>(const std::vector<KeyChange>&)>;

class KeyVault
{
public:
    struct Options
    {
        std::filesystem::path folder; ///< `keys.db` lies here
        Secret passphrase;
        const Clock* clock = nullptr;
        int periodDays = 90;
    };
    /// Opens, or creates with a new root key. `PassphraseWrong` if the root key does not open.
    [[nodiscard]] static Result<std::unique_ptr<KeyVault>> open(Options options);
    virtual ~KeyVault() = default;

    /// The server's statement key and its log keys: made once, sealed under the root key.
    [[nodiscard]] virtual const crypto::SigningKey& serverKey() const = 0;
    [[nodiscard]] virtual Result<crypto::Ed25519Key> logKey(std::string_view log) = 0;
    /// A further log key, made and sealed beside those; only its public half leaves.
    [[nodiscard]] virtual Result<crypto::Ed25519PublicKey> newLogKey() = 0;
    /// The further log key of that public half. `KeyMissing`.
    [[nodiscard]] virtual Result<crypto::Ed25519Key> logKeyOf(const crypto::Ed25519PublicKey& half) = 0;
    /// A further statement key, made and sealed beside the first; only its public half leaves.
    [[nodiscard]] virtual Result<crypto::PublicKey> newServerKey() = 0;
    /// The statement key of that thumbprint, the first or a further one. `KeyMissing`.
    [[nodiscard]] virtual Result<std::shared_ptr<const crypto::SigningKey>>
    serverKeyOf(const KeyThumbprint& thumbprint) const = 0;
    /// A secret of the server that outlives it, made at first use (e.g. the pepper of salted digests).
    [[nodiscard]] virtual Result<Secret> serverSecret(std::string_view name) = 0;

    /// A new file key, wrapped under the slot's active key (made at first use) and stored; returns the key
    /// itself and the id of the key-encryption key. A file that has one already gets a new one: nothing
    /// sealed with the old can be opened. `record` hears of key-encryption keys that this creates, retires or
    /// destroys; it isn't called where there are none. Its error, and nothing done.
    struct NewFileKey
    {
        Secret key;
        KeyId wrappedBy;
    };
    [[nodiscard]] virtual Result<NewFileKey> newFileKey(const FileId& file, const KeySlot& slot,
                                                        const KeyRecord& record) = 0;
    /// `KeyMissing` once destroyed.
    [[nodiscard]] virtual Result<Secret> fileKey(const FileId& file) = 0;
    /// Destroys the wrapped key and truncates the WAL; a retired key-encryption key goes with its last file.
    [[nodiscard]] virtual Result<void> destroyFileKey(const FileId& file, const KeyRecord& record) = 0;

    /// Small secrets at rest (second factors) under the root key, bound to `purpose`.
    [[nodiscard]] virtual Bytes sealSmall(ByteView plaintext, std::string_view purpose) = 0;
    [[nodiscard]] virtual Result<Secret> openSmall(ByteView sealed, std::string_view purpose) = 0;

    [[nodiscard]] virtual Result<std::vector<wire::KeyRow>> rows() const = 0;

    /// After how many days a key-encryption key wraps nothing more, asked at each use: `Options::periodDays`
    /// until somebody knows the policy. Set once, before the vault is shared; must not call the vault.
    virtual void rotateBy(std::function<int()> periodDays) = 0;

protected:
    KeyVault() = default;
};

} // namespace countersign::server
