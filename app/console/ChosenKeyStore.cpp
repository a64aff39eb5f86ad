#include "console/ChosenKeyStore.h"

#include <QFile>
#include <QPointer>

namespace countersign::console {

ChosenKeyStore::ChosenKeyStore(const QString& service, const QString& folder, bool sealedFileWanted)
    : m_mark(folder + QStringLiteral("/keys.system"))
{
    const auto file = folder + QStringLiteral("/keys.sealed");
    if (sealedFileWanted || QFile::exists(file)) {
        useSealedFile(file);
        return;
    }
    // Asked also where it is known to hold the keys: asking is what makes a desktop offer to open it.
    auto probe = client::systemKeyStoreWorks(service);
    QCoro::connect(std::move(probe), this, [this, service, file](bool works) {
        if (works || QFile::exists(m_mark))
            useSystem(service);
        else
            useSealedFile(file);
        emit decidedNow();
    });
}

void ChosenKeyStore::useSealedFile(const QString& file)
{
    m_store = client::sealedFileKeyStore(file);
}

void ChosenKeyStore::useSystem(const QString& service)
{
    m_store = client::systemKeyStore(service);
    m_system = true;
}

template <typename T>
Result<T> ChosenKeyStore::asMarked(Result<T> result) const
{
    if (!result && result.error().code == ErrorCode::KeyStoreMissing && m_system && QFile::exists(m_mark))
        return fail(ErrorCode::KeyStoreLocked, result.error().detail);
    return result;
}

QCoro::Task<Result<Secret>> ChosenKeyStore::read(QString name)
{
    const QPointer self(this);
    if (!m_store)
        co_return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    auto value = co_await m_store->read(std::move(name));
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    co_return asMarked(std::move(value));
}

QCoro::Task<Result<void>> ChosenKeyStore::write(QString name, Secret value)
{
    const QPointer self(this);
    if (!m_store)
        co_return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    auto done = co_await m_store->write(std::move(name), std::move(value));
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (done && m_system && !QFile::exists(m_mark))
        if (QFile mark(m_mark); !mark.open(QIODevice::WriteOnly))
            co_return fail(ErrorCode::FileAccess, m_mark.toStdString());
    co_return asMarked(std::move(done));
}

QCoro::Task<Result<void>> ChosenKeyStore::remove(QString name)
{
    const QPointer self(this);
    if (!m_store)
        co_return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    auto done = co_await m_store->remove(std::move(name));
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    co_return asMarked(std::move(done));
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

Result<void> ChosenKeyStore::setAside()
{
    if (!m_store)
        return fail(ErrorCode::KeyStoreMissing, "not decided yet");
    return m_store->setAside();
}

} // namespace countersign::console
