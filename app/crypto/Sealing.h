#pragma once

#include "base/Error.h"
#include "base/Secret.h"

namespace countersign::crypto {

/// AES-256-GCM under a 32-byte key: 12-byte random nonce ‖ ciphertext ‖ 16-byte tag. For small things: file
/// keys under a key-encryption key, second-factor secrets, private keys.
[[nodiscard]] Bytes seal(const Secret& key, ByteView plaintext, ByteView associatedData);
[[nodiscard]] Result<Secret> open(const Secret& key, ByteView sealed, ByteView associatedData);

/// The same under a passphrase: `CSP1` ‖ 16-byte salt ‖ sealed, the key by Argon2id (libsodium, moderate
/// limits).
[[nodiscard]] Result<Bytes> sealWithPassphrase(const Secret& passphrase, ByteView plaintext,
                                               ByteView associatedData);
/// `PassphraseWrong` for a wrong passphrase or altered bytes: they can't be told apart.
[[nodiscard]] Result<Secret> openWithPassphrase(const Secret& passphrase, ByteView sealed,
                                                ByteView associatedData);

} // namespace countersign::crypto
