#include "client/LogTiles.h"

#include "client/LogFiles.h"
#include "client/Pause.h"

namespace countersign::client {

namespace {

constexpr int tries = 3;
constexpr std::chrono::milliseconds betweenTries{300};
constexpr unsigned wholeTile = 256;
constexpr std::size_t mostRead = 4096; // of tiles held in memory: 32 MiB

} // namespace

QCoro::Task<Result<QByteArray>> tileBytes(QPointer<Connection> connection, QString log, crypto::TileId tile)
{
    const QString path = QStringLiteral("/v1/log/") + log + u'/' + qt(crypto::tilePath(tile));
    const QByteArray none;
    for (int attempt = 1;; ++attempt) {
        if (!connection)
            co_return fail(ErrorCode::Cancelled);
        auto answer = co_await connection->call("GET", path, none, Connection::Activity::Background);
        if (answer || answer.error().code != ErrorCode::NotFound)
            co_return answer;
        if (attempt == tries)
            co_return fail(ErrorCode::LogTileMissing, "the server lacks " + path.toStdString());
        if (connection)
            co_await Pause(*connection, betweenTries);
    }
}

Result<std::vector<std::string>> bundleLines(ByteView bytes, const crypto::TileId& tile)
{
    auto lines = crypto::decodeBundle(bytes);
    if (!lines || lines->size() == tile.width)
        return lines;
    return fail(lines->size() < tile.width ? ErrorCode::LogEntryLacking : ErrorCode::LogEntryAdded,
                "an entry bundle of " + std::to_string(lines->size()) + " entries instead of " +
                    std::to_string(tile.width));
}

LogTiles::LogTiles(Connection& connection, QString log, QString folder)
    : m_connection(&connection), m_log(std::move(log)), m_folder(std::move(folder) + u'/' + m_log)
{
    mendAfterCrash();
}

const Bytes* LogTiles::cached(const crypto::TileId& tile)
{
    const auto path = crypto::tilePath(tile);
    if (const auto found = m_read.find(path); found != m_read.end())
        return &found->second;
    if (tile.width < wholeTile && m_edgeAside)
        return nullptr;
    auto bytes = readLogFile(kept(path));
    if (!bytes || bytes->empty())
        return nullptr;
    return &m_read.insert_or_assign(path, std::move(*bytes)).first->second;
}

crypto::TileReader LogTiles::kept()
{
    return [this](const crypto::TileId& tile) -> Result<Bytes> {
        if (const auto* known = cached(tile))
            return *known;
        return fail(ErrorCode::LogTileMissing, crypto::tilePath(tile));
    };
}

Error LogTiles::about(Error error) const
{
    if (error.about.empty() && codeText(error.code).starts_with("log-"))
        error.about = m_log.toStdString();
    return error;
}

QCoro::Task<Result<std::string>> LogTiles::checkpoint()
{
    const QString path = QStringLiteral("/v1/log/") + m_log + QStringLiteral("/checkpoint");
    const QByteArray none;
    if (!m_connection)
        co_return fail(ErrorCode::Cancelled);
    auto note = co_await m_connection->call("GET", path, none, Connection::Activity::Background);
    if (!note)
        co_return tl::unexpected(note.error());
    co_return note->toStdString();
}

QCoro::Task<Result<Bytes>> LogTiles::fetch(crypto::TileId tile)
{
    auto answer = co_await tileBytes(m_connection, m_log, tile);
    if (!answer)
        co_return tl::unexpected(about(answer.error()));
    auto bytes = copyOf(bytesOf(viewOf(*answer)));
    if (m_read.size() >= mostRead)
        m_read.clear();
    const auto path = crypto::tilePath(tile);
    m_read[path] = bytes;
    m_fresh.insert(path);
    if (tile.width == wholeTile)
        static_cast<void>(writeLogFile(kept(path), *answer)); // a cache: without it we fetch again
    co_return bytes;
}

QCoro::Task<Result<Bytes>> LogTiles::fetchTheirs(crypto::TileId tile)
{
    const QString path = QStringLiteral("/v1/log/") + m_log + u'/' + qt(crypto::tilePath(tile));
    const QByteArray none;
    if (!m_connection)
        co_return fail(ErrorCode::Cancelled);
    auto answer = co_await m_connection->call("GET", path, none, Connection::Activity::Background);
    if (!answer)
        co_return tl::unexpected(answer.error());
    auto bytes = copyOf(bytesOf(viewOf(*answer)));
    m_theirs[crypto::tilePath(tile)] = bytes;
    co_return bytes;
}

QCoro::Task<Result<std::vector<std::string>>> LogTiles::bundle(std::uint64_t index, unsigned width)
{
    crypto::TileId tile;
    tile.level = -1;
    tile.index = index;
    tile.width = width;
    Bytes bytes;
    if (const auto* known = cached(tile)) {
        bytes = *known;
    } else {
        auto fetched = co_await fetch(tile);
        if (!fetched)
            co_return tl::unexpected(fetched.error());
        bytes = std::move(*fetched);
    }
    auto lines = bundleLines(bytes, tile);
    if (!lines)
        co_return tl::unexpected(about(lines.error()));
    co_return lines;
}

QCoro::Task<Result<void>> LogTiles::prove(Proof proof)
{
    for (;;) {
        std::optional<crypto::TileId> lacking;
        const crypto::TileReader reader = [&](const crypto::TileId& tile) -> Result<Bytes> {
            if (const auto* known = cached(tile))
                return *known;
            lacking = tile;
            return fail(ErrorCode::LogIncomplete, crypto::tilePath(tile));
        };
        auto done = proof(reader);
        if (done)
            co_return done;
        if (!lacking)
            co_return tl::unexpected(about(done.error()));
        const crypto::TileId tile = *lacking;
        auto fetched = co_await fetch(tile);
        if (!fetched)
            co_return tl::unexpected(fetched.error());
    }
}

} // namespace countersign::client
