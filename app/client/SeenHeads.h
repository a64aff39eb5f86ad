#pragma once

#include "trust/TrustState.h"
#include "wire/Job.h"

namespace countersign::client {

/// The tree heads that the authors of an export's statements say they saw: of those alone whose signature by
/// a key that the log knows was checked here. What nobody signed is nobody's word, and proves nothing against
/// the log.
[[nodiscard]] std::vector<wire::Seen> seenHeads(const wire::Job& job, const trust::TrustState& state);
/// The number of trust entries that must be known to place all statements of the job, by the server's word.
[[nodiscard]] std::uint64_t placesNeeded(const wire::Job& job);

} // namespace countersign::client
