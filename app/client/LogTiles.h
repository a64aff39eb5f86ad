#pragma once

#include "client/Connection.h"
#include "crypto/Tile.h"

#include <functional>
#include <map>

#include <QPointer>

namespace countersign::client {

/// The tiles of one of the server's logs, fetched when a proof asks for them. Whole tiles never change and
/// are kept on disk, partial ones in memory for the run. Nothing read from here is true before a proof from a
/// signed root shows it.
class LogTiles
{
public:
    /// `log`: `trust` or `audit`; `folder`: where whole tiles are kept.
    LogTiles(Connection& connection, QString log, QString folder);

    /// The newest signed note. `NotFound` before the server published one.
    [[nodiscard]] QCoro::Task<Result<std::string>> checkpoint();
    /// `width` entries of bundle `index`. `LogIncomplete` where the server doesn't have them.
    [[nodiscard]] QCoro::Task<Result<std::vector<std::string>>> bundle(std::uint64_t index, unsigned width);

    using Proof = std::function<Result<void>(const crypto::TileReader&)>;
    /// Runs a proof again and again, each time with the tile that it lacked, until it holds or fails.
    [[nodiscard]] QCoro::Task<Result<void>> prove(Proof proof);

    /// Drops what is cached: it may have been what was wrong.
    void forget();
    /// Drops what was kept of partial tiles; for when the tree has grown.
    void forgetPartial();
    /// Everything read in this run, by its C2SP path.
    [[nodiscard]] const std::map<std::string, Bytes>& read() const { return m_read; }

private:
    [[nodiscard]] QCoro::Task<Result<Bytes>> fetch(crypto::TileId tile);
    [[nodiscard]] const Bytes* cached(const crypto::TileId& tile);
    [[nodiscard]] QString fileOf(const crypto::TileId& tile) const;

    QPointer<Connection> m_connection; // a pause may outlive it
    QString m_log;
    QString m_folder;
    std::map<std::string, Bytes> m_read;
};

} // namespace countersign::client
