#pragma once

#include "base/Error.h"
#include "base/Secret.h"

namespace countersign::server {

/// `PasswordTooWeak` unless the password has 12 characters at least (and 256 at most), is none of the common
/// ones, does not merely repeat, and does not hold the person's name or the product's.
[[nodiscard]] Result<void> checkPassword(const Secret& password, std::string_view id, std::string_view name);

/// Argon2id, always one computation: an empty `phc` is compared with a hash that nothing matches, so that an
/// unknown name costs the time of a known one. A few run at once, so that a flood of sign-ins can't take all
/// memory.
[[nodiscard]] bool verifyPassword(const Secret& password, const std::string& phc);

} // namespace countersign::server
