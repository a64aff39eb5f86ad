#include "server/store/LogTable.h"

#include "base/Base64.h"
#include "server/store/Sqlite.h"

namespace countersign::server {

namespace {

constexpr std::size_t lineLimit = 16 * 1024;

std::string tableOf(LogName log)
{
    return std::string(logText(log)) + "_entries";
}

tl::unexpected<Error> inconsistent(LogName log, const std::string& what)
{
    return fail(ErrorCode::LogInconsistent, std::string(logText(log)) + " log: " + what);
}

Result<std::vector<Digest>> digestsOf(ByteView bytes)
{
    std::vector<Digest> digests;
    for (; bytes.size() >= Digest::size; bytes = bytes.subspan(Digest::size))
        digests.push_back(*Digest::fromBytes(bytes.first(Digest::size)));
    return digests;
}

Bytes joined(const std::vector<Digest>& digests)
{
    Bytes bytes;
    bytes.reserve(digests.size() * Digest::size);
    for (const auto& digest : digests)
        bytes.insert(bytes.end(), digest.bytes().begin(), digest.bytes().end());
    return bytes;
}

struct StoredTile
{
    std::vector<Digest> hashes;
    Digest root;
};

/// A complete tile, or nothing.
Result<std::optional<StoredTile>> storedTile(soci::session& sql, LogName log, int level, std::uint64_t index)
{
    const std::string name(logText(log));
    const auto idx = static_cast<long long>(index);
    std::string hashes;
    std::string root;
    sql << "SELECT hashes, root FROM tiles WHERE log = :log AND level = :level AND idx = :idx",
        soci::use(name), soci::use(level), soci::use(idx), soci::into(hashes), soci::into(root);
    if (!sql.got_data())
        return std::nullopt;
    const auto bytes = fromBase64Url(hashes);
    const auto rootDigest = Digest::fromText(root);
    if (!bytes || !rootDigest || bytes->size() != RightEdge::full * Digest::size)
        return inconsistent(log, "a tile is not one");
    return StoredTile{*digestsOf(*bytes), *rootDigest};
}

/// The roots of the complete tiles [first, first + width) of a level: hashes of the level above.
Result<std::vector<Digest>> tileRoots(soci::session& sql, LogName log, int level, std::uint64_t first,
                                      std::uint64_t width)
{
    const std::string name(logText(log));
    const auto from = static_cast<long long>(first);
    const auto end = static_cast<long long>(first + width);
    std::string root;
    soci::statement select =
        (sql.prepare << "SELECT root FROM tiles WHERE log = :log AND level = :level"
                        " AND idx >= :first AND idx < :end ORDER BY idx",
         soci::use(name), soci::use(level), soci::use(from), soci::use(end), soci::into(root));
    select.execute();
    std::vector<Digest> roots;
    while (select.fetch()) {
        const auto digest = Digest::fromText(root);
        if (!digest)
            return inconsistent(log, "a tile's root is not one");
        roots.push_back(*digest);
    }
    return roots;
}

Result<Bytes> readBundle(soci::session& sql, LogName log, std::uint64_t first, std::uint64_t width)
{
    std::vector<std::string> lines;
    auto done = forEachEntry(sql, log, first, first + width,
                             [&](std::uint64_t, const std::string& line, const Digest&) -> Result<void> {
                                 lines.push_back(line);
                                 return {};
                             });
    if (!done)
        return tl::unexpected(done.error());
    if (lines.size() != width)
        return fail(ErrorCode::NotFound, "entries beyond the end");
    return crypto::encodeBundle(lines);
}

Result<std::vector<Digest>> readHashes(soci::session& sql, LogName log, const crypto::TileId& tile)
{
    auto stored = storedTile(sql, log, tile.level, tile.index);
    if (!stored)
        return tl::unexpected(stored.error());
    if (*stored) {
        (*stored)->hashes.resize(tile.width);
        return std::move((*stored)->hashes);
    }
    const auto first = tile.index * RightEdge::full;
    if (tile.level > 0)
        return tileRoots(sql, log, tile.level - 1, first, tile.width);
    std::vector<Digest> hashes;
    auto done = forEachEntry(sql, log, first, first + tile.width,
                             [&](std::uint64_t, const std::string&, const Digest& hash) -> Result<void> {
                                 hashes.push_back(hash);
                                 return {};
                             });
    if (!done)
        return tl::unexpected(done.error());
    return hashes;
}

/// The incomplete tile of level 0, from the lines themselves.
Result<std::vector<Digest>> leavesOfEdge(soci::session& sql, LogName log, std::uint64_t size)
{
    std::vector<Digest> leaves;
    const auto first = size - size % RightEdge::full;
    auto done =
        forEachEntry(sql, log, first, size,
                     [&](std::uint64_t index, const std::string& line, const Digest& hash) -> Result<void> {
                         if (const auto next = first + leaves.size(); index != next)
                             return inconsistent(log, "entry " + std::to_string(next) + " is missing");
                         leaves.push_back(crypto::leafHash(bytesOf(line)));
                         if (leaves.back() != hash)
                             return inconsistent(log, "entry " + std::to_string(index) + " was altered");
                         return {};
                     });
    if (!done)
        return tl::unexpected(done.error());
    return leaves;
}

/// The incomplete tile of a higher level, from the hashes of the complete tiles below it.
Result<std::vector<Digest>> nodesOfEdge(soci::session& sql, LogName log, unsigned level, std::uint64_t size)
{
    std::vector<Digest> nodes;
    const std::uint64_t below = size >> (RightEdge::height * level);
    for (auto index = below - below % RightEdge::full; index < below; ++index) {
        auto tile = storedTile(sql, log, static_cast<int>(level) - 1, index);
        if (!tile)
            return tl::unexpected(tile.error());
        if (!*tile)
            return inconsistent(log, "a tile is missing");
        nodes.push_back(foldedRoot(std::move((*tile)->hashes)));
        if (nodes.back() != (*tile)->root)
            return inconsistent(log, "a tile was altered");
    }
    return nodes;
}

} // namespace

std::string_view logText(LogName log)
{
    return log == LogName::Trust ? "trust" : "audit";
}

std::optional<LogName> logFromText(std::string_view text)
{
    for (const auto log : {LogName::Trust, LogName::Audit})
        if (logText(log) == text)
            return log;
    return std::nullopt;
}

Result<LogHead> recordedHead(soci::session& sql, LogName log)
{
    const std::string name(logText(log));
    long long size = 0;
    std::string root;
    sql << "SELECT size, root FROM log_state WHERE log = :log", soci::use(name), soci::into(size),
        soci::into(root);
    const auto digest = Digest::fromText(root);
    if (!sql.got_data() || size < 0 || !digest)
        return inconsistent(log, "no head recorded");
    return LogHead{static_cast<std::uint64_t>(size), *digest};
}

Result<void>
forEachEntry(soci::session& sql, LogName log, std::uint64_t first, std::uint64_t end,
             const std::function<Result<void>(std::uint64_t, const std::string&, const Digest&)>& take)
{
    const auto from = static_cast<long long>(first);
    const auto to = static_cast<long long>(end);
    long long index = 0;
    std::string line;
    std::string hash;
    soci::statement select =
        (sql.prepare << "SELECT idx, line, hash FROM " + tableOf(log) +
                            " WHERE idx >= :first AND idx < :end ORDER BY idx",
         soci::use(from), soci::use(to), soci::into(index), soci::into(line), soci::into(hash));
    select.execute();
    while (select.fetch()) {
        const auto digest = Digest::fromText(hash);
        if (!digest)
            return inconsistent(log, "a leaf hash is not one");
        if (auto done = take(static_cast<std::uint64_t>(index), line, *digest); !done)
            return done;
    }
    return {};
}

Result<Bytes> readTile(soci::session& sql, LogName log, const crypto::TileId& tile)
{
    if (tile.width == 0 || tile.width > RightEdge::full)
        return fail(ErrorCode::NotFound, "no such tile");
    if (tile.level < 0)
        return readBundle(sql, log, tile.index * RightEdge::full, tile.width);
    const auto hashes = readHashes(sql, log, tile);
    if (!hashes)
        return tl::unexpected(hashes.error());
    if (hashes->size() != tile.width)
        return fail(ErrorCode::NotFound, "hashes beyond the end");
    return joined(*hashes);
}

Result<Digest> rootAt(soci::session& sql, LogName log, std::uint64_t size)
{
    crypto::TileNodes nodes(size, [&](const crypto::TileId& tile) { return readTile(sql, log, tile); });
    return crypto::rootOf(size, nodes.reader());
}

Result<void> checkSeen(soci::session& sql, const wire::Statement& statement)
{
    if (!statement.seen)
        return {};
    for (const auto& [log, seen] :
         {std::pair(LogName::Trust, statement.seen->trust), {LogName::Audit, statement.seen->audit}})
        if (const auto root = rootAt(sql, log, seen.size); !root || *root != seen.root)
            return inconsistent(log, "the author has seen a head that it never had");
    return {};
}

Result<void> verifyLog(soci::session& sql, LogName log)
{
    const auto head = recordedHead(sql, log);
    if (!head)
        return tl::unexpected(head.error());
    RightEdge edge;
    std::vector<RightEdge::CompleteTile> completed;
    auto done = forEachEntry(
        sql, log, 0, head->size,
        [&](std::uint64_t index, const std::string& line, const Digest& hash) -> Result<void> {
            const auto leaf = crypto::leafHash(bytesOf(line));
            if (index != edge.size() || leaf != hash)
                return inconsistent(log, "entry " + std::to_string(index) + " was altered");
            edge.append(leaf, completed);
            for (const auto& tile : completed) {
                const auto stored = storedTile(sql, log, tile.level, tile.index);
                if (!stored || !*stored || (*stored)->hashes != tile.hashes || (*stored)->root != tile.root)
                    return inconsistent(log, "tile " + crypto::tilePath({tile.level, tile.index, 256}) +
                                                 " was altered");
            }
            completed.clear();
            return {};
        });
    if (!done)
        return done;
    if (edge.size() != head->size || edge.root() != head->root)
        return inconsistent(log, "the recorded root is not that of the entries");
    return {};
}

LogTable::LogTable(soci::session& sql, LogName log)
    : m_sql(sql),
      m_log(log),
      m_name(logText(log)),
      m_insert(
          log == LogName::Audit
              ? (sql.prepare
                     << "INSERT INTO audit_entries (idx, line, hash, job) VALUES (:idx, :line, :hash, :job)",
                 soci::use(m_index), soci::use(m_line), soci::use(m_hash), soci::use(m_job))
              : (sql.prepare << "INSERT INTO trust_entries (idx, line, hash) VALUES (:idx, :line, :hash)",
                 soci::use(m_index), soci::use(m_line), soci::use(m_hash))),
      m_record((sql.prepare << "UPDATE log_state SET size = :size, root = :root WHERE log = :log",
                soci::use(m_size), soci::use(m_root), soci::use(m_name)))
{
}

Result<void> LogTable::load()
{
    return sqlite::guarded([&]() -> Result<void> {
        const auto recorded = recordedHead(m_sql, m_log);
        if (!recorded)
            return tl::unexpected(recorded.error());
        long long entries = 0;
        m_sql << "SELECT coalesce(max(idx) + 1, 0) FROM " + tableOf(m_log), soci::into(entries);
        if (static_cast<std::uint64_t>(entries) != recorded->size)
            return inconsistent(m_log, "entries and recorded size differ");
        std::vector<std::vector<Digest>> tiles;
        for (unsigned level = 0; level < RightEdge::levels(recorded->size); ++level) {
            auto tile = level == 0 ? leavesOfEdge(m_sql, m_log, recorded->size)
                                   : nodesOfEdge(m_sql, m_log, level, recorded->size);
            if (!tile)
                return tl::unexpected(tile.error());
            tiles.push_back(std::move(*tile));
        }
        auto edge = RightEdge::from(recorded->size, std::move(tiles));
        if (!edge)
            return tl::unexpected(edge.error());
        if (edge->root() != recorded->root)
            return inconsistent(m_log, "the recorded root is not that of the tiles");
        m_edge = std::move(*edge);
        return {};
    });
}

Result<std::uint64_t> LogTable::append(std::string line, std::string job)
{
    if (line.size() > lineLimit)
        return fail(ErrorCode::TooLarge, "an entry of " + std::to_string(line.size()) + " bytes");
    const auto index = m_edge.size();
    const auto leaf = crypto::leafHash(bytesOf(line));
    m_index = static_cast<long long>(index);
    m_line = std::move(line);
    m_hash = leaf.text();
    m_job = std::move(job);
    m_insert.execute(true);
    m_completed.clear();
    m_edge.append(leaf, m_completed);
    for (const auto& tile : m_completed)
        store(tile);
    return index;
}

void LogTable::store(const RightEdge::CompleteTile& tile)
{
    const std::string name(logText(m_log));
    const auto idx = static_cast<long long>(tile.index);
    const auto hashes = base64Url(joined(tile.hashes));
    const auto root = tile.root.text();
    m_sql << "INSERT INTO tiles (log, level, idx, hashes, root) VALUES (:log, :level, :idx, :hashes, :root)",
        soci::use(name), soci::use(tile.level), soci::use(idx), soci::use(hashes), soci::use(root);
}

void LogTable::recordHead()
{
    m_size = static_cast<long long>(m_edge.size());
    m_root = m_edge.root().text();
    m_record.execute(true);
}

} // namespace countersign::server
