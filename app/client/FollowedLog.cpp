#include "client/FollowedLog.h"

#include "client/LogFiles.h"

#include <algorithm>

#include <QFile>

namespace countersign::client {

FollowedLog::FollowedLog(Connection& connection, const QString& log, const QString& folder)
    : m_log(log),
      m_file(folder + u'/' + log + QStringLiteral(".checkpoint")),
      m_tiles(connection, log, folder)
{
}

bool FollowedLog::stored() const
{
    return QFile::exists(m_file);
}

Result<void> FollowedLog::meet(crypto::NoteVerifier verifier)
{
    const auto bytes = readLogFile(m_file);
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::optional<crypto::Checkpoint> last;
    m_ours = textOf(*bytes);
    if (!m_ours.empty()) {
        const auto opened = crypto::openCheckpoint(m_ours, verifier);
        if (!opened)
            return fail(opened.error().code, "stored on this machine: " + opened.error().detail);
        last = *opened;
    }
    m_view.emplace(std::move(verifier), std::move(last));
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
    const bool grown = !m_view->last() || m_view->last()->size < view.last()->size;
    if (!grown)
        co_return Result<void>{};
    auto work = [file = m_file, bytes = QByteArray::fromStdString(note)] {
        return writeLogFile(file, bytes);
    };
    auto written = co_await OnWorker<decltype(work)>(std::move(work));
    if (!written)
        co_return written;
    m_view = std::move(view);
    m_ours = std::move(note);
    m_tiles.forgetPartial();
    co_return Result<void>{};
}

QCoro::Task<Result<void>> FollowedLog::covers(wire::SeenTree seen)
{
    const trust::LogView view = *m_view;
    const LogTiles::Proof proof = [&](const crypto::TileReader& tiles) { return view.covers(seen, tiles); };
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
    }
    co_return Result<void>{};
}

Result<void> FollowedLog::saveEvidence(const QString& folder) const
{
    const auto base = folder + u'/' + m_log + u'/';
    const auto save = [&](const QString& name, ByteView bytes) {
        const QByteArray copy(reinterpret_cast<const char*>(bytes.data()),
                              static_cast<qsizetype>(bytes.size()));
        return writeLogFile(base + name, copy);
    };
    if (auto done = save(QStringLiteral("ours.checkpoint"), bytesOf(m_ours)); !done)
        return done;
    if (auto done = save(QStringLiteral("theirs.checkpoint"), bytesOf(m_theirs)); !done)
        return done;
    for (const auto& [path, bytes] : m_tiles.read())
        if (auto done = save(qt(path), bytes); !done)
            return done;
    return {};
}

} // namespace countersign::client
