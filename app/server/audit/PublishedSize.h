#pragma once

#include "server/store/Store.h"

namespace countersign::server {

/// How many entries of a log its newest published checkpoint covers; zero before the first.
[[nodiscard]] Result<std::uint64_t> publishedSize(const Store& store, LogName log);

} // namespace countersign::server
