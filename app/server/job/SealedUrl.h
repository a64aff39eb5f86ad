#pragma once

#include "server/keys/KeyVault.h"

/// Addresses at a source as the database holds them. A source may make an address that is itself a key to the
/// data, or put into it whom the data is about: in clear it stays in memory.
namespace countersign::server {

/// Text for a column, bound to `owner`: the job (its status URL) or the file.
[[nodiscard]] std::string sealUrl(KeyVault& keys, std::string_view url, std::string_view owner);
[[nodiscard]] Result<std::string> openUrl(KeyVault& keys, std::string_view sealed, std::string_view owner);

} // namespace countersign::server
