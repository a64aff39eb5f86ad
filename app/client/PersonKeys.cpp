#include "client/PersonKeys.h"

#include "client/Strings.h"

#include <QPointer>

namespace countersign::client {

namespace {

constexpr QLatin1String signingName("signing");
constexpr QLatin1String encryptionName("encryption");

QString folderOf(const ServerId& server, const PersonId& person)
{
    return qt(server.text()) + u'/' + qt(person.text()) + u'/';
}

QString newFolderOf(const ServerId& server, const PersonId& person)
{
    return folderOf(server, person) + QStringLiteral("new/");
}

QCoro::Task<Result<PersonKeys>> readFrom(QPointer<KeyStore> store, QString folder)
{
    auto signingText = co_await store->read(folder + signingName);
    if (!signingText)
        co_return tl::unexpected(signingText.error());
    if (!store)
        co_return fail(ErrorCode::Cancelled);
    auto encryptionText = co_await store->read(folder + encryptionName);
    if (!encryptionText)
        co_return tl::unexpected(encryptionText.error());
    auto signing = crypto::SigningKey::fromSecret(*signingText);
    auto encryption = crypto::SigningKey::fromSecret(*encryptionText);
    if (!signing || !encryption)
        co_return fail(ErrorCode::KeyMissing, "a stored key can't be read");
    PersonKeys keys;
    keys.signing = std::move(*signing);
    keys.encryption = std::move(*encryption);
    co_return keys;
}

QCoro::Task<Result<void>> writeTo(KeyStore* store, QString folder, Secret signing, Secret encryption)
{
    // At the same time: a sealed file takes a second for each.
    const auto first = store->write(folder + signingName, std::move(signing));
    const auto second = store->write(folder + encryptionName, std::move(encryption));
    auto done = co_await first;
    auto alsoDone = co_await second;
    co_return done ? alsoDone : done;
}

QCoro::Task<Result<crypto::SigningKey>> readEncryption(QPointer<KeyStore> store, QString name)
{
    auto text = co_await store->read(name);
    if (!text)
        co_return tl::unexpected(text.error());
    auto key = crypto::SigningKey::fromSecret(*text);
    if (!key)
        co_return fail(ErrorCode::KeyMissing, "a stored key can't be read");
    co_return std::move(*key);
}

QString keptName(const QString& folder, const KeyThumbprint& encryption)
{
    return folder + QStringLiteral("kept/") + qt(encryption.text());
}

// Nothing is lost by it: the encryption key that another is to replace.
QCoro::Task<Result<void>> keepBefore(QPointer<KeyStore> store, QString folder, KeyThumbprint next)
{
    auto before = co_await readEncryption(store, folder + encryptionName);
    if (!before)
        co_return before.error().code == ErrorCode::KeyMissing ? Result<void>{}
                                                               : tl::unexpected(before.error());
    if (before->thumbprint() == next)
        co_return Result<void>{};
    if (!store)
        co_return fail(ErrorCode::Cancelled);
    auto done = co_await store->write(keptName(folder, before->thumbprint()), before->toSecret());
    co_return done;
}

} // namespace

PersonKeys PersonKeys::generate()
{
    return {crypto::SigningKey::generate(), crypto::SigningKey::generate()};
}

QCoro::Task<Result<PersonKeys>> PersonKeys::load(KeyStore& store, ServerId server, PersonId person)
{
    const QPointer alive(&store);
    auto inUse = co_await readFrom(alive, folderOf(server, person));
    if (!alive)
        co_return fail(ErrorCode::Cancelled);
    if (!inUse && inUse.error().code != ErrorCode::KeyMissing)
        co_return inUse;
    auto fresh = co_await readFrom(alive, newFolderOf(server, person));
    // One of the very same: this machine stopped while the new ones took the place of the others.
    if (fresh && (!inUse || inUse->signing.thumbprint() == fresh->signing.thumbprint() ||
                  inUse->encryption.thumbprint() == fresh->encryption.thumbprint()))
        co_return fresh;
    co_return inUse;
}

QCoro::Task<Result<PersonKeys>> PersonKeys::loadNew(KeyStore& store, ServerId server, PersonId person)
{
    return readFrom(&store, newFolderOf(server, person));
}

QCoro::Task<Result<void>> PersonKeys::saveNew(KeyStore& store, ServerId server, PersonId person) const
{
    return writeTo(&store, newFolderOf(server, person), signing.toSecret(), encryption.toSecret());
}

QCoro::Task<Result<void>> PersonKeys::use(KeyStore& store, ServerId server, PersonId person) const
{
    // Copies: these keys may move while we wait.
    auto signingText = signing.toSecret();
    auto encryptionText = encryption.toSecret();
    const auto thumbprint = encryption.thumbprint();
    const QPointer alive(&store);
    auto kept = co_await keepBefore(alive, folderOf(server, person), thumbprint);
    if (!kept)
        co_return kept;
    if (!alive)
        co_return fail(ErrorCode::Cancelled);
    auto done =
        co_await writeTo(&store, folderOf(server, person), std::move(signingText), std::move(encryptionText));
    if (!done)
        co_return done;
    if (!alive)
        co_return fail(ErrorCode::Cancelled);
    auto dropped = co_await dropNew(*alive, server, person); // what is left there is the same
    co_return done;
}

QCoro::Task<Result<crypto::SigningKey>> PersonKeys::loadEncryption(KeyStore& store, ServerId server,
                                                                   PersonId person, KeyThumbprint encryption)
{
    const QPointer alive(&store);
    const auto folder = folderOf(server, person);
    auto present = co_await readEncryption(alive, folder + encryptionName);
    if (present && present->thumbprint() == encryption)
        co_return std::move(present);
    if (!present && present.error().code != ErrorCode::KeyMissing)
        co_return std::move(present);
    if (!alive)
        co_return fail(ErrorCode::Cancelled);
    auto kept = co_await readEncryption(alive, keptName(folder, encryption));
    co_return std::move(kept);
}

QCoro::Task<Result<void>> PersonKeys::dropNew(KeyStore& store, ServerId server, PersonId person)
{
    const auto folder = newFolderOf(server, person);
    const auto first = store.remove(folder + signingName);
    const auto second = store.remove(folder + encryptionName);
    auto done = co_await first;
    auto alsoDone = co_await second;
    co_return done ? alsoDone : done;
}

} // namespace countersign::client
