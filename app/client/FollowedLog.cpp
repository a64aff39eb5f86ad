#include "client/FollowedLog.h"

#include "client/LogFiles.h"
#include "crypto/Merkle.h"

#include <algorithm>

#include <QFile>

namespace countersign::client {

namespace {

constexpr std::size_t mostProved = 4096; // lines of some hundred bytes

} // namespace

FollowedLog::FollowedLog(Connection& connection, const QString& log, const QString& folder)
    : m_log(log),
      m_file(folder + u'/' + log + QStringLiteral(".checkpoint")),
      m_keysFile(folder + u'/' + log + QStringLiteral(".keys")),
      m_headsFile(folder + u'/' + log + QStringLiteral(".heads")),
      m_tiles(connection, log, folder)
{
}

bool FollowedLog::stored() const
{
    return QFile::exists(m_file);
}

QStringList FollowedLog::knownKeys() const
{
    const auto bytes = readLogFile(m_keysFile);
    return bytes ? qt(textOf(*bytes)).split(u'\n', Qt::SkipEmptyParts) : QStringList();
}

Result<void> FollowedLog::meet(const crypto::NoteVerifier& verifier)
{
    const auto bytes = readLogFile(m_file);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto heads = readLogFile(m_headsFile);
    if (!heads)
        return tl::unexpected(heads.error());
    m_ours = textOf(*bytes);
    m_heads = {};
    m_left.reset();
    m_proved.clear();
    if (m_ours.empty()) {
        m_view.emplace(verifier, std::nullopt);
        return {};
    }
    // Those beyond the checkpoint were laid by for the next one, which a crash kept from being written.
    const auto begin = [&](const crypto::NoteVerifier& signer, crypto::Checkpoint last) {
        m_heads = OwnHeads::fromBytes(*heads).upTo(last.size);
        m_view.emplace(signer, std::move(last));
        m_heads.add(m_view->head());
    };
    const auto opened = crypto::openCheckpoint(m_ours, verifier);
    if (opened) {
        begin(verifier, *opened);
        return {};
    }
    for (const auto& text : knownKeys()) {
        const auto later = crypto::NoteVerifier::fromText(text.toStdString());
        const auto byLater = later ? crypto::openCheckpoint(m_ours, *later) : opened;
        if (!byLater)
            continue;
        begin(*later, *byLater);
        return {};
    }
    return tl::unexpected(about({opened.error().code, "stored on this machine: " + opened.error().detail}));
}

Result<void> FollowedLog::succeed(crypto::NoteVerifier verifier, const std::optional<trust::LogLoss>& loss)
{
    auto last = m_view->last();
    if (last && loss && last->size > loss->kept.size) {
        if (auto same = checkLoss(*loss); !same)
            return tl::unexpected(same.error());
        last->size = loss->kept.size;
        last->root = loss->kept.root;
        m_left = m_heads.upTo(loss->kept.size);
        m_tiles.setAside(LogTiles::Aside::Lost);
        m_proved.clear();
    }
    if (last)
        last->origin = verifier.name();
    m_view.emplace(std::move(verifier), std::move(last));
    return {};
}

Result<std::uint64_t> FollowedLog::checkLoss(const trust::LogLoss& loss)
{
    // Our heads hold more than the view once it went back to what another recovery kept.
    const auto& heads = m_heads.all();
    const auto seen = heads.empty() ? 0 : heads.back().size;
    // What was seen here and stands in no recovery, nobody signed for.
    if (seen > loss.lost.size)
        return tl::unexpected(
            about({ErrorCode::LogRolledBack, "the recovery names " + std::to_string(loss.lost.size) +
                                                 " entries, and this console saw " + std::to_string(seen)}));
    std::uint64_t compared = 0;
    for (const auto& head : heads) {
        for (const auto& tree : {loss.lost, loss.kept})
            if (head.size == tree.size && head.root != tree.root)
                return tl::unexpected(
                    about({ErrorCode::LogSplit,
                           "this console saw another tree of " + std::to_string(head.size) + " entries"}));
        if (head.size <= loss.kept.size)
            compared = head.size; // by `continues`
    }
    for (const auto& tree : {loss.lost, loss.kept}) {
        if (tree.size > m_view->head().size)
            continue;
        // By what lies here of the tree as it was; where that is no longer enough, our heads alone tell.
        auto same = m_view->covers(tree, m_tiles.kept());
        if (same && tree.size <= loss.kept.size)
            compared = std::max(compared, tree.size);
        if (!same && same.error().code != ErrorCode::LogTileMissing)
            return tl::unexpected(about(same.error()));
    }
    return compared;
}

wire::SeenTree FollowedLog::seenOf(const wire::SeenTree& kept)
{
    if (kept.size <= m_view->head().size && m_view->covers(kept, m_tiles.kept()))
        return kept;
    const auto heads = m_heads.upTo(kept.size);
    return heads.all().empty() ? wire::SeenTree{0, crypto::emptyRoot()} : heads.all().back();
}

trust::LogView FollowedLog::viewOf(const wire::SeenTree& tree) const
{
    return {m_view->verifier(), crypto::Checkpoint{m_view->verifier().name(), tree.size, tree.root}};
}

QCoro::Task<Result<void>> FollowedLog::continues(wire::SeenTree tree)
{
    const auto view = viewOf(tree);
    const LogTiles::Proof proof = [&, heads = m_heads.upTo(tree.size)](const crypto::TileReader& tiles) {
        return view.coversAll(heads.all(), tiles);
    };
    auto done = co_await m_tiles.prove(proof);
    m_tiles.disown(); // nobody signed for it yet
    co_return done;
}

QCoro::Task<Result<std::string>> FollowedLog::fetchNote()
{
    auto note = co_await m_tiles.checkpoint();
    if (note)
        m_theirs = *note;
    co_return note;
}

QCoro::Task<Result<trust::LogView>> FollowedLog::proved(std::string note)
{
    trust::LogView next = *m_view;
    const trust::LogView before = next;
    const LogTiles::Proof proof = [&](const crypto::TileReader& tiles) {
        next = before;
        auto moved = next.advance(note, tiles);
        return moved && m_left ? next.coversAll(m_left->all(), tiles) : moved;
    };
    auto done = co_await m_tiles.prove(proof);
    if (!done)
        co_return tl::unexpected(done.error());
    co_return next;
}

QCoro::Task<Result<void>> FollowedLog::adopt(trust::LogView view, std::string note)
{
    const bool grown = !m_view->last() || m_view->last()->size < view.last()->size || m_ours.empty();
    if (!grown) {
        m_view = std::move(view);
        co_return Result<void>{};
    }
    const auto key = qt(view.verifier().text());
    auto known = knownKeys();
    const bool fresh = !known.contains(key);
    known << key;
    // The key first: a checkpoint whose key nobody knows would stop this console for good.
    const auto size = view.last()->size;
    auto heads = m_left.value_or(m_heads);
    heads.add(view.head());
    auto work = [file = m_file, keysFile = m_keysFile, keys = known.join(u'\n').toUtf8(), fresh,
                 headsFile = m_headsFile, headBytes = heads.bytes(), bytes = QByteArray::fromStdString(note),
                 layEdgeBy = m_tiles.layEdgeBy(m_tiles.edge(size), m_view->head().size, size)] {
        auto done = fresh ? writeLogFile(keysFile, keys) : Result<void>{};
        if (done)
            done = writeLogFile(headsFile, headBytes);
        if (done)
            done = writeLogFile(file, bytes);
        if (done)
            layEdgeBy();
        return done;
    };
    auto written = co_await OnWorker<decltype(work)>(std::move(work));
    if (!written)
        co_return written;
    m_view = std::move(view);
    m_ours = std::move(note);
    m_heads = std::move(heads);
    m_left.reset();
    m_tiles.keepEdge(size);
    co_return Result<void>{};
}

QCoro::Task<Result<void>> FollowedLog::covers(wire::SeenTree seen)
{
    std::vector<wire::SeenTree> one{seen};
    return coversAll(std::move(one));
}

QCoro::Task<Result<void>> FollowedLog::coversAll(std::vector<wire::SeenTree> seen)
{
    const trust::LogView view = *m_view;
    const LogTiles::Proof proof = [&](const crypto::TileReader& tiles) {
        return view.coversAll(seen, tiles);
    };
    auto done = co_await m_tiles.prove(proof);
    co_return done;
}

QCoro::Task<Result<void>> FollowedLog::coversEach(std::vector<wire::SeenTree> seen,
                                                  std::shared_ptr<trust::LogView::Each> found)
{
    const trust::LogView view = *m_view;
    const LogTiles::Proof proof = [&](const crypto::TileReader& tiles) -> Result<void> {
        return view.coversEach(seen, tiles).map([&](trust::LogView::Each each) { *found = std::move(each); });
    };
    auto done = co_await m_tiles.prove(proof);
    for (auto& why : *found)
        if (why)
            why = about(std::move(*why));
    co_return done;
}

QCoro::Task<Result<void>> FollowedLog::contains(std::vector<wire::PlacedEntry> entries)
{
    const trust::LogView view = *m_view;
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
    for (std::size_t at = 0; at < entries.size();) {
        const auto first = entries[at].index;
        std::vector<std::string> lines;
        while (at < entries.size() && entries[at].index == first + lines.size())
            lines.push_back(std::move(entries[at++].line));
        const LogTiles::Proof proof = [&](const crypto::TileReader& tiles) {
            return view.containsAll(first, lines, tiles);
        };
        auto done = co_await m_tiles.prove(proof);
        if (!done)
            co_return done;
        remember(first, lines);
    }
    co_return Result<void>{};
}

void FollowedLog::remember(std::uint64_t first, const std::vector<std::string>& lines)
{
    if (m_proved.size() + lines.size() > mostProved)
        m_proved.clear();
    for (std::size_t i = 0; i < lines.size() && m_proved.size() < mostProved; ++i)
        m_proved.insert_or_assign(first + i, lines[i]);
}

} // namespace countersign::client
