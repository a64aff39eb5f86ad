#include "server/store/RightEdge.h"

namespace countersign::server {

Digest foldedRoot(std::vector<Digest> hashes)
{
    for (std::size_t width = hashes.size(); width > 1; width /= 2)
        for (std::size_t i = 0; i < width / 2; ++i)
            hashes[i] = crypto::nodeHash(hashes[2 * i], hashes[2 * i + 1]);
    return hashes.front();
}

unsigned RightEdge::levels(std::uint64_t size)
{
    unsigned count = 0;
    for (; size != 0; size >>= height)
        ++count;
    return count;
}

Result<RightEdge> RightEdge::from(std::uint64_t size, std::vector<std::vector<Digest>> tiles)
{
    if (tiles.size() != levels(size))
        return fail(ErrorCode::LogInconsistent, "a tree of another height");
    RightEdge edge;
    edge.m_size = size;
    for (unsigned tileLevel = 0; tileLevel < tiles.size(); ++tileLevel) {
        if (tiles[tileLevel].size() != ((size >> (height * tileLevel)) & (full - 1)))
            return fail(ErrorCode::LogInconsistent, "an incomplete tile of another width");
        std::uint64_t index = 0;
        for (auto hash : tiles[tileLevel]) {
            unsigned level = height * tileLevel;
            for (std::uint64_t rest = index; (rest & 1) != 0; rest >>= 1)
                hash = crypto::nodeHash(edge.m_nodes[level++], hash);
            edge.m_nodes[level] = hash;
            ++index;
        }
    }
    edge.m_tiles = std::move(tiles);
    return edge;
}

void RightEdge::place(unsigned tileLevel, const Digest& hash)
{
    if (m_tiles.size() <= tileLevel)
        m_tiles.resize(tileLevel + 1);
    m_tiles[tileLevel].push_back(hash);
}

void RightEdge::append(const Digest& leaf, std::vector<CompleteTile>& completed)
{
    auto hash = leaf;
    unsigned level = 0;
    place(0, hash);
    for (; ((m_size >> level) & 1) != 0;) {
        hash = crypto::nodeHash(m_nodes[level], hash);
        ++level;
        if (level % height != 0)
            continue;
        const auto below = level / height - 1;
        completed.push_back({static_cast<int>(below), m_size >> level, std::move(m_tiles[below]), hash});
        m_tiles[below].clear();
        place(below + 1, hash);
    }
    m_nodes[level] = hash;
    ++m_size;
}

Digest RightEdge::root() const
{
    if (m_size == 0)
        return crypto::emptyRoot();
    unsigned level = 0;
    while (((m_size >> level) & 1) == 0)
        ++level;
    auto hash = m_nodes[level];
    for (++level; level < m_nodes.size(); ++level)
        if (((m_size >> level) & 1) != 0)
            hash = crypto::nodeHash(m_nodes[level], hash);
    return hash;
}

} // namespace countersign::server
