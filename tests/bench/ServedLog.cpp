#include "bench/ServedLog.h"

#include "bench/Scratch.h"
#include "crypto/Sha256.h"

namespace countersign::bench {

namespace {

constexpr std::uint64_t width = 256;

Digest madeUp(std::uint64_t index)
{
    const auto text = std::to_string(index);
    return crypto::sha256(text);
}

} // namespace

ServedLog::ServedLog() : m_leaf(madeUp) {}

ServedLog::ServedLog(const std::vector<std::string>& lines)
    : m_leaf([&lines](std::uint64_t index) { return crypto::leafHash(bytesOf(lines.at(index))); }),
      m_lines(&lines)
{
}

Digest ServedLog::hashAt(unsigned level, std::uint64_t index) const
{
    return level == 0 ? m_leaf(index) : m_roots.at(level - 1).at(index);
}

// The newest tile of the level is whole, and perhaps those above it.
void ServedLog::complete(unsigned level)
{
    if (m_roots.size() == level)
        m_roots.emplace_back();
    const auto first = m_roots[level].size() * width;
    crypto::CompactTree tree;
    for (auto i = first; i < first + width; ++i)
        tree.append(hashAt(level, i));
    m_roots[level].push_back(tree.root());
    if (m_roots[level].size() % width == 0)
        complete(level + 1);
}

wire::SeenTree ServedLog::grow(std::uint64_t size)
{
    for (auto tiles = m_size / width; tiles < size / width; ++tiles)
        complete(0);
    m_size = size;
    crypto::TileNodes nodes(size, [this](const crypto::TileId& id) { return tile(id); });
    return {size, must(crypto::rootOf(size, nodes.reader()))};
}

Result<Bytes> ServedLog::tile(const crypto::TileId& id) const
{
    Bytes bytes;
    for (unsigned i = 0; i < id.width; ++i) {
        const auto hash = hashAt(static_cast<unsigned>(id.level), id.index * width + i);
        bytes.insert(bytes.end(), hash.bytes().begin(), hash.bytes().end());
    }
    return bytes;
}

Result<std::string> ServedLog::answer(const std::string& path) const
{
    const auto id = crypto::tileFromPath(path);
    if (!id)
        return tl::unexpected(id.error());
    const auto last = id->index * width + id->width;
    if (last > m_size >> (id->level < 0 ? 0 : id->level * 8) || (id->level < 0 && !m_lines))
        return fail(ErrorCode::NotFound, path);
    if (id->level >= 0)
        return tile(*id).map([](const Bytes& bytes) { return std::string(textOf(bytes)); });
    const auto first = m_lines->begin() + static_cast<std::ptrdiff_t>(id->index * width);
    return std::string(textOf(crypto::encodeBundle({first, first + id->width})));
}

} // namespace countersign::bench
