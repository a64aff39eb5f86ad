#pragma once

#include "server/http/Beast.h"

namespace countersign::http {

/// What Beast lets pass, and a proxy before us might read differently (RFC 9112, 3.2, 6.1 to 6.3): the status
/// to refuse it with. 0: nothing wrong.
[[nodiscard]] int framingFault(const beast::http::request_header<>& head);
/// Of a request that could not be read. 0: no answer can be given any more.
[[nodiscard]] int statusOf(const error_code& error);

} // namespace countersign::http
