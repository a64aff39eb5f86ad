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
    /// Stored under `<server>/<person>/signing` and `…/encryption`.
    [[nodiscard]] static QCoro::Task<Result<PersonKeys>> load(KeyStore& store, ServerId server,
                                                              PersonId person);
    [[nodiscard]] QCoro::Task<Result<void>> save(KeyStore& store, ServerId server, PersonId person) const;
};

} // namespace countersign::client
