#include "client/PersonKeys.h"

#include "client/Strings.h"

namespace countersign::client {

namespace {

QString keyName(const ServerId& server, const PersonId& person, const char* purpose)
{
    return qt(server.text()) + u'/' + qt(person.text()) + u'/' + QLatin1String(purpose);
}

} // namespace

PersonKeys PersonKeys::generate()
{
    return {crypto::SigningKey::generate(), crypto::SigningKey::generate()};
}

QCoro::Task<Result<PersonKeys>> PersonKeys::load(KeyStore& store, ServerId server, PersonId person)
{
    auto signingText = co_await store.read(keyName(server, person, "signing"));
    if (!signingText)
        co_return tl::unexpected(signingText.error());
    auto encryptionText = co_await store.read(keyName(server, person, "encryption"));
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

QCoro::Task<Result<void>> PersonKeys::save(KeyStore& store, ServerId server, PersonId person) const
{
    // Copies: this object may move while we wait.
    auto signingText = signing.toSecret();
    auto encryptionText = encryption.toSecret();
    auto done = co_await store.write(keyName(server, person, "signing"), std::move(signingText));
    if (!done)
        co_return done;
    done = co_await store.write(keyName(server, person, "encryption"), std::move(encryptionText));
    co_return done;
}

} // namespace countersign::client
