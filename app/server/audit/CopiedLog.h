#pragma once

#include "server/store/Store.h"

#include <filesystem>

namespace countersign::server {

/// Where a log lies below the folder of the copies: by its name there, which is the last part of its origin
/// (`srv/trust` in `trust`, after a recovery `srv/trust-1f…` in `trust-1f…`), so that none covers another.
/// `Configuration` for an origin that names no folder.
[[nodiscard]] Result<std::filesystem::path> copyFolderOf(const std::filesystem::path& copies,
                                                         const std::string& origin);

/// That no log lies there which this server's trust log does not name: one that an earlier recovery began is
/// unknown to a backup from before it, and consoles went on with it. `Configuration`.
[[nodiscard]] Result<void> checkNoLaterLogs(const Store& store, const std::filesystem::path& copies);

/// What the copy of one log holds, read back and proved against its checkpoint.
class CopiedLog
{
public:
    /// Nothing where no copy was begun. `LogSignature` or `LogOrigin` where the checkpoint is not by this
    /// key, `Configuration` where it cannot be read.
    [[nodiscard]] static Result<std::optional<CopiedLog>> open(const std::filesystem::path& folder,
                                                               const crypto::NoteVerifier& verifier);
    [[nodiscard]] const crypto::Checkpoint& head() const { return m_head; }
    /// How many entries it has in common with a log of `size` entries whose roots `rootAt` tells.
    /// `LogTileBroken` where its tiles are not those of its checkpoint.
    using Roots = std::function<Result<Digest>(std::uint64_t)>;
    [[nodiscard]] Result<std::uint64_t> commonWith(std::uint64_t size, const Roots& rootAt) const;
    /// One entry as it was written; not proved.
    [[nodiscard]] Result<std::string> entry(std::uint64_t index) const;

private:
    CopiedLog(std::filesystem::path folder, crypto::Checkpoint head);
    [[nodiscard]] Result<Bytes> tile(const crypto::TileId& tile) const;

    std::filesystem::path m_folder;
    crypto::Checkpoint m_head;
};

} // namespace countersign::server
