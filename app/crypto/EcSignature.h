#pragma once

#include "base/Bytes.h"
#include "base/Error.h"

#include <openssl/types.h>

namespace countersign::crypto {

/// ECDSA in JOSE's form, r ‖ s of `half` bytes each (RFC 7518 §3.4), over OpenSSL's DER.
[[nodiscard]] Bytes signEcdsa(EVP_PKEY* key, const EVP_MD* digest, std::size_t half, ByteView message);
[[nodiscard]] bool verifyEcdsa(EVP_PKEY* key, const EVP_MD* digest, std::size_t half, ByteView message,
                               ByteView signature);

/// A public EC key of a named curve from coordinates; refused unless the point lies on the curve.
[[nodiscard]] Result<EVP_PKEY*> ecPublicKey(const char* curve, ByteView x, ByteView y);
/// The affine coordinates, each of `half` bytes.
void ecCoordinates(EVP_PKEY* key, std::size_t half, Bytes& x, Bytes& y);

} // namespace countersign::crypto
