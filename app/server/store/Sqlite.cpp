#include "server/store/Sqlite.h"

#include <soci/sqlite3/soci-sqlite3.h>

namespace countersign::server::sqlite {

namespace {

// Nobody else writes here: whoever holds it longer does so by mistake, and is to be told of.
constexpr int busySeconds = 5;

void refuse(soci::session& sql, const std::string& table, const std::string& operation,
            const std::string& when, const std::string& message)
{
    std::string name = table + "_" + operation;
    for (auto& c : name)
        c = c == ' ' ? '_' : c;
    sql << "CREATE TRIGGER " + name + " BEFORE " + operation + " ON " + table +
               (when.empty() ? std::string() : " WHEN " + when) + " BEGIN SELECT RAISE(ABORT, '" + message +
               "'); END";
}

} // namespace

void connect(soci::session& sql, const std::filesystem::path& file, Use use)
{
    sql.open(soci::sqlite3, "db=\"" + file.string() + "\" timeout=" + std::to_string(busySeconds));
    std::string mode;
    sql << "PRAGMA journal_mode=WAL", soci::into(mode);
    if (mode != "wal")
        throw soci::soci_error("no write-ahead log on this file system");
    sql << "PRAGMA synchronous=FULL";
    // Pages, 16 MB: each checkpoint writes and syncs every page that changed since the last one, and the
    // right edges of tables and logs are among them each time.
    sql << "PRAGMA wal_autocheckpoint=4000";
    sql << "PRAGMA foreign_keys=ON";
    sql << "PRAGMA recursive_triggers=ON"; // so that REPLACE meets the triggers on DELETE
    sql << "PRAGMA trusted_schema=OFF";
    int on = 0;
    sql << "PRAGMA secure_delete=ON", soci::into(on);
    if (use == Use::Reader)
        sql << "PRAGMA query_only=ON";
}

Result<void> truncateWal(soci::session& sql)
{
    return guarded([&]() -> Result<void> {
        int busy = 1;
        int frames = 0;
        int copied = 0;
        sql << "PRAGMA wal_checkpoint(TRUNCATE)", soci::into(busy), soci::into(frames), soci::into(copied);
        if (busy != 0)
            return fail(ErrorCode::Storage, "the write-ahead log is in use");
        return {};
    });
}

bool hasTable(soci::session& sql, const std::string& name)
{
    int count = 0;
    sql << "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name", soci::use(name),
        soci::into(count);
    return count != 0;
}

void guardByEntry(soci::session& sql, const std::string& table)
{
    const std::string other = "NEW.entry IS NULL OR NEW.entry IS NOT (SELECT idx FROM open_entry)";
    refuse(sql, table, "INSERT", other, "the change names no open entry");
    refuse(sql, table, "UPDATE", other, "the change names no open entry");
    refuse(sql, table, "DELETE", "(SELECT idx FROM open_entry) IS NULL", "the change names no open entry");
}

void guardAppendOnly(soci::session& sql, const std::string& table)
{
    refuse(sql, table, "UPDATE", "", "append only");
    refuse(sql, table, "DELETE", "", "append only");
}

void guardEntries(soci::session& sql, const std::string& table)
{
    guardAppendOnly(sql, table);
    refuse(sql, table, "INSERT", "NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM " + table + ")",
           "an entry stands behind the last");
}

void guardPublished(soci::session& sql, const std::string& table)
{
    refuse(sql, table, "UPDATE", "NEW.log IS NOT OLD.log OR NEW.size <= OLD.size",
           "a published size only grows");
    refuse(sql, table, "DELETE", "", "a published size only grows");
}

Error errorOf(const soci::soci_error& error)
{
    const auto* own = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    const auto why = error.get_error_message();
    switch (own ? own->result() & 0xff : SQLITE_ERROR) {
    case SQLITE_FULL:
        return {ErrorCode::ServerDiskFull, "the disk is full; make room (" + why + ")"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Storage,
                "another program holds the database; end it (a backup, an SQLite shell), then try again (" +
                    why + ")"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorCode::Storage,
                "the database is damaged; restore the whole data folder from a backup (" + why + ")"};
    case SQLITE_CANTOPEN: // also where its log has no room to begin in, and its index none to grow
    case SQLITE_IOERR:
        return {
            ErrorCode::Storage,
            "a file of the database cannot be opened, made or grown; make room on the disk, and check it and "
            "who may write in the folder (" +
                why + ")"};
    default:
        return {ErrorCode::Storage, why};
    }
}

} // namespace countersign::server::sqlite
