#pragma once

#include "client/LogTiles.h"
#include "trust/LogView.h"
#include "trust/TrustState.h"

/// From entry bundles of the trust log to what it proves.
namespace countersign::client {

/// The root that opens the log, known by the digest that the profile pins; nothing else of it is believed
/// before. `note` is the newest checkpoint, of which only the size is used: its signature can't be checked
/// before the root has told the log's key. `RootMissing` for an empty log, `RootMismatch` for another root.
[[nodiscard]] QCoro::Task<Result<wire::RootBody>> rootOfLog(LogTiles& tiles, Digest pinned, std::string note);

/// What the log, as far as `note` claims it, comes to by the rules of its statements, proved by no tree: for
/// whoever looks which key is to sign the tree. From its beginning.
[[nodiscard]] QCoro::Task<Result<trust::TrustState>> claimedState(LogTiles& tiles, Digest pinned,
                                                                  std::string note);

/// The entries from `first`, which begins a bundle, to the end of that bundle or of the log.
[[nodiscard]] QCoro::Task<Result<std::vector<std::string>>> bundleOf(LogTiles& tiles, std::uint64_t first,
                                                                     std::uint64_t size);

struct Replay
{
    trust::TrustState state;
    /// Tree heads that the authors of the entries just replayed say they saw. Whether they are heads of these
    /// trees is not checked here.
    std::vector<wire::Seen> seen = {};
};
/// `state` continued to the end of `view`: each entry proved to stand in the tree, then replayed on another
/// thread. An entry that the rules refuse is `LogEntryRefused`: no honest server would have admitted it.
[[nodiscard]] QCoro::Task<Result<Replay>> replayed(LogTiles& tiles, trust::LogView view,
                                                   trust::TrustState state);

} // namespace countersign::client
