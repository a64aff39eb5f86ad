#pragma once

#include "server/http/Http.h"

#include <curl/curl.h>

/// What is wrong with a transfer of libcurl's.
namespace countersign::server {

/// Nothing where no encoding was used, as none was asked for: neither of the content nor of the transfer,
/// which libcurl would undo unasked.
[[nodiscard]] Result<void> checkPlain(const http::Fields& fields);
/// Of a transfer that ended with this code.
[[nodiscard]] Error transferFault(CURL* handle, CURLcode code);

} // namespace countersign::server
