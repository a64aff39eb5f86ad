#include "client/FollowedLog.h"
#include "client/LogFiles.h"

#include <set>

#include <QDateTime>
#include <QFileInfo>

/// Both sides of a log that broke.
namespace countersign::client {

namespace {

constexpr int mostAsked = 256;

// The server's side as far as it shows it: looks again and again, each time with the tile that it lacked.
class TheirTiles
{
public:
    using Look = std::function<void()>;

    explicit TheirTiles(LogTiles& tiles) : m_tiles(tiles) {}

    [[nodiscard]] crypto::TileReader reader()
    {
        return [this](const crypto::TileId& tile) -> Result<Bytes> {
            const auto path = crypto::tilePath(tile);
            if (const auto known = m_tiles.theirs().find(path); known != m_tiles.theirs().end())
                return known->second;
            if (!m_lacking && !m_refused.contains(tile))
                m_lacking = tile;
            return fail(ErrorCode::LogTileMissing, path);
        };
    }
    [[nodiscard]] QCoro::Task<void> until(Look look)
    {
        for (;;) {
            m_lacking.reset();
            look();
            if (!m_lacking || m_silent || m_asked++ == mostAsked)
                co_return;
            const auto tile = *m_lacking;
            const auto fetched = co_await m_tiles.fetchTheirs(tile);
            if (!fetched)
                m_refused.insert(tile);
            // Nothing there is an answer; none is not waited for again.
            m_silent = !fetched && fetched.error().code != ErrorCode::NotFound;
            m_cancelled = !fetched && fetched.error().code == ErrorCode::Cancelled;
        }
    }

    [[nodiscard]] bool cancelled() const { return m_cancelled; }

private:
    LogTiles& m_tiles;
    std::optional<crypto::TileId> m_lacking;
    std::set<crypto::TileId> m_refused;
    int m_asked = 0;
    bool m_silent = false;
    bool m_cancelled = false;
};

} // namespace

std::string FollowedLog::ours() const
{
    if (!m_ours.empty())
        return m_ours;
    const auto stored = readLogFile(m_file); // the trust broke before it could be met
    return stored ? std::string(textOf(*stored)) : std::string();
}

std::optional<Time> FollowedLog::storedAt() const
{
    const QFileInfo file(m_file);
    if (!file.exists())
        return std::nullopt;
    return Time(std::chrono::milliseconds(file.lastModified().toMSecsSinceEpoch()));
}

Result<void> FollowedLog::saveEvidence(const QString& folder) const
{
    const auto base = folder + u'/' + m_log + u'/';
    const auto save = [&](const QString& name, ByteView bytes) {
        const QByteArray copy(reinterpret_cast<const char*>(bytes.data()),
                              static_cast<qsizetype>(bytes.size()));
        return writeLogFile(base + name, copy);
    };
    if (auto done = save(QStringLiteral("ours.checkpoint"), bytesOf(ours())); !done)
        return done;
    if (auto done = save(QStringLiteral("theirs.checkpoint"), bytesOf(m_theirs)); !done)
        return done;
    auto done = m_tiles.saveOurs(base + QStringLiteral("ours"));
    return done ? m_tiles.saveTheirs(base + QStringLiteral("theirs")) : done;
}

void FollowedLog::recallEvidence(const QString& folder)
{
    const auto base = folder + u'/' + m_log + u'/';
    if (const auto bytes = readLogFile(base + QStringLiteral("theirs.checkpoint")))
        m_theirs = textOf(*bytes);
    m_tiles.recallTheirs(base + QStringLiteral("theirs"));
}

QCoro::Task<std::optional<LogDifference>> FollowedLog::findDifference()
{
    const auto mine = crypto::checkpointBody(ours());
    const auto shown = crypto::checkpointBody(m_theirs);
    if (!mine || !shown)
        co_return std::nullopt;
    TheirTiles asked(m_tiles);
    const LogSide ofUs{{mine->size, mine->root}, m_tiles.ours()};
    const LogSide ofThem{{shown->size, shown->root}, asked.reader()};
    std::optional<LogDifference> found;
    const TheirTiles::Look compare = [&] { found = firstDifference(ofUs, ofThem); };
    co_await asked.until(compare);
    if (found)
        found->log = m_log.toStdString();
    if (!found || !found->exact() || asked.cancelled())
        co_return asked.cancelled() ? std::nullopt : found;
    found->ourLine = lineOf(ofUs, found->first);
    if (const auto known = m_proved.find(found->first); !found->ourLine && known != m_proved.end())
        found->ourLine = known->second;
    const TheirTiles::Look read = [&] { found->theirLine = lineOf(ofThem, found->first); };
    co_await asked.until(read);
    co_return found;
}

} // namespace countersign::client
