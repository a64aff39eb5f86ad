#include "trust/LogView.h"

#include <bit>

namespace countersign::trust {

namespace {

// The root of leaves [from, to) as RFC 6962 §2.1 splits them: lines that are given are hashed, whatever lies
// outside is read as whole subtrees. If the result is the signed root, it proves the lines and what was read
// alike.
class LinesInTree
{
public:
    LinesInTree(std::uint64_t first, const std::vector<std::string>& lines, const crypto::NodeReader& nodes)
        : m_first(first), m_lines(lines), m_nodes(nodes)
    {
    }

    [[nodiscard]] Result<Digest> hash(std::uint64_t from, std::uint64_t to) const
    {
        const auto width = to - from;
        const bool holdsLines = from < m_first + m_lines.size() && to > m_first;
        if (!holdsLines && std::has_single_bit(width))
            return m_nodes(static_cast<unsigned>(std::countr_zero(width)), from / width);
        if (width == 1)
            return crypto::leafHash(bytesOf(m_lines[from - m_first]));
        const auto middle = from + std::bit_floor(width - 1);
        const auto left = hash(from, middle);
        if (!left)
            return left;
        const auto right = hash(middle, to);
        if (!right)
            return right;
        return crypto::nodeHash(*left, *right);
    }

private:
    std::uint64_t m_first;
    const std::vector<std::string>& m_lines;
    const crypto::NodeReader& m_nodes;
};

// Whether the tree of `size` with `root` continues `old`, both by tiles of the new tree.
Result<void> checkContinues(const wire::SeenTree& old, std::uint64_t size, const Digest& root,
                            const crypto::TileReader& tiles)
{
    if (old.size == 0)
        return old.root == crypto::emptyRoot()
                   ? Result<void>{}
                   : fail(ErrorCode::LogInconsistent, "an empty tree with entries' root");
    if (old.size == size)
        return old.root == root
                   ? Result<void>{}
                   : fail(ErrorCode::LogInconsistent, "two trees of one size: the log was forked");
    crypto::TileNodes nodes(size, tiles);
    const auto proof = crypto::consistencyProof(old.size, size, nodes.reader());
    if (!proof)
        return tl::unexpected(proof.error());
    return crypto::verifyConsistency(old.size, old.root, size, root, *proof);
}

} // namespace

LogView::LogView(crypto::NoteVerifier verifier, std::optional<crypto::Checkpoint> last)
    : m_verifier(std::move(verifier)), m_last(std::move(last))
{
}

Result<void> LogView::advance(std::string_view note, const crypto::TileReader& tiles)
{
    const auto next = crypto::openCheckpoint(note, m_verifier);
    if (!next)
        return tl::unexpected(next.error());
    if (m_last && next->size < m_last->size)
        return fail(ErrorCode::LogInconsistent, "the log is shorter than it was");
    if (next->size == 0 && next->root != crypto::emptyRoot())
        return fail(ErrorCode::LogInconsistent, "an empty tree with entries' root");
    if (auto done = m_last ? checkContinues(head(), next->size, next->root, tiles) : Result<void>{}; !done)
        return done;
    const bool grown = !m_last || m_last->size < next->size;
    if (grown && next->size > 0) {
        // A proof from a size may leave parts of the new tree unread; the tiles must give this very root.
        crypto::TileNodes nodes(next->size, tiles);
        const auto root = crypto::rootOf(next->size, nodes.reader());
        if (!root)
            return tl::unexpected(root.error());
        if (*root != next->root)
            return fail(ErrorCode::LogInconsistent, "the tiles are not those of the signed tree");
    }
    m_last = *next;
    return {};
}

Result<void> LogView::covers(const wire::SeenTree& seen, const crypto::TileReader& tiles) const
{
    if (!m_last || seen.size > m_last->size)
        return fail(ErrorCode::LogIncomplete, "somebody has seen more of the log than this console");
    return checkContinues(seen, m_last->size, m_last->root, tiles);
}

Result<void> LogView::contains(std::uint64_t index, std::string_view line,
                               const crypto::TileReader& tiles) const
{
    return containsAll(index, {std::string(line)}, tiles);
}

Result<void> LogView::containsAll(std::uint64_t first, const std::vector<std::string>& lines,
                                  const crypto::TileReader& tiles) const
{
    if (lines.empty())
        return {};
    if (!m_last || first >= m_last->size || lines.size() > m_last->size - first)
        return fail(ErrorCode::LogIncomplete, "beyond the end of the log that this console has verified");
    crypto::TileNodes nodes(m_last->size, tiles);
    const auto reader = nodes.reader();
    const auto root = LinesInTree(first, lines, reader).hash(0, m_last->size);
    if (!root)
        return tl::unexpected(root.error());
    if (*root != m_last->root)
        return fail(ErrorCode::LogInconsistent, "an entry is not what the log holds at its place");
    return {};
}

wire::SeenTree LogView::head() const
{
    return m_last ? wire::SeenTree{m_last->size, m_last->root} : wire::SeenTree{0, crypto::emptyRoot()};
}

} // namespace countersign::trust
