#include "trust/LogView.h"

#include <algorithm>
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

// The hash of entry `index` in the signed tree, as its tiles show it.
Result<Digest> leafOf(const wire::SeenTree& tree, std::uint64_t index, const crypto::NodeReader& nodes)
{
    const auto leaf = nodes(0, index);
    if (!leaf)
        return leaf;
    const auto proof = crypto::inclusionProof(index, tree.size, nodes);
    if (!proof)
        return tl::unexpected(proof.error());
    if (!crypto::verifyInclusion(*leaf, index, tree.size, *proof, tree.root))
        return fail(ErrorCode::LogTileBroken, "the tiles are not those of the signed tree");
    return leaf;
}

// Whether `tree` continues `old`, both by nodes of the new tree.
Result<void> checkContinues(const wire::SeenTree& old, const wire::SeenTree& tree,
                            const crypto::NodeReader& reader)
{
    if (old.size == 0)
        return old.root == crypto::emptyRoot()
                   ? Result<void>{}
                   : fail(ErrorCode::LogInconsistent, "an empty tree with entries' root");
    if (old.size == tree.size)
        return old.root == tree.root
                   ? Result<void>{}
                   : fail(ErrorCode::LogForked, "two trees of one size: the log was forked");
    const auto proof = crypto::consistencyProof(old.size, tree.size, reader);
    if (!proof)
        return tl::unexpected(proof.error());
    auto done = crypto::verifyConsistency(old.size, old.root, tree.size, tree.root, *proof);
    // If what the proof was made of is not the signed tree, nothing is known of the past.
    if (!done)
        if (const auto leaf = leafOf(tree, old.size - 1, reader); !leaf)
            return tl::unexpected(leaf.error());
    return done;
}

std::vector<Digest> sorted(std::vector<Digest> hashes)
{
    std::sort(hashes.begin(), hashes.end());
    return hashes;
}

// How lines that are not those of the tree differ from it.
Error difference(const std::vector<Digest>& shown, const std::vector<Digest>& held, std::uint64_t first)
{
    const auto at = std::mismatch(shown.begin(), shown.end(), held.begin());
    const auto ofShown = at.first;
    const auto ofHeld = at.second;
    const auto place = std::to_string(first + static_cast<std::uint64_t>(ofShown - shown.begin()));
    if (sorted(shown) == sorted(held))
        return {ErrorCode::LogEntryMoved, "entry " + place + " stands at another place in the log"};
    if (ofShown + 1 != shown.end() && ofShown[1] == *ofHeld)
        return {ErrorCode::LogEntryAdded, "the log does not hold what is shown as entry " + place};
    if (ofHeld + 1 != held.end() && *ofShown == ofHeld[1])
        return {ErrorCode::LogEntryLacking, "entry " + place + " of the log is left out"};
    return {ErrorCode::LogEntryAltered, "entry " + place + " is not what the log holds at its place"};
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
        return fail(ErrorCode::LogRolledBack, "the log is shorter than it was");
    if (next->size == 0 && next->root != crypto::emptyRoot())
        return fail(ErrorCode::LogInconsistent, "an empty tree with entries' root");
    const bool grown = !m_last || m_last->size < next->size;
    crypto::TileNodes nodes(next->size, tiles);
    if (grown && next->size > 0) {
        // First, and all of it: what is proved by other tiles than the signed tree's says nothing of the
        // past.
        const auto root = crypto::rootOf(next->size, nodes.reader());
        if (!root)
            return tl::unexpected(root.error());
        if (*root != next->root)
            return fail(ErrorCode::LogTileBroken, "the tiles are not those of the signed tree");
    }
    if (m_last)
        if (auto done = checkContinues(head(), {next->size, next->root}, nodes.reader()); !done)
            return done;
    m_last = *next;
    return {};
}

Result<void> LogView::covers(const wire::SeenTree& seen, const crypto::TileReader& tiles) const
{
    return coversAll({seen}, tiles);
}

Result<void> LogView::coversAll(const std::vector<wire::SeenTree>& seen,
                                const crypto::TileReader& tiles) const
{
    crypto::TileNodes nodes(head().size, tiles);
    const auto reader = nodes.reader();
    for (const auto& one : seen)
        if (auto done = checkSeen(one, reader); !done)
            return done;
    return {};
}

Result<LogView::Each> LogView::coversEach(const std::vector<wire::SeenTree>& seen,
                                          const crypto::TileReader& tiles) const
{
    crypto::TileNodes nodes(head().size, tiles);
    const auto reader = nodes.reader();
    Each each(seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto done = checkSeen(seen[i], reader);
        const bool told =
            !done && (done.error().code == ErrorCode::LogSplit || done.error().code == ErrorCode::LogHidden);
        if (told)
            each[i] = done.error();
        else if (!done)
            return tl::unexpected(done.error());
    }
    return each;
}

Result<void> LogView::checkSeen(const wire::SeenTree& seen, const crypto::NodeReader& nodes) const
{
    if (!m_last || seen.size > m_last->size)
        return fail(ErrorCode::LogHidden, "somebody has seen more of the log than is shown here");
    auto done = checkContinues(seen, head(), nodes);
    const bool differs = !done && (done.error().code == ErrorCode::LogInconsistent ||
                                   done.error().code == ErrorCode::LogForked);
    if (differs)
        return fail(ErrorCode::LogSplit, "somebody has seen another log: " + done.error().detail);
    return done;
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
    return *root == m_last->root ? Result<void>{} : whatDiffers(first, lines, reader);
}

Result<void> LogView::whatDiffers(std::uint64_t first, const std::vector<std::string>& lines,
                                  const crypto::NodeReader& nodes) const
{
    std::vector<Digest> shown;
    std::vector<Digest> held;
    for (const auto& line : lines) {
        const auto leaf = leafOf(head(), first + shown.size(), nodes);
        if (!leaf)
            return tl::unexpected(leaf.error());
        held.push_back(*leaf);
        shown.push_back(crypto::leafHash(bytesOf(line)));
    }
    if (shown == held)
        return fail(ErrorCode::LogTileBroken, "the tiles are not those of the signed tree");
    return tl::unexpected(difference(shown, held, first));
}

wire::SeenTree LogView::head() const
{
    return m_last ? wire::SeenTree{m_last->size, m_last->root} : wire::SeenTree{0, crypto::emptyRoot()};
}

} // namespace countersign::trust
