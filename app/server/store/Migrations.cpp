#include "server/store/Migrations.h"

#include "crypto/Merkle.h"
#include "server/store/Sqlite.h"

namespace countersign::server {

namespace {

struct Table
{
    const char* name;
    const char* columns;
};

/// Changed by changes, each under its entry. BIGINT, not INTEGER: SOCI's rows cut the latter to 32 bits.
constexpr Table stateTables[] = {
    {"people",
     "id TEXT PRIMARY KEY, name TEXT NOT NULL, invited TEXT NOT NULL DEFAULT '[]', enrol TEXT NOT NULL,"
     " password TEXT, totp TEXT, totp_step BIGINT NOT NULL DEFAULT 0,"
     " wrong_codes BIGINT NOT NULL DEFAULT 0, locked BIGINT NOT NULL DEFAULT 0,"
     " disabled BIGINT NOT NULL DEFAULT 0, seen BIGINT, code_hash TEXT, code_expires BIGINT"},
    {"recovery_codes", "person TEXT NOT NULL REFERENCES people(id), hash TEXT NOT NULL,"
                       " used BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (person, hash)"},
    {"sessions",
     "id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people(id), jkt TEXT NOT NULL,"
     " refresh_hash TEXT, refresh_family TEXT, started BIGINT NOT NULL, last_active BIGINT NOT NULL,"
     " ends BIGINT NOT NULL, ended BIGINT"},
    {"spent_refresh", "hash TEXT PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions(id)"},
    {"statements", "digest TEXT PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, json TEXT NOT NULL,"
                   " trust_index BIGINT, audit_index BIGINT NOT NULL, entered BIGINT NOT NULL,"
                   " standing TEXT NOT NULL, job TEXT"},
    {"founding", "digest TEXT PRIMARY KEY, kind TEXT NOT NULL, person TEXT NOT NULL, json TEXT NOT NULL"},
    {"jobs",
     "id TEXT PRIMARY KEY, state TEXT NOT NULL, since BIGINT NOT NULL, revision BIGINT NOT NULL DEFAULT 0,"
     " request TEXT NOT NULL, release TEXT, source TEXT, source_job TEXT, transaction_time TEXT,"
     " attempts BIGINT NOT NULL DEFAULT 0, source_progress TEXT, failure TEXT, failure_detail TEXT,"
     " ends BIGINT"},
    {"files", "id TEXT PRIMARY KEY, job TEXT NOT NULL REFERENCES jobs(id), name TEXT, type TEXT, url TEXT,"
              " needs_token BIGINT NOT NULL DEFAULT 0, expected BIGINT, ordinal BIGINT NOT NULL DEFAULT 0,"
              " state TEXT NOT NULL, count BIGINT, length BIGINT, sha256 TEXT,"
              " sealed_length BIGINT, object TEXT, key TEXT, downloads BIGINT NOT NULL DEFAULT 0"},
    {"retrievals", "id TEXT PRIMARY KEY, session TEXT NOT NULL, person TEXT NOT NULL, jkt TEXT NOT NULL,"
                   " release TEXT NOT NULL, expires BIGINT NOT NULL, closed BIGINT"},
    {"tickets",
     "hash TEXT PRIMARY KEY, retrieval TEXT NOT NULL REFERENCES retrievals(id), file TEXT NOT NULL,"
     " jkt TEXT NOT NULL, begin_by BIGINT NOT NULL, begun BIGINT, sent BIGINT NOT NULL DEFAULT 0,"
     " covered BIGINT NOT NULL DEFAULT 0, unended BIGINT, resumes BIGINT NOT NULL DEFAULT 0,"
     " last_byte BIGINT, burned BIGINT, expires BIGINT NOT NULL"},
    {"receipts", "digest TEXT PRIMARY KEY, file TEXT NOT NULL, person TEXT NOT NULL, json TEXT NOT NULL,"
                 " entered BIGINT NOT NULL"},
};

void createStateTables(soci::session& sql)
{
    sql << "CREATE TABLE open_entry (one BIGINT PRIMARY KEY CHECK (one = 1), idx BIGINT REFERENCES "
           "audit_entries(idx))";
    sql << "INSERT INTO open_entry (one, idx) VALUES (1, NULL)";
    for (const auto& table : stateTables) {
        sql << "CREATE TABLE " + std::string(table.name) + " (entry BIGINT NOT NULL, " + table.columns + ")";
        sqlite::guardByEntry(sql, table.name);
    }
    // SQLite wants table constraints behind all columns, so `entry` leads; the indexes follow what is asked
    // most.
    sql << "CREATE INDEX sessions_of_person ON sessions (person)";
    sql << "CREATE INDEX statements_of_job ON statements (job)";
    sql << "CREATE INDEX statements_of_type ON statements (type, standing)";
    sql << "CREATE INDEX files_of_job ON files (job, ordinal)";
    sql << "CREATE INDEX retrievals_of_session ON retrievals (session)";
    sql << "CREATE INDEX tickets_of_file ON tickets (file)";
}

void createLogTables(soci::session& sql)
{
    const std::string index(sqlite::rowIndex);
    sql << "CREATE TABLE trust_entries (idx " + index +
               " PRIMARY KEY, line TEXT NOT NULL, hash TEXT NOT NULL)";
    sql << "CREATE TABLE audit_entries (idx " + index +
               " PRIMARY KEY, line TEXT NOT NULL, hash TEXT NOT NULL, job TEXT NOT NULL)";
    sql << "CREATE INDEX audit_entries_of_job ON audit_entries (job, idx) WHERE job <> ''";
    // The root stands first: each decision reads up to 255 of them, and behind 11 KB of hashes each would
    // cost three pages more.
    sql << "CREATE TABLE tiles (log TEXT NOT NULL, level BIGINT NOT NULL, idx BIGINT NOT NULL,"
           " root TEXT NOT NULL, hashes TEXT NOT NULL, PRIMARY KEY (log, level, idx))";
    sql << "CREATE TABLE log_state (log TEXT PRIMARY KEY, size BIGINT NOT NULL, root TEXT NOT NULL)";
    sql << "CREATE TABLE published (log TEXT PRIMARY KEY, size BIGINT NOT NULL, root TEXT NOT NULL, note "
           "TEXT NOT NULL)";
    const auto empty = crypto::emptyRoot().text();
    for (const std::string log : {"trust", "audit"}) {
        sql << "INSERT INTO log_state (log, size, root) VALUES (:log, 0, :root)", soci::use(log),
            soci::use(empty);
        sqlite::guardEntries(sql, log + "_entries");
    }
    sqlite::guardAppendOnly(sql, "tiles");
    sqlite::guardPublished(sql, "published");
}

// What was prepared on the host, for admins to sign.
void createPrepared(soci::session& sql)
{
    for (const std::string table : {"recoveries", "prepared_keys"}) {
        sql << "CREATE TABLE " + table +
                   " (entry BIGINT NOT NULL, trust_log TEXT PRIMARY KEY, json TEXT NOT NULL)";
        sqlite::guardByEntry(sql, table);
    }
}

Result<int> currentVersion(soci::session& sql)
{
    if (!sqlite::hasTable(sql, "schema_version")) {
        sql << "CREATE TABLE schema_version (version BIGINT PRIMARY KEY, applied BIGINT NOT NULL)";
        return 0;
    }
    int version = 0;
    soci::indicator found = soci::i_null;
    sql << "SELECT max(version) FROM schema_version", soci::into(version, found);
    return found == soci::i_ok ? version : 0;
}

} // namespace

const std::vector<Migration>& storeMigrations()
{
    static const std::vector<Migration> migrations = {{1,
                                                       [](soci::session& sql) {
                                                           createLogTables(sql);
                                                           createStateTables(sql);
                                                       }},
                                                      {2, createPrepared}};
    return migrations;
}

Result<void> migrate(soci::session& sql, const std::vector<Migration>& migrations, Time now)
{
    return sqlite::guarded([&]() -> Result<void> {
        const auto version = currentVersion(sql);
        if (!version)
            return tl::unexpected(version.error());
        if (*version > migrations.back().version)
            return fail(ErrorCode::Storage, "the database is of version " + std::to_string(*version) +
                                                ", this program knows " +
                                                std::to_string(migrations.back().version) +
                                                ": start the newer program that wrote it");
        for (const auto& migration : migrations) {
            if (migration.version <= *version)
                continue;
            soci::transaction transaction(sql);
            migration.apply(sql);
            const long long applied = now.time_since_epoch().count();
            sql << "INSERT INTO schema_version (version, applied) VALUES (:version, :applied)",
                soci::use(migration.version), soci::use(applied);
            transaction.commit();
        }
        return {};
    });
}

} // namespace countersign::server
