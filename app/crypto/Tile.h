#pragma once

#include "crypto/Merkle.h"

#include <map>
#include <optional>

namespace countersign::crypto {

/// A C2SP tlog-tiles coordinate, tile height 8. Level −1 stands for entry bundles.
struct TileId
{
    int level = 0;
    std::uint64_t index = 0;
    unsigned width = 256; ///< 1 to 256; below 256 the tile is partial

    friend auto operator<=>(const TileId&, const TileId&) = default;
};

/// `tile/0/x001/234`, `tile/0/000.p/7`, `tile/entries/000`: without a leading slash.
[[nodiscard]] std::string tilePath(const TileId& tile);
[[nodiscard]] Result<TileId> tileFromPath(std::string_view path);

/// Entry bundle: each entry behind its length as big-endian uint16.
[[nodiscard]] Bytes encodeBundle(const std::vector<std::string>& entries);
[[nodiscard]] Result<std::vector<std::string>> decodeBundle(ByteView bytes);

/// Reads a tile: `width·32` bytes of hashes. Tiles read must be checked against a root by the caller's proof.
using TileReader = std::function<Result<Bytes>(const TileId&)>;

/// Nodes of the tree of `size` leaves computed from tiles, each fetched and hashed once: hashes inside a tile
/// are combined, so a proof made by these nodes and verified against a signed root proves the tiles, too.
class TileNodes
{
public:
    TileNodes(std::uint64_t size, TileReader read);
    [[nodiscard]] Result<Digest> node(unsigned level, std::uint64_t index);
    [[nodiscard]] NodeReader reader();
    /// The tiles that a consistency proof old → size and inclusion of [old, size) need, for fetching ahead.
    [[nodiscard]] static std::vector<TileId> needed(std::uint64_t oldSize, std::uint64_t size);

private:
    /// The complete subtrees within a tile, its hashes first.
    using Rows = std::vector<std::vector<Digest>>;
    [[nodiscard]] Result<const Rows*> rowsOf(const TileId& id);

    std::uint64_t m_size;
    TileReader m_read;
    std::map<TileId, Rows> m_tiles;
};

} // namespace countersign::crypto
