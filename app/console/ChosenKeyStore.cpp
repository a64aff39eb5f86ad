#include "console/ChosenKeyStore.h"

#include <QFile>

namespace countersign::console {

ChosenKeyStore::ChosenKeyStore(const QString& service, QString sealedFile)
{
    if (QFile::exists(sealedFile)) {
        m_store = client::sealedFileKeyStore(sealedFile);
        return;
    }
    auto probe = client::systemKeyStoreWorks(service);
    QCoro::connect(std::move(probe), this, [this, service, file = std::move(sealedFile)](bool works) {
        m_store = works ? client::systemKeyStore(service) : client::sealedFileKeyStore(file);
        emit decidedNow();
    });
}

QCoro::Task<Result<Secret>> ChosenKeyStore::read(QString name)
{
    if (!m_store)
        co_return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    co_return co_await m_store->read(std::move(name));
}

QCoro::Task<Result<void>> ChosenKeyStore::write(QString name, Secret value)
{
    if (!m_store)
        co_return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    co_return co_await m_store->write(std::move(name), std::move(value));
}

QCoro::Task<Result<void>> ChosenKeyStore::remove(QString name)
{
    if (!m_store)
        co_return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    co_return co_await m_store->remove(std::move(name));
}

bool ChosenKeyStore::needsPassphrase() const
{
    return m_store && m_store->needsPassphrase();
}

Result<void> ChosenKeyStore::unlock(const Secret& passphrase)
{
    if (!m_store)
        return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    return m_store->unlock(passphrase);
}

bool ChosenKeyStore::isNew() const
{
    return m_store && m_store->isNew();
}

} // namespace countersign::console
