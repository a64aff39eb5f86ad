#include "client/LogTiles.h"

#include "client/LogFiles.h"

#include <QCoro/QCoroTimer>
#include <QDir>

namespace countersign::client {

namespace {

constexpr int tries = 3;
constexpr std::chrono::milliseconds betweenTries{300};
constexpr unsigned wholeTile = 256;
constexpr std::size_t mostRead = 4096; // of tiles held in memory: 32 MiB

} // namespace

LogTiles::LogTiles(Connection& connection, QString log, QString folder)
    : m_connection(&connection), m_log(std::move(log)), m_folder(std::move(folder) + u'/' + m_log)
{
}

QString LogTiles::fileOf(const crypto::TileId& tile) const
{
    return m_folder + u'/' + qt(crypto::tilePath(tile));
}

void LogTiles::forget()
{
    m_read.clear();
    QDir(m_folder + QStringLiteral("/tile")).removeRecursively();
}

void LogTiles::forgetPartial()
{
    std::erase_if(m_read, [](const auto& tile) { return tile.first.find(".p/") != std::string::npos; });
}

const Bytes* LogTiles::cached(const crypto::TileId& tile)
{
    const auto path = crypto::tilePath(tile);
    if (const auto found = m_read.find(path); found != m_read.end())
        return &found->second;
    if (tile.width < wholeTile)
        return nullptr;
    auto bytes = readLogFile(fileOf(tile));
    if (!bytes || bytes->empty())
        return nullptr;
    return &m_read.insert_or_assign(path, std::move(*bytes)).first->second;
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
    const QString path = QStringLiteral("/v1/log/") + m_log + u'/' + qt(crypto::tilePath(tile));
    const QByteArray none;
    for (int attempt = 1;; ++attempt) {
        if (!m_connection)
            co_return fail(ErrorCode::Cancelled);
        auto answer = co_await m_connection->call("GET", path, none, Connection::Activity::Background);
        if (answer) {
            auto bytes = copyOf(bytesOf(viewOf(*answer)));
            if (m_read.size() >= mostRead)
                m_read.clear();
            m_read[crypto::tilePath(tile)] = bytes;
            if (tile.width == wholeTile)
                static_cast<void>(writeLogFile(fileOf(tile), *answer)); // a cache: without it we fetch again
            co_return bytes;
        }
        if (answer.error().code != ErrorCode::NotFound)
            co_return tl::unexpected(answer.error());
        if (attempt == tries)
            co_return fail(ErrorCode::LogIncomplete, "the server lacks " + path.toStdString());
        co_await QCoro::sleepFor(betweenTries);
    }
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
    auto lines = crypto::decodeBundle(bytes);
    if (lines && lines->size() != width)
        co_return fail(ErrorCode::LogInconsistent, "an entry bundle of another length");
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
        if (done || !lacking)
            co_return done;
        const crypto::TileId tile = *lacking;
        auto fetched = co_await fetch(tile);
        if (!fetched)
            co_return tl::unexpected(fetched.error());
    }
}

} // namespace countersign::client
