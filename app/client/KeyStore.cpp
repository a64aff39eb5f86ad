#include "client/KeyStore.h"

#include "client/Strings.h"
#include "crypto/Random.h"

#include <QByteArray>
#include <qt6keychain/keychain.h>

#include <coroutine>

namespace countersign::client {

namespace {

// Starts the job and waits for its end.
class Finished
{
public:
    explicit Finished(QKeychain::Job& job) : m_job(job) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter)
    {
        QObject::connect(&m_job, &QKeychain::Job::finished, &m_job, [waiter] { waiter.resume(); });
        m_job.start();
    }
    void await_resume() const noexcept {}

private:
    QKeychain::Job& m_job;
};

// Jobs are deleted later: they still have work to do after `finished`.
struct DeleteLater
{
    void operator()(QObject* object) const { object->deleteLater(); }
};

template <typename Job>
std::unique_ptr<Job, DeleteLater> makeJob(const QString& service, const QString& name)
{
    std::unique_ptr<Job, DeleteLater> job(new Job(service));
    job->setAutoDelete(false);
    job->setInsecureFallback(false); // never plaintext settings
    job->setKey(name);
    return job;
}

Result<void> outcome(const QKeychain::Job& job)
{
    const auto detail = job.errorString().toStdString();
    switch (job.error()) {
    case QKeychain::NoError:
        return {};
    case QKeychain::EntryNotFound:
        return fail(ErrorCode::KeyMissing, detail);
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return fail(ErrorCode::KeyStoreLocked, detail);
    default:
        return fail(ErrorCode::KeyStoreMissing, detail);
    }
}

QCoro::Task<Result<void>> writeEntry(QString service, QString name, Secret value)
{
    const auto job = makeJob<QKeychain::WritePasswordJob>(service, name);
    QByteArray bytes(value.revealText().data(), static_cast<qsizetype>(value.size()));
    job->setBinaryData(bytes);
    co_await Finished(*job);
    bytes.fill('\0');
    co_return outcome(*job);
}

QCoro::Task<Result<void>> removeEntry(QString service, QString name)
{
    const auto job = makeJob<QKeychain::DeletePasswordJob>(service, name);
    co_await Finished(*job);
    auto done = outcome(*job);
    if (!done && done.error().code == ErrorCode::KeyMissing)
        done = {};
    co_return done;
}

QString probeName()
{
    return QStringLiteral("probe/") + qt(crypto::randomIdText(""));
}

QCoro::Task<bool> takesWriting(QString service)
{
    const QString name = probeName();
    auto written = co_await writeEntry(service, name, crypto::randomSecret(16));
    if (!written)
        co_return false;
    auto removed = co_await removeEntry(service, name);
    co_return removed.has_value();
}

class SystemKeyStore final : public KeyStore
{
public:
    explicit SystemKeyStore(QString service) : m_service(std::move(service)) {}

    QCoro::Task<Result<Secret>> read(QString name) override
    {
        const auto job = makeJob<QKeychain::ReadPasswordJob>(m_service, name);
        co_await Finished(*job);
        auto done = outcome(*job);
        // What is locked reads as if nothing were there, and only shows when written to.
        if (!done && done.error().code == ErrorCode::KeyMissing) {
            const bool open = co_await takesWriting(m_service);
            co_return fail(open ? ErrorCode::KeyMissing : ErrorCode::KeyStoreLocked, done.error().detail);
        }
        if (!done)
            co_return tl::unexpected(done.error());
        auto value = job->binaryData();
        Secret secret(viewOf(value));
        value.fill('\0');
        if (secret.empty())
            co_return fail(ErrorCode::KeyMissing, "empty");
        co_return std::move(secret);
    }

    QCoro::Task<Result<void>> write(QString name, Secret value) override
    {
        return writeEntry(m_service, std::move(name), std::move(value));
    }

    QCoro::Task<Result<void>> remove(QString name) override
    {
        return removeEntry(m_service, std::move(name));
    }

private:
    QString m_service;
};

} // namespace

std::unique_ptr<KeyStore> systemKeyStore(const QString& service)
{
    return std::make_unique<SystemKeyStore>(service);
}

QCoro::Task<bool> systemKeyStoreWorks(QString service)
{
    const auto store = systemKeyStore(service);
    // There is no way to ask, and a locked key store only shows when written to.
    const QString name = probeName();
    auto value = crypto::randomSecret(16);
    auto written = co_await store->write(name, value.clone());
    if (!written)
        co_return false;
    auto read = co_await store->read(name);
    auto removed = co_await store->remove(name);
    co_return read&& removed && read->sameAs(value.reveal());
}

} // namespace countersign::client
