#pragma once

#include "crypto/Tile.h"
#include "server/store/RightEdge.h"
#include "server/store/Store.h"
#include "wire/Statement.h"

/// One log in its tables: entries as written, complete tiles, and the head (`log_state`).
namespace countersign::server {

struct LogHead
{
    std::uint64_t size = 0;
    Digest root = crypto::emptyRoot();
};

// On any session; nothing here looks at what is published.
[[nodiscard]] Result<LogHead> recordedHead(soci::session& sql, LogName log);
/// Calls `take` with index, line and leaf hash of [first, end), in order.
[[nodiscard]] Result<void>
forEachEntry(soci::session& sql, LogName log, std::uint64_t first, std::uint64_t end,
             const std::function<Result<void>(std::uint64_t, const std::string&, const Digest&)>& take);
/// `width` hashes of a tile, or that many entries of a bundle. `NotFound` beyond the end.
[[nodiscard]] Result<Bytes> readTile(soci::session& sql, LogName log, const crypto::TileId& tile);
/// The root that the first `size` entries had, from the tiles.
[[nodiscard]] Result<Digest> rootAt(soci::session& sql, LogName log, std::uint64_t size);
/// That both logs had the heads which the author says were seen, where the statement names any: else
/// `LogInconsistent`. Others hold every statement against the logs, so one that lies costs them its worth.
[[nodiscard]] Result<void> checkSeen(soci::session& sql, const wire::Statement& statement);
/// Recomputes everything from the lines: leaf hashes, tiles, head. `LogInconsistent` names the first that
/// differs.
[[nodiscard]] Result<void> verifyLog(soci::session& sql, LogName log);

/// The writer's hand on a log. Entries enter within its transaction; `undoTo` is for one that was rolled
/// back.
class LogTable
{
public:
    LogTable(soci::session& sql, LogName log);

    /// Rebuilds the right edge from entries and tiles; `LogInconsistent` unless it has the recorded root.
    [[nodiscard]] Result<void> load();

    /// `TooLarge` beyond 16 KiB. May throw what SOCI throws.
    [[nodiscard]] Result<std::uint64_t> append(std::string line, std::string job);
    /// Records size and root, once a batch.
    void recordHead();

    [[nodiscard]] std::uint64_t size() const { return m_edge.size(); }
    [[nodiscard]] LogHead head() const { return {m_edge.size(), m_edge.root()}; }
    [[nodiscard]] const RightEdge& edge() const { return m_edge; }
    void undoTo(const RightEdge& edge) { m_edge = edge; }

private:
    void store(const RightEdge::CompleteTile& tile);

    soci::session& m_sql;
    LogName m_log;
    RightEdge m_edge;
    std::vector<RightEdge::CompleteTile> m_completed;
    // What the prepared statements are bound to.
    long long m_index = 0;
    std::string m_line;
    std::string m_hash;
    std::string m_job;
    std::string m_name;
    long long m_size = 0;
    std::string m_root;
    soci::statement m_insert;
    soci::statement m_record;
};

} // namespace countersign::server
