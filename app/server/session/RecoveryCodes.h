#pragma once

#include "base/Ids.h"
#include "base/Secret.h"

#include <soci/soci.h>
#include <string>
#include <vector>

namespace countersign::server {

constexpr int recoveryCodeCount = 10;

/// Ten new codes of 80 bits for a person, stored as SHA-256 (they are random: no slow hash is needed); the
/// old ones are gone. Returns the texts to be shown once.
[[nodiscard]] std::vector<std::string> replaceRecoveryCodes(soci::session& sql, const PersonId& person,
                                                            std::uint64_t entry);
/// Uses a code up: whether it was one that had not been used.
[[nodiscard]] bool spendRecoveryCode(soci::session& sql, const PersonId& person, const Secret& code,
                                     std::uint64_t entry);
void deleteRecoveryCodes(soci::session& sql, const PersonId& person);

} // namespace countersign::server
