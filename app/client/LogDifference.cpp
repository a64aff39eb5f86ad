#include "client/LogDifference.h"

#include <bit>
#include <set>
#include <tuple>

namespace countersign::client {

namespace {

constexpr unsigned height = 8; // of a tile
constexpr std::uint64_t tileWidth = 1U << height;

// Nodes of a side's tree, each tile proved by the one above it, those at the edge by the root.
class ProvedNodes
{
public:
    explicit ProvedNodes(const LogSide& side) : m_head(side.head), m_nodes(side.head.size, side.tiles) {}

    [[nodiscard]] Result<Digest> node(unsigned level, std::uint64_t index)
    {
        if (auto done = prove(level / height, (index << level % height) / tileWidth); !done)
            return tl::unexpected(done.error());
        return m_nodes.node(level, index);
    }

private:
    [[nodiscard]] Result<void> prove(unsigned tileLevel, std::uint64_t index)
    {
        if (m_proved.contains({tileLevel, index}))
            return {};
        if ((index + 1) * tileWidth > m_head.size >> tileLevel * height)
            return proveEdge();
        const auto above = node((tileLevel + 1) * height, index);
        if (!above)
            return tl::unexpected(above.error());
        const auto halves = tileLevel * height + height - 1;
        const auto left = m_nodes.node(halves, index * 2);
        if (!left)
            return tl::unexpected(left.error());
        const auto right = m_nodes.node(halves, index * 2 + 1);
        if (!right)
            return tl::unexpected(right.error());
        if (crypto::nodeHash(*left, *right) != *above)
            return fail(ErrorCode::LogTileBroken, "a tile that is none of the tree");
        m_proved.emplace(tileLevel, index);
        return {};
    }
    // Together: each of their hashes is part of the root.
    [[nodiscard]] Result<void> proveEdge()
    {
        if (!m_edge) {
            const auto root = crypto::rootOf(m_head.size, m_nodes.reader());
            if (!root)
                m_edge = tl::unexpected(root.error());
            else if (*root != m_head.root)
                m_edge = fail(ErrorCode::LogTileBroken, "tiles that are none of the tree");
            else
                m_edge = Result<void>{};
        }
        return *m_edge;
    }

    wire::SeenTree m_head;
    crypto::TileNodes m_nodes;
    std::set<std::pair<unsigned, std::uint64_t>> m_proved;
    std::optional<Result<void>> m_edge;
};

// Goes through what both trees hold from the left, down to the first leaf that differs.
class Comparison
{
public:
    Comparison(const LogSide& ours, const LogSide& theirs) : m_ours(ours), m_theirs(theirs) {}

    void compareFirst(std::uint64_t size)
    {
        for (std::uint64_t from = 0; from < size && !m_found;) {
            const auto width = std::bit_floor(size - from);
            const auto level = static_cast<unsigned>(std::countr_zero(width));
            compare(level, from >> level);
            from += width;
        }
    }
    /// Where the first difference lies, half-open.
    [[nodiscard]] const std::optional<std::pair<std::uint64_t, std::uint64_t>>& found() const
    {
        return m_found;
    }

private:
    void compare(unsigned level, std::uint64_t index)
    {
        if (m_found)
            return;
        const auto ours = m_ours.node(level, index);
        const auto theirs = ours ? m_theirs.node(level, index) : ours;
        if (!ours || !theirs) {
            m_unknownFrom = m_unknownFrom.value_or(index << level);
            return;
        }
        if (*ours == *theirs)
            return;
        if (level > 0) {
            compare(level - 1, index * 2);
            compare(level - 1, index * 2 + 1);
        }
        if (!m_found)
            m_found = {m_unknownFrom.value_or(index << level), (index + 1) << level};
    }

    ProvedNodes m_ours;
    ProvedNodes m_theirs;
    std::optional<std::uint64_t> m_unknownFrom; ///< what lies from here on could not be compared
    std::optional<std::pair<std::uint64_t, std::uint64_t>> m_found;
};

} // namespace

std::optional<LogDifference> firstDifference(const LogSide& ours, const LogSide& theirs)
{
    LogDifference difference;
    difference.ours = ours.head;
    difference.theirs = theirs.head;
    Comparison comparison(ours, theirs);
    comparison.compareFirst(std::min(ours.head.size, theirs.head.size));
    if (const auto& found = comparison.found()) {
        std::tie(difference.first, difference.end) = *found;
        return difference;
    }
    if (theirs.head.size >= ours.head.size)
        return std::nullopt;
    difference.kind = LogDifference::Kind::Gone;
    difference.first = theirs.head.size;
    difference.end = ours.head.size;
    return difference;
}

std::optional<std::string> lineOf(const LogSide& side, std::uint64_t index)
{
    if (index >= side.head.size)
        return std::nullopt;
    const auto leaf = ProvedNodes(side).node(0, index);
    if (!leaf)
        return std::nullopt;
    const auto first = index / tileWidth * tileWidth;
    const auto width = static_cast<unsigned>(std::min(tileWidth, side.head.size - first));
    const auto bundle = side.tiles({-1, index / tileWidth, width});
    const auto lines = bundle ? crypto::decodeBundle(*bundle) : tl::unexpected(bundle.error());
    if (!lines || lines->size() <= index - first)
        return std::nullopt;
    const auto& line = (*lines)[index - first];
    return crypto::leafHash(bytesOf(line)) == *leaf ? std::optional(line) : std::nullopt;
}

std::string findingOf(const LogDifference& difference)
{
    const auto last = std::to_string(difference.end - 1);
    const auto first = difference.log + " entry " + std::to_string(difference.first);
    if (difference.kind == LogDifference::Kind::Gone)
        return first + " to " + last + ": gone";
    return difference.exact() ? first + ": another, or the first of several"
                              : first + " to " + last + ": another lies there, or the first of several";
}

} // namespace countersign::client
