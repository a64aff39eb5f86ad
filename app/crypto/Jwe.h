#pragma once

#include "crypto/EcKey.h"

namespace countersign::crypto {

/// A file key wrapped for one console (protocols.md §4): compact JWE, ECDH-ES+A256KW, A256GCM, by José. The
/// protected header carries `fid` (file id) and `rel` (release digest), so that a key can't be shown for
/// another file.
[[nodiscard]] Result<std::string> wrapFileKey(const Secret& fileKey, const PublicKey& recipient,
                                              const FileId& file, const Digest& release);
/// Opens it; refused unless header, file and release are as expected.
[[nodiscard]] Result<Secret> openFileKey(std::string_view jwe, const SigningKey& recipient,
                                         const FileId& file, const Digest& release);

} // namespace countersign::crypto
