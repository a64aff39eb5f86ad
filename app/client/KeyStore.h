#pragma once

#include "base/Error.h"
#include "base/Secret.h"

#include <memory>

#include <QCoro/QCoroTask>
#include <QObject>
#include <QString>

namespace countersign::client {

/// Where this machine keeps a person's private keys. (A QObject so that a coroutine sees when it has gone.)
class KeyStore : public QObject
{
public:
    /// `KeyMissing`, `KeyStoreLocked`, `KeyStoreMissing`, `PassphraseWrong`.
    [[nodiscard]] virtual QCoro::Task<Result<Secret>> read(QString name) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<void>> write(QString name, Secret value) = 0;
    [[nodiscard]] virtual QCoro::Task<Result<void>> remove(QString name) = 0;
    /// Whether a passphrase is asked for before use.
    [[nodiscard]] virtual bool needsPassphrase() const { return false; }
    /// For a store that needs one: opens (or, the first time, makes) the sealed file.
    [[nodiscard]] virtual Result<void> unlock(const Secret&) { return {}; }
    /// The first time: the passphrase is chosen, not asked for.
    [[nodiscard]] virtual bool isNew() const { return false; }
    /// For a store whose passphrase is forgotten: what it holds stays beside it under another name, and the
    /// store is new.
    [[nodiscard]] virtual Result<void> setAside() { return {}; }
};

/// The operating system's key store by QtKeychain, insecure fallback off.
[[nodiscard]] std::unique_ptr<KeyStore> systemKeyStore(const QString& service);
/// A file sealed by a passphrase (Argon2id, AES-256-GCM), 0600.
[[nodiscard]] std::unique_ptr<KeyStore> sealedFileKeyStore(const QString& file);
/// Writes, reads and deletes a probe; any error but none or 'not found' means that there is no key store
/// here, or that it was not opened.
[[nodiscard]] QCoro::Task<bool> systemKeyStoreWorks(QString service);

} // namespace countersign::client
