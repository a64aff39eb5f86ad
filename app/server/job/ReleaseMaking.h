#pragma once

#include "server/job/FileRows.h"
#include "server/job/JobRows.h"
#include "server/keys/KeyVault.h"
#include "server/store/Store.h"

namespace countersign::server {

/// The published heads of both logs: what the server has `seen` when it signs. Not within a change.
[[nodiscard]] Result<wire::Seen> publishedHeads(const Store& store);

/// Makes the release of an export whose files are all in, signs it with the server's key, and enters it into
/// the trust log under the open audit entry, by the rules of `trust::admitRelease`. Sets `job.release`.
[[nodiscard]] Result<void> enterRelease(Transaction& transaction, const KeyVault& keys,
                                        const wire::Seen& seen, JobRow& job,
                                        const std::vector<FileRow>& files, std::uint64_t entry);

} // namespace countersign::server
