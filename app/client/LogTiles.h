#pragma once

#include "client/Connection.h"
#include "crypto/Tile.h"

#include <functional>
#include <map>
#include <set>

#include <QPointer>

namespace countersign::client {

/// A tile or entry bundle as the server has it. What was just published may be a moment away: it is asked for
/// some times before it is `LogTileMissing`.
[[nodiscard]] QCoro::Task<Result<QByteArray>> tileBytes(QPointer<Connection> connection, QString log,
                                                        crypto::TileId tile);
/// The lines of a bundle; `LogEntryLacking` and `LogEntryAdded` for more or fewer than its width.
[[nodiscard]] Result<std::vector<std::string>> bundleLines(ByteView bytes, const crypto::TileId& tile);

/// The tiles of one of the server's logs, fetched when a proof asks for them. Whole tiles never change and
/// are kept on disk, with the partial ones at the edge of the tree that was verified last; others in memory
/// for the run. Nothing read from here is true before a proof from a signed root shows it.
///
/// What is kept is this console's side of the story if the server tells another one. So a proof that fails
/// sets it aside before the next try: `settle` where that try holds, `bringBack` where it fails, too. A crash
/// between is mended by the next run.
class LogTiles
{
public:
    /// `log`: `trust` or `audit`; `folder`: where whole tiles are kept.
    LogTiles(Connection& connection, QString log, QString folder);

    /// The error, told to be about this log where it is one of logs.
    [[nodiscard]] Error about(Error error) const;

    /// The newest signed note. `NotFound` before the server published one.
    [[nodiscard]] QCoro::Task<Result<std::string>> checkpoint();
    /// `width` entries of bundle `index`. `LogTileMissing` where the server doesn't have them.
    [[nodiscard]] QCoro::Task<Result<std::vector<std::string>>> bundle(std::uint64_t index, unsigned width);

    using Proof = std::function<Result<void>(const crypto::TileReader&)>;
    /// Runs a proof again and again, each time with the tile that it lacked, until it holds or fails.
    [[nodiscard]] QCoro::Task<Result<void>> prove(Proof proof);

    /// Reads what was kept alone; `LogTileMissing` for what would have to be fetched.
    [[nodiscard]] crypto::TileReader kept();
    /// By C2SP path.
    using Tiles = std::map<std::string, Bytes>;
    /// Of what was read, the partial tiles at the edge of a tree of this size.
    [[nodiscard]] Tiles edge(std::uint64_t size) const;
    /// Work for another thread: lays an edge by for the next run, in place of that of the tree of `before`.
    [[nodiscard]] std::function<void()> layEdgeBy(Tiles edge, std::uint64_t before, std::uint64_t size) const;
    /// The tree of this size is ours: so is what was fetched of it. Other partial tiles are of no use any
    /// more.
    void keepEdge(std::uint64_t size);

    enum class Aside : std::uint8_t { InDoubt, Lost };
    /// Nothing that is kept is used any more: it may have been what was wrong, or is of a tail that was lost.
    void setAside(Aside why = Aside::InDoubt);
    /// Partial tiles alone.
    void setPartialAside();
    /// What was fetched since held: it is kept now, and of what was set aside that which nobody asked for
    /// again, unless it was lost.
    void settle();
    /// What was fetched since a contact held is the server's side, and not kept.
    void disown();
    /// What was set aside is what is kept; what was fetched meanwhile is the server's side.
    void bringBack();

    /// As the server has it, asked for once, and kept apart from what is ours.
    [[nodiscard]] QCoro::Task<Result<Bytes>> fetchTheirs(crypto::TileId tile);
    /// The server's side, once the trust broke.
    [[nodiscard]] const Tiles& theirs() const { return m_theirs; }
    /// What is kept now, for whoever goes on when more has come; `LogTileMissing` for the rest.
    [[nodiscard]] crypto::TileReader ours() const;
    /// Copies what is kept, or what the server showed, below a folder.
    [[nodiscard]] Result<void> saveOurs(const QString& folder) const;
    [[nodiscard]] Result<void> saveTheirs(const QString& folder) const;
    /// What an earlier run saved there is the server's side.
    void recallTheirs(const QString& folder);

private:
    [[nodiscard]] QCoro::Task<Result<Bytes>> fetch(crypto::TileId tile);
    [[nodiscard]] const Bytes* cached(const crypto::TileId& tile);
    [[nodiscard]] QString kept(const std::string& path) const;
    [[nodiscard]] QString aside() const;
    void mendAfterCrash();

    QPointer<Connection> m_connection; // a pause may outlive it
    QString m_log;
    QString m_folder;
    Tiles m_read;
    std::set<std::string> m_fresh; ///< fetched since a contact held: not ours yet
    std::optional<Tiles> m_aside;  ///< of what was set aside, that which was in memory
    bool m_asideLost = false;      ///< and not only in doubt
    bool m_edgeAside = false;      ///< partial tiles on disk are set aside
    Tiles m_theirs;
};

} // namespace countersign::client
