#pragma once

#include "crypto/Merkle.h"

#include <array>

namespace countersign::server {

/// The root of 256 hashes, or of any other power of two.
[[nodiscard]] Digest foldedRoot(std::vector<Digest> hashes);

/// The growing end of a Merkle tree kept as C2SP tiles of height 8: the incomplete tile of each level, and
/// the roots of the complete subtrees that the next append or the root of the whole tree needs.
class RightEdge
{
public:
    static constexpr unsigned height = 8;
    static constexpr std::uint64_t full = 1U << height;

    struct CompleteTile
    {
        int level = 0;
        std::uint64_t index = 0;
        std::vector<Digest> hashes; ///< 256
        Digest root;                ///< a hash of the tile above
    };

    RightEdge() = default;
    /// From the incomplete tiles, lowest level first; `LogInconsistent` unless their widths are those of a
    /// tree of `size`.
    [[nodiscard]] static Result<RightEdge> from(std::uint64_t size, std::vector<std::vector<Digest>> tiles);

    /// Adds a leaf; tiles that it completes are appended to `completed`, the lowest first.
    void append(const Digest& leaf, std::vector<CompleteTile>& completed);
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] Digest root() const;

    /// How many levels of tiles a tree of `size` has begun.
    [[nodiscard]] static unsigned levels(std::uint64_t size);

private:
    void place(unsigned tileLevel, const Digest& hash);

    std::uint64_t m_size = 0;
    std::array<Digest, 64> m_nodes{}; ///< by level of the tree; meaningful where `m_size` has that bit
    std::vector<std::vector<Digest>> m_tiles;
};

} // namespace countersign::server
