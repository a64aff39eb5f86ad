#pragma once

#include "client/KeyStore.h"

#include <QObject>

namespace countersign::console {

/// The operating system's key store where it works, else a sealed file. Where this person's keys are, there
/// they are looked for: in the sealed file if it exists, and in the system's store if keys were once written
/// there, also on a day when it is locked or does not answer (`KeyStoreLocked`). Until `decided`, every call
/// fails as `KeyStoreMissing`.
class ChosenKeyStore final : public client::KeyStore
{
    Q_OBJECT

public:
    /// `folder`: of the state; the sealed file lies there, or the mark that the system's store holds the
    /// keys.
    ChosenKeyStore(const QString& service, const QString& folder, bool sealedFileWanted);

    [[nodiscard]] bool decided() const { return m_store != nullptr; }

    [[nodiscard]] QCoro::Task<Result<Secret>> read(QString name) override;
    [[nodiscard]] QCoro::Task<Result<void>> write(QString name, Secret value) override;
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString name) override;
    [[nodiscard]] bool needsPassphrase() const override;
    [[nodiscard]] Result<void> unlock(const Secret& passphrase) override;
    [[nodiscard]] bool isNew() const override;
    [[nodiscard]] Result<void> setAside() override;

signals:
    void decidedNow();

private:
    void useSealedFile(const QString& file);
    void useSystem(const QString& service);
    /// It once held keys, so it is there: it is locked, or does not answer now.
    template <typename T>
    [[nodiscard]] Result<T> asMarked(Result<T> result) const;

    std::unique_ptr<client::KeyStore> m_store;
    QString m_mark;
    bool m_system = false;
};

} // namespace countersign::console
