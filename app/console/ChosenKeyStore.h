#pragma once

#include "client/KeyStore.h"

#include <QObject>

namespace countersign::console {

/// The operating system's key store where it works, else a sealed file. Where a sealed file exists it is
/// used: that is where this person's keys are. Until `decided`, every call fails as `KeyStoreMissing`.
class ChosenKeyStore final : public client::KeyStore
{
    Q_OBJECT

public:
    ChosenKeyStore(const QString& service, QString sealedFile);

    [[nodiscard]] bool decided() const { return m_store != nullptr; }

    [[nodiscard]] QCoro::Task<Result<Secret>> read(QString name) override;
    [[nodiscard]] QCoro::Task<Result<void>> write(QString name, Secret value) override;
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString name) override;
    [[nodiscard]] bool needsPassphrase() const override;
    [[nodiscard]] Result<void> unlock(const Secret& passphrase) override;
    [[nodiscard]] bool isNew() const override;

signals:
    void decidedNow();

private:
    std::unique_ptr<client::KeyStore> m_store;
};

} // namespace countersign::console
