#pragma once

#include "base/Error.h"
#include "base/Secret.h"

namespace countersign::crypto {

/// Argon2id in libsodium's PHC string, interactive limits (64 MiB, 2 passes).
[[nodiscard]] Result<std::string> hashPassword(const Secret& password);
[[nodiscard]] bool passwordMatches(const Secret& password, const std::string& phc);

} // namespace countersign::crypto
