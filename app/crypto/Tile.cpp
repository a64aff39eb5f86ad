#include "crypto/Tile.h"

#include <algorithm>
#include <charconv>

namespace countersign::crypto {

namespace {

constexpr unsigned height = 8;
constexpr unsigned fullWidth = 1U << height;

std::string padded(std::uint64_t group)
{
    auto text = std::to_string(group);
    return std::string(3 - text.size(), '0') + text;
}

Result<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return fail(ErrorCode::NotFound, "not a tile path");
    return value;
}

} // namespace

std::string tilePath(const TileId& tile)
{
    // C2SP tlog-tiles: the index in groups of three digits, all but the last with an x.
    auto rest = tile.index;
    std::string path = padded(rest % 1000);
    while (rest >= 1000) {
        rest /= 1000;
        path = 'x' + padded(rest % 1000) + '/' + path;
    }
    path = "tile/" + (tile.level < 0 ? std::string("entries") : std::to_string(tile.level)) + '/' + path;
    if (tile.width < fullWidth)
        path += ".p/" + std::to_string(tile.width);
    return path;
}

Result<TileId> tileFromPath(std::string_view path)
{
    const auto whole = path;
    const auto broken = fail(ErrorCode::NotFound, "not a tile path");
    TileId tile;
    if (!path.starts_with("tile/"))
        return broken;
    path.remove_prefix(5);
    const auto slash = path.find('/');
    if (slash == std::string_view::npos)
        return broken;
    if (path.substr(0, slash) == "entries")
        tile.level = -1;
    else if (const auto level = number(path.substr(0, slash)); level && *level < 64)
        tile.level = static_cast<int>(*level);
    else
        return broken;
    path.remove_prefix(slash + 1);
    if (const auto part = path.find(".p/"); part != std::string_view::npos) {
        const auto width = number(path.substr(part + 3));
        if (!width || *width == 0 || *width >= fullWidth)
            return broken;
        tile.width = static_cast<unsigned>(*width);
        path = path.substr(0, part);
    }
    for (unsigned groups = 0; !path.empty(); ++groups) {
        const auto end = path.find('/');
        auto group = path.substr(0, end);
        path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
        if (group.starts_with('x'))
            group.remove_prefix(1);
        const auto value = number(group);
        if (!value || group.size() != 3 || groups > 5)
            return broken;
        tile.index = tile.index * 1000 + *value;
    }
    // One tile has one path: comparing refuses leading groups of zeros and misplaced x alike.
    if (tilePath(tile) != whole)
        return broken;
    return tile;
}

Bytes encodeBundle(const std::vector<std::string>& entries)
{
    Bytes out;
    for (const auto& entry : entries) {
        out.push_back(static_cast<std::uint8_t>(entry.size() >> 8));
        out.push_back(static_cast<std::uint8_t>(entry.size()));
        out.insert(out.end(), entry.begin(), entry.end());
    }
    return out;
}

Result<std::vector<std::string>> decodeBundle(ByteView bytes)
{
    std::vector<std::string> entries;
    while (!bytes.empty()) {
        if (bytes.size() < 2)
            return fail(ErrorCode::LogTileBroken, "an entry bundle that ends within a length");
        const auto length = static_cast<std::size_t>(bytes[0]) << 8 | bytes[1];
        bytes = bytes.subspan(2);
        if (bytes.size() < length)
            return fail(ErrorCode::LogTileBroken, "an entry bundle that ends within an entry");
        entries.emplace_back(textOf(bytes.first(length)));
        bytes = bytes.subspan(length);
    }
    return entries;
}

TileNodes::TileNodes(std::uint64_t size, TileReader read) : m_size(size), m_read(std::move(read)) {}

Result<const TileNodes::Rows*> TileNodes::rowsOf(const TileId& id)
{
    if (const auto known = m_tiles.find(id); known != m_tiles.end())
        return &known->second;
    const auto bytes = m_read(id);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (bytes->size() != id.width * Digest::size)
        return fail(ErrorCode::LogTileBroken, "a tile of the wrong length");
    Rows rows(1);
    for (std::size_t at = 0; at < bytes->size(); at += Digest::size)
        rows.front().push_back(*Digest::fromBytes(ByteView(*bytes).subspan(at, Digest::size)));
    while (rows.back().size() > 1) {
        std::vector<Digest> above;
        const auto& below = rows.back();
        for (std::size_t i = 0; i + 1 < below.size(); i += 2)
            above.push_back(nodeHash(below[i], below[i + 1]));
        rows.push_back(std::move(above));
    }
    return &m_tiles.emplace(id, std::move(rows)).first->second;
}

Result<Digest> TileNodes::node(unsigned level, std::uint64_t index)
{
    const unsigned tileLevel = level / height;
    const unsigned within = level % height;
    const std::uint64_t first = index << within; // in hashes of the tile level
    const std::uint64_t hashesThere = m_size >> (tileLevel * height);
    if (first + (std::uint64_t{1} << within) > hashesThere)
        return fail(ErrorCode::LogInconsistent, "a node beyond the tree");
    TileId id{static_cast<int>(tileLevel), first / fullWidth, fullWidth};
    id.width = static_cast<unsigned>(std::min<std::uint64_t>(fullWidth, hashesThere - id.index * fullWidth));
    const auto rows = rowsOf(id);
    if (!rows)
        return tl::unexpected(rows.error());
    return (**rows)[within][(first % fullWidth) >> within];
}

NodeReader TileNodes::reader()
{
    return [this](unsigned level, std::uint64_t index) { return node(level, index); };
}

std::vector<TileId> TileNodes::needed(std::uint64_t oldSize, std::uint64_t size)
{
    std::vector<TileId> tiles;
    for (unsigned level = 0; (size >> (level * height)) > 0; ++level) {
        const auto hashes = size >> (level * height);
        // From the tile in which the old tree's edge lies to the new edge.
        for (auto index = (oldSize >> (level * height)) / fullWidth; index * fullWidth < hashes; ++index)
            tiles.push_back(
                {static_cast<int>(level), index,
                 static_cast<unsigned>(std::min<std::uint64_t>(fullWidth, hashes - index * fullWidth))});
    }
    return tiles;
}

} // namespace countersign::crypto
