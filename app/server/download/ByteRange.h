#pragma once

#include "server/http/Http.h"

namespace countersign::server {

/// The offset that a request's `Range: bytes=N-` asks for (RFC 9110 §14.2); absent for the whole, also when
/// `If-Range` names another ETag. `BadRequest` for any other form: a part in the middle is nobody's
/// resumption.
[[nodiscard]] Result<std::optional<std::uint64_t>> rangeFrom(const http::Fields& fields,
                                                             std::string_view etag);

/// The head of an answer with the bytes [from, length): 206 with `Content-Range` if a range was asked for,
/// 416 (RFC 9110 §15.5.17) where it begins behind the end; body not included.
[[nodiscard]] http::Response rangeHead(std::optional<std::uint64_t> from, std::uint64_t length,
                                       const std::string& etag);

} // namespace countersign::server
