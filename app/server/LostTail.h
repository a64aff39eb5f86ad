#pragma once

#include "server/audit/CopiedLog.h"
#include "server/store/LogTable.h"
#include "wire/Prepared.h"

/// How far the logs of a restored store reach, and how far others know that they had reached.
namespace countersign::server {

class Store;

/// One log: what it is, and what others know of it.
struct Loss
{
    LogName log = LogName::Trust;
    std::vector<crypto::NoteVerifier> verifiers; ///< of its present name, the newest key first
    LogHead present;
    std::optional<CopiedLog> copied;
    wire::SeenTree lost; ///< the largest head that is known
    wire::SeenTree kept; ///< of what is still here
};
/// By `LogName`.
using Losses = std::array<Loss, 2>;

/// As the store alone tells: nothing lost. `earlier`: a recovery that was begun already. `RootMissing` before
/// the founding.
[[nodiscard]] Result<Losses> presentLogs(const Store& store,
                                         const std::optional<wire::PendingRecovery>& earlier);
/// Adds what the copies of both logs tell (`[log] copy`; empty: there are none).
[[nodiscard]] Result<void> readCopies(const Store& store, const std::filesystem::path& copies,
                                      Losses& losses);
/// Adds what a signed note of either log tells. `FileAccess`, `LogSignature`; `LogForked` where the store
/// went on after it was restored.
[[nodiscard]] Result<void> readCheckpoint(const Store& store, const std::filesystem::path& file,
                                          Losses& losses);
/// `Configuration` where nothing tells what was lost (`sources`: whether anything was asked), `Conflict`
/// where nothing was.
[[nodiscard]] Result<void> checkLost(const Losses& losses, bool sources);

} // namespace countersign::server
