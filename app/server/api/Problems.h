#pragma once

#include "server/http/Http.h"

#include <optional>

namespace countersign::server {

/// The RFC 9457 answer to an error; its detail stays in the log. A 401 carries the `WWW-Authenticate` that
/// RFC 9449 and RFC 9470 ask for.
[[nodiscard]] http::Response problem(const Error& error, std::optional<std::string> incident = {});
/// The same of what the listener itself refuses, under the listener's own status: a body or head past its
/// limits is `too-large`, whatever is not HTTP as we take it `bad-request`.
[[nodiscard]] http::Response listenerProblem(int status, std::optional<std::string> incident = {});
/// 429 with `Retry-After` in whole seconds.
[[nodiscard]] http::Response tooManyRequests(std::int64_t seconds, std::optional<std::string> incident = {});

} // namespace countersign::server
