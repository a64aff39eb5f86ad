#pragma once

#include "crypto/Tile.h"
#include "support/MemoryLog.h"

namespace countersign::bench {

/// A log of any size as hash tiles, and as entry bundles where it has lines. Leaves are made when asked for;
/// kept is one hash for each complete tile.
class ServedLog
{
public:
    /// Of entries that nobody reads: hashes alone.
    ServedLog();
    /// Of these lines, which live as long.
    explicit ServedLog(const std::vector<std::string>& lines);

    /// To so many entries; the head of the tree then.
    wire::SeenTree grow(std::uint64_t size);
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// As C2SP tlog-tiles serves it below a log's prefix, but for the checkpoint.
    [[nodiscard]] Result<std::string> answer(const std::string& path) const;

private:
    [[nodiscard]] Result<Bytes> tile(const crypto::TileId& id) const;
    [[nodiscard]] Digest hashAt(unsigned level, std::uint64_t index) const;
    void complete(unsigned level);

    std::function<Digest(std::uint64_t)> m_leaf;
    const std::vector<std::string>* m_lines = nullptr;
    std::uint64_t m_size = 0;
    std::vector<std::vector<Digest>> m_roots; ///< of complete tiles, by level
};

} // namespace countersign::bench
