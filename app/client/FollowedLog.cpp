#include "client/FollowedLog.h"

#include "client/LogFiles.h"

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
    m_ours = textOf(*bytes);
    if (m_ours.empty()) {
        m_view.emplace(verifier, std::nullopt);
        return {};
    }
    const auto opened = crypto::openCheckpoint(m_ours, verifier);
    if (opened) {
        m_view.emplace(verifier, *opened);
        return {};
    }
    for (const auto& text : knownKeys()) {
        const auto later = crypto::NoteVerifier::fromText(text.toStdString());
        const auto byLater = later ? crypto::openCheckpoint(m_ours, *later) : opened;
        if (!byLater)
            continue;
        m_view.emplace(*later, *byLater);
        return {};
    }
    return tl::unexpected(about({opened.error().code, "stored on this machine: " + opened.error().detail}));
}

Result<void> FollowedLog::succeed(crypto::NoteVerifier verifier, const std::optional<trust::LogLoss>& loss)
{
    auto last = m_view->last();
    if (last && loss && last->size > loss->kept.size) {
        if (auto same = checkLoss(*loss); !same)
            return same;
        last->size = loss->kept.size;
        last->root = loss->kept.root;
        m_tiles.setAside();
        m_proved.clear();
    }
    if (last)
        last->origin = verifier.name();
    m_view.emplace(std::move(verifier), std::move(last));
    return {};
}

Result<void> FollowedLog::checkLoss(const trust::LogLoss& loss)
{
    if (!m_view->last())
        return {};
    const auto seen = m_view->last()->size;
    // What was seen here and stands in no recovery, nobody signed for.
    if (seen > loss.lost.size)
        return tl::unexpected(
            about({ErrorCode::LogRolledBack, "the recovery names " + std::to_string(loss.lost.size) +
                                                 " entries, and this console saw " + std::to_string(seen)}));
    for (const auto& tree : {loss.lost, loss.kept}) {
        if (tree.size > seen)
            continue;
        // By what lies here of the tree as it was; where that is no longer enough, two admins' word stands.
        auto same = m_view->covers(tree, m_tiles.kept());
        if (!same && same.error().code != ErrorCode::LogTileMissing)
            return tl::unexpected(about(same.error()));
    }
    return {};
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
        return next.advance(note, tiles);
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
    auto work = [file = m_file, keysFile = m_keysFile, keys = known.join(u'\n').toUtf8(), fresh,
                 bytes = QByteArray::fromStdString(note),
                 layEdgeBy = m_tiles.layEdgeBy(m_tiles.edge(size), m_view->head().size, size)] {
        auto done = fresh ? writeLogFile(keysFile, keys) : Result<void>{};
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
