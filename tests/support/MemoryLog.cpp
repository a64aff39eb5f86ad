#include "support/MemoryLog.h"

namespace countersign::test {

MemoryLog::MemoryLog(std::string origin) : MemoryLog(std::move(origin), crypto::Ed25519Key::generate()) {}

MemoryLog::MemoryLog(std::string origin, crypto::Ed25519Key key)
    : m_origin(std::move(origin)), m_signer(m_origin, std::move(key))
{
}

void MemoryLog::append(std::string line)
{
    m_leaves.push_back(crypto::leafHash(bytesOf(line)));
    m_lines.push_back(std::move(line));
}

MemoryLog MemoryLog::successor(std::string origin) const
{
    return restored(size(), std::move(origin));
}

MemoryLog MemoryLog::restored(std::uint64_t size, std::string origin) const
{
    MemoryLog other(std::move(origin));
    for (std::uint64_t i = 0; i < size; ++i)
        other.append(m_lines.at(i));
    return other;
}

wire::SeenTree MemoryLog::head(std::uint64_t size) const
{
    crypto::CompactTree tree;
    for (std::uint64_t i = 0; i < size; ++i)
        tree.append(m_leaves.at(i));
    return {size, tree.root()};
}

std::string MemoryLog::note(std::uint64_t size) const
{
    return note(head(size));
}

std::string MemoryLog::note(const wire::SeenTree& claimed) const
{
    return crypto::signCheckpoint({m_origin, claimed.size, claimed.root}, m_signer);
}

Digest MemoryLog::node(unsigned level, std::uint64_t index) const
{
    if (level == 0)
        return m_leaves.at(index);
    return crypto::nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
}

Result<Bytes> MemoryLog::tile(const crypto::TileId& id) const
{
    if (id.level < 0)
        return fail(ErrorCode::NotFound, "entry bundles are not served here");
    const unsigned level = static_cast<unsigned>(id.level) * 8;
    const std::uint64_t first = id.index * 256;
    if (first + id.width > size() >> level)
        return fail(ErrorCode::NotFound, crypto::tilePath(id));
    Bytes bytes;
    for (unsigned i = 0; i < id.width; ++i) {
        const auto hash = node(level, first + i);
        bytes.insert(bytes.end(), hash.bytes().begin(), hash.bytes().end());
    }
    return bytes;
}

crypto::TileReader MemoryLog::tiles() const
{
    return [this](const crypto::TileId& id) { return tile(id); };
}

} // namespace countersign::test
