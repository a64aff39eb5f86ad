#pragma once

#include "base/Secret.h"
#include "base/Time.h"

#include <optional>
#include <string>

namespace countersign::server {

/// RFC 6238 with its defaults: HMAC-SHA-1, 30 s, counted from 1970.
constexpr std::int64_t totpPeriod = 30;
constexpr std::size_t totpSecretBytes = 20;

[[nodiscard]] std::int64_t totpStepAt(Time time);
/// The code of a step, by liboath; empty if the library refuses the secret.
[[nodiscard]] std::string totpCode(const Secret& secret, std::int64_t step, unsigned digits = 6);
/// The step whose six digits these are: the current one or the one before it. Nothing for any other.
[[nodiscard]] std::optional<std::int64_t> totpStepOf(const Secret& secret, std::string_view code, Time now);

/// `otpauth://totp/…` as authenticator apps read it.
[[nodiscard]] Secret totpUri(const Secret& secret, std::string_view issuer, std::string_view account);

} // namespace countersign::server
