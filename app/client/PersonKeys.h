#pragma once

#include "client/KeyStore.h"
#include "crypto/EcKey.h"

namespace countersign::client {

/// A person's private keys on this machine: statements, and opening of file keys. (The DPoP key is the
/// connection's own.)
struct PersonKeys
{
    crypto::SigningKey signing;
    crypto::SigningKey encryption;

    [[nodiscard]] static PersonKeys generate();
    /// Stored under `<server>/<person>/signing` and `…/encryption`; where there are none, new ones of which
    /// this machine does not know whether the server accepted them.
    [[nodiscard]] static QCoro::Task<Result<PersonKeys>> load(KeyStore& store, ServerId server,
                                                              PersonId person);
    /// Under `<server>/<person>/new/…`, besides those in use: the server has yet to accept them.
    [[nodiscard]] QCoro::Task<Result<void>> saveNew(KeyStore& store, ServerId server, PersonId person) const;
    [[nodiscard]] static QCoro::Task<Result<PersonKeys>> loadNew(KeyStore& store, ServerId server,
                                                                 PersonId person);
    /// The server accepted them: they take the place of those before. An encryption key of before is kept
    /// under `…/kept/<thumbprint>`: files that were sealed to it can be opened by nothing else.
    [[nodiscard]] QCoro::Task<Result<void>> use(KeyStore& store, ServerId server, PersonId person) const;
    /// The present encryption key or one of before. `KeyMissing` where this machine never had it.
    [[nodiscard]] static QCoro::Task<Result<crypto::SigningKey>>
    loadEncryption(KeyStore& store, ServerId server, PersonId person, KeyThumbprint encryption);
    /// The server refused the new ones.
    [[nodiscard]] static QCoro::Task<Result<void>> dropNew(KeyStore& store, ServerId server, PersonId person);
};

} // namespace countersign::client
