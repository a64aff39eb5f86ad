#pragma once

#include "crypto/Checkpoint.h"
#include "crypto/Tile.h"
#include "wire/Statement.h"

/// A log as one console knows it: the last checkpoint that it verified, and the proofs that lead from there.
namespace countersign::trust {

class LogView
{
public:
    /// `last`: what this console stored; absent on its first contact.
    LogView(crypto::NoteVerifier verifier, std::optional<crypto::Checkpoint> last);

    [[nodiscard]] const std::optional<crypto::Checkpoint>& last() const { return m_last; }
    [[nodiscard]] const crypto::NoteVerifier& verifier() const { return m_verifier; }

    /// Accepts a newer checkpoint: its signature (`LogSignature`, `LogOrigin`), then consistency with the
    /// last one, proved from tiles. `LogRolledBack`: a smaller tree; `LogForked`: another root for the same
    /// size; `LogTileBroken`: tiles that are not those of the signed tree; `LogInconsistent`: a tree that
    /// does not continue ours. The view stays as it was.
    [[nodiscard]] Result<void> advance(std::string_view note, const crypto::TileReader& tiles);

    /// That a tree head which somebody's statement claims to have seen is a prefix of this one: else
    /// `LogSplit`. One larger than `last`: `LogHidden` (fetch a newer checkpoint first).
    [[nodiscard]] Result<void> covers(const wire::SeenTree& seen, const crypto::TileReader& tiles) const;
    /// The same for several, hashing each tile once.
    [[nodiscard]] Result<void> coversAll(const std::vector<wire::SeenTree>& seen,
                                         const crypto::TileReader& tiles) const;

    /// The same, told of each: nothing where it is a prefix. An error where that can't be known.
    using Each = std::vector<std::optional<Error>>;
    [[nodiscard]] Result<Each> coversEach(const std::vector<wire::SeenTree>& seen,
                                          const crypto::TileReader& tiles) const;

    /// That `line` is entry `index` of this tree.
    [[nodiscard]] Result<void> contains(std::uint64_t index, std::string_view line,
                                        const crypto::TileReader& tiles) const;
    /// The same for the consecutive entries from `first` on, hashing each node once. `LogEntryAltered`,
    /// `LogEntryMoved`, `LogEntryAdded`, `LogEntryLacking`: how the lines differ from what the tree holds.
    [[nodiscard]] Result<void> containsAll(std::uint64_t first, const std::vector<std::string>& lines,
                                           const crypto::TileReader& tiles) const;

    [[nodiscard]] wire::SeenTree head() const;

private:
    [[nodiscard]] Result<void> checkSeen(const wire::SeenTree& seen, const crypto::NodeReader& nodes) const;
    [[nodiscard]] Result<void> whatDiffers(std::uint64_t first, const std::vector<std::string>& lines,
                                           const crypto::NodeReader& nodes) const;

    crypto::NoteVerifier m_verifier;
    std::optional<crypto::Checkpoint> m_last;
};

} // namespace countersign::trust
