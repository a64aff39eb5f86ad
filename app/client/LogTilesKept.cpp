#include "client/LogFiles.h"
#include "client/LogTiles.h"

#include <algorithm>

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

/// What of the tiles is ours, what is the server's.
namespace countersign::client {

namespace {

constexpr unsigned wholeTile = 256;
constexpr unsigned bitsPerLevel = 8;

bool isPartial(const std::string& path)
{
    return path.find(".p/") != std::string::npos;
}

std::set<std::string> edgePaths(std::uint64_t size)
{
    std::set<std::string> paths;
    const auto add = [&](int level, std::uint64_t hashes) {
        if (const auto width = static_cast<unsigned>(hashes % wholeTile); width > 0)
            paths.insert(crypto::tilePath({level, hashes / wholeTile, width}));
    };
    add(-1, size);
    for (int level = 0; size > 0; ++level, size >>= bitsPerLevel)
        add(level, size);
    return paths;
}

QByteArray rawOf(const Bytes& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

QStringList filesBelow(const QString& folder)
{
    QStringList found;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        found << files.next();
    return found;
}

// A cache: what can't be moved is fetched again.
void moveOver(const QString& file, const QString& to)
{
    QDir().mkpath(QFileInfo(to).path());
    QFile::remove(to);
    QFile::rename(file, to);
}

Result<void> save(const LogTiles::Tiles& tiles, const QString& folder)
{
    for (const auto& [path, bytes] : tiles)
        if (auto done = writeLogFile(folder + u'/' + qt(path), rawOf(bytes)); !done)
            return done;
    return {};
}

} // namespace

QString LogTiles::kept(const std::string& path) const
{
    return m_folder + u'/' + qt(path);
}

QString LogTiles::aside() const
{
    return m_folder + QStringLiteral("/aside");
}

void LogTiles::mendAfterCrash()
{
    if (!QDir(aside()).exists())
        return;
    QDir(kept("tile")).removeRecursively(); // fetched since, and not proved
    QDir().rename(aside(), kept("tile"));
}

LogTiles::Tiles LogTiles::edge(std::uint64_t size) const
{
    Tiles edge;
    for (const auto& path : edgePaths(size))
        if (const auto found = m_read.find(path); found != m_read.end())
            edge.insert(*found);
    return edge;
}

std::function<void()> LogTiles::layEdgeBy(Tiles edge, std::uint64_t before, std::uint64_t size) const
{
    return [edge = std::move(edge), before, size, folder = m_folder + u'/'] {
        for (const auto& [path, bytes] : edge) {
            const auto lies = readLogFile(folder + qt(path));
            if (!lies || *lies != bytes) // a cache: without it we fetch again
                static_cast<void>(writeLogFile(folder + qt(path), rawOf(bytes)));
        }
        const auto stay = edgePaths(size);
        for (const auto& path : edgePaths(before))
            if (!stay.contains(path))
                QFile::remove(folder + qt(path));
    };
}

void LogTiles::keepEdge(std::uint64_t size)
{
    const auto stay = edgePaths(size);
    std::erase_if(m_read,
                  [&](const auto& tile) { return isPartial(tile.first) && !stay.contains(tile.first); });
    m_fresh.clear();
}

// Of what a try read, a part may be our own that it asked for again.
void LogTiles::disown()
{
    for (const auto& path : std::exchange(m_fresh, {})) {
        const auto found = m_read.find(path);
        const bool held = found != m_read.end();
        if (held) {
            m_theirs[path] = std::move(found->second);
            m_read.erase(found);
        }
        if (isPartial(path)) // what lies there is the edge of our own tree
            continue;
        if (auto bytes = readLogFile(kept(path)); !held && bytes && !bytes->empty())
            m_theirs[path] = std::move(*bytes);
        QFile::remove(kept(path));
    }
}

void LogTiles::setAside(Aside why)
{
    m_asideLost = m_asideLost || why == Aside::Lost;
    if (!m_aside)
        m_theirs.clear();
    disown();
    if (!m_aside)
        m_aside = std::exchange(m_read, {});
    m_read.clear();
    if (QDir(aside()).exists())
        QDir(kept("tile")).removeRecursively();
    else
        QDir().rename(kept("tile"), aside());
}

void LogTiles::setPartialAside()
{
    disown();
    m_edgeAside = true;
    if (!m_aside)
        m_aside.emplace();
    for (auto tile = m_read.begin(); tile != m_read.end();)
        if (isPartial(tile->first))
            m_aside->insert(m_read.extract(tile++));
        else
            ++tile;
}

void LogTiles::settle()
{
    m_fresh.clear();
    auto before = std::exchange(m_aside, std::nullopt);
    if (!before)
        return;
    m_edgeAside = false;
    m_theirs.clear();
    if (std::exchange(m_asideLost, false)) {
        QDir(aside()).removeRecursively();
        return;
    }
    m_read.merge(*before);
    if (!QDir(aside()).exists())
        return;
    // Into what was set aside, so that a crash on the way leaves whole what mends it.
    const QDir from(kept("tile"));
    for (const auto& file : filesBelow(from.path()))
        moveOver(file, aside() + u'/' + from.relativeFilePath(file));
    mendAfterCrash();
}

void LogTiles::bringBack()
{
    disown();
    m_asideLost = false;
    m_edgeAside = false;
    mendAfterCrash();
    if (auto before = std::exchange(m_aside, std::nullopt))
        for (auto& [path, bytes] : *before)
            m_read[path] = std::move(bytes);
}

crypto::TileReader LogTiles::ours() const
{
    Tiles held;
    for (const auto& tile : m_read)
        if (!m_fresh.contains(tile.first))
            held.insert(tile);
    return [held = std::move(held), folder = m_folder + u'/'](const crypto::TileId& tile) -> Result<Bytes> {
        const auto path = crypto::tilePath(tile);
        if (const auto found = held.find(path); found != held.end())
            return found->second;
        auto bytes = readLogFile(folder + qt(path));
        if (bytes && bytes->empty())
            return fail(ErrorCode::LogTileMissing, path);
        return bytes;
    };
}

Result<void> LogTiles::saveOurs(const QString& folder) const
{
    const bool apart = QDir(aside()).exists();
    const QDir from(apart ? aside() : kept("tile"));
    const auto isTheirs = [&](const std::string& path) { return !apart && m_fresh.contains(path); };
    for (const auto& file : filesBelow(from.path())) {
        const auto path = "tile/" + from.relativeFilePath(file).toStdString();
        if (isTheirs(path))
            continue;
        if (auto done = copyLogFile(file, folder + u'/' + qt(path)); !done)
            return done;
    }
    auto held = m_aside.value_or(Tiles());
    if (!apart)
        held.insert(m_read.begin(), m_read.end());
    std::erase_if(held, [&](const auto& tile) {
        return isTheirs(tile.first) || QFile::exists(folder + u'/' + qt(tile.first));
    });
    return save(held, folder);
}

Result<void> LogTiles::saveTheirs(const QString& folder) const
{
    return save(m_theirs, folder);
}

void LogTiles::recallTheirs(const QString& folder)
{
    const QDir from(folder);
    for (const auto& file : filesBelow(folder))
        if (auto bytes = readLogFile(file); bytes && !bytes->empty())
            m_theirs[from.relativeFilePath(file).toStdString()] = std::move(*bytes);
}

} // namespace countersign::client
