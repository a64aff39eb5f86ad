#pragma once

#include "server/people/PersonRows.h"
#include "wire/People.h"

namespace countersign::server {

/// One-time enrolment codes: 80 random bits as `XXXX-XXXX-XXXX-XXXX`, kept as an Argon2id hash, good for
/// seven days.
constexpr std::chrono::days enrolmentCodeLife{7};

/// A new code into the row (the old one stops working); the text is shown once.
[[nodiscard]] Result<Secret> issueEnrolmentCode(PersonRow& row, Time now);
/// What a person typed, as the code is hashed: upper case, without spaces and dashes.
[[nodiscard]] Secret normalisedCode(const Secret& typed);
/// 80 random bits in groups of four.
[[nodiscard]] Secret makeCode();

} // namespace countersign::server
