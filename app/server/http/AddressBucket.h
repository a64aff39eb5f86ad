#pragma once

#include <string>
#include <string_view>

namespace countersign::http {

/// Whose an address is, as far as strangers are counted by addresses: an IPv4 address alone (also in its IPv6
/// form), of IPv6 the /64 that one customer gets as a whole. Text that is no address is a bucket of its own.
[[nodiscard]] std::string addressBucket(std::string_view address);

} // namespace countersign::http
