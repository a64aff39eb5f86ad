#pragma once

#include "server/download/TicketRows.h"

namespace countersign::server {

/// How many of the allowed downloads of a file its tickets have used up (README.md tells why so): each that
/// sent its file whole or all but a last little, each that may still go on, and one more for each whole
/// length that the other broken ones sent together. `sealedLength` in bytes. `sent` must hold what running
/// transfers have sent by now.
[[nodiscard]] int downloadsUsed(const std::vector<TicketRow>& ticketsOfTheFile, std::uint64_t sealedLength,
                                Time now);

} // namespace countersign::server
