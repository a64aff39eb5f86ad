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

    /// Accepts a newer checkpoint: its signature, then consistency with the last one, proved from tiles. A
    /// smaller tree, another root for the same size, or tiles that don't add up: `LogInconsistent`; the view
    /// stays as it was.
    [[nodiscard]] Result<void> advance(std::string_view note, const crypto::TileReader& tiles);

    /// That a tree head which somebody's statement claims to have seen is a prefix of this one. One larger
    /// than `last`: `LogIncomplete` (fetch a newer checkpoint first).
    [[nodiscard]] Result<void> covers(const wire::SeenTree& seen, const crypto::TileReader& tiles) const;

    /// That `line` is entry `index` of this tree.
    [[nodiscard]] Result<void> contains(std::uint64_t index, std::string_view line,
                                        const crypto::TileReader& tiles) const;
    /// The same for the consecutive entries from `first` on, hashing each node once.
    [[nodiscard]] Result<void> containsAll(std::uint64_t first, const std::vector<std::string>& lines,
                                           const crypto::TileReader& tiles) const;

    [[nodiscard]] wire::SeenTree head() const;

private:
    crypto::NoteVerifier m_verifier;
    std::optional<crypto::Checkpoint> m_last;
};

} // namespace countersign::trust
