#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace countersign::test {

/// The bytes of a secret as enrolment gives it, base32. Throws where that is no secret.
[[nodiscard]] std::string totpKey(std::string_view secret);

/// What an authenticator shows for a secret as enrolment gives it, base32, at a time step of 30 s (RFC 6238).
/// Throws where that is no secret.
[[nodiscard]] std::string totpDigits(std::string_view secret, std::int64_t step);

} // namespace countersign::test
