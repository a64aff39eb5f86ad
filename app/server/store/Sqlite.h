#pragma once

#include "base/Error.h"

#include <filesystem>
#include <string_view>

#include <soci/soci.h>

/// All that knows the database to be SQLite: opening, pragmas, triggers, error codes, the write-ahead log.
/// The rest of the server speaks SQL that PostgreSQL would understand.
namespace countersign::server::sqlite {

enum class Use : std::uint8_t { Writer, Reader };

/// WAL, full sync, foreign keys, deleted bytes overwritten. A reader can't write.
void connect(soci::session& sql, const std::filesystem::path& file, Use use);

/// Takes the write lock at once: an upgrade from a read transaction would fail busy without waiting.
constexpr std::string_view begin = "BEGIN IMMEDIATE";
/// The type of a key that is the row's place in its file.
constexpr std::string_view rowIndex = "INTEGER";

/// Copies the WAL into the database and cuts it to nothing: until then deleted bytes survive in it. `Storage`
/// when a reader stands in the way.
[[nodiscard]] Result<void> truncateWal(soci::session& sql);

[[nodiscard]] bool hasTable(soci::session& sql, const std::string& name);

/// Triggers that refuse each change of a row that does not carry the open entry (control A5).
void guardByEntry(soci::session& sql, const std::string& table);
/// Triggers that refuse any change of rows and deletions.
void guardAppendOnly(soci::session& sql, const std::string& table);
/// The same for a log's entries, and each must stand behind the last.
void guardEntries(soci::session& sql, const std::string& table);
/// A published size only grows.
void guardPublished(soci::session& sql, const std::string& table);

/// `ServerDiskFull` or `Storage`. The detail leaves out what SOCI adds: the query with the values of its
/// parameters.
[[nodiscard]] Error errorOf(const soci::soci_error& error);

/// Runs `work`, which returns a Result, and turns what SOCI throws into an error.
template <typename F>
[[nodiscard]] auto guarded(F&& work) -> decltype(work())
{
    try {
        return work();
    } catch (const soci::soci_error& error) {
        return tl::unexpected(errorOf(error));
    }
}

} // namespace countersign::server::sqlite
