#include "server/job/FileRows.h"

#include <array>
#include <string_view>
#include <utility>

namespace countersign::server {

namespace {

constexpr auto select =
    "SELECT id, job, COALESCE(name, ''), COALESCE(type, ''), COALESCE(url, ''), needs_token, "
    "COALESCE(expected, -1), ordinal, state, COALESCE(count, 0), COALESCE(length, 0), COALESCE(sha256, ''), "
    "COALESCE(sealed_length, 0), COALESCE(object, ''), COALESCE(key, ''), downloads FROM files";

constexpr auto stateNames = std::to_array<std::pair<FileState, std::string_view>>(
    {{FileState::Wanted, "wanted"}, {FileState::Sealed, "sealed"}, {FileState::Destroyed, "destroyed"}});

// A text that nobody wrote counts as destroyed: nothing is served from such a row.
FileState stateOf(std::string_view text)
{
    for (const auto& [state, name] : stateNames)
        if (name == text)
            return state;
    return FileState::Destroyed;
}

std::string textOf(FileState state)
{
    for (const auto& [candidate, name] : stateNames)
        if (candidate == state)
            return std::string(name);
    return {};
}

// The columns as SOCI exchanges them.
struct Columns
{
    std::string id, job, name, type, url, state, sha256, object, key;
    int needsToken = 0, ordinal = 0, downloads = 0;
    long long expected = -1, count = 0, length = 0, sealedLength = 0, entry = 0;
    soci::indicator expectedThere = soci::i_null;
};

FileRow rowOf(const Columns& c)
{
    FileRow row;
    row.id = FileId(c.id);
    row.job = JobId(c.job);
    row.name = c.name;
    row.type = c.type;
    row.url = c.url;
    row.needsToken = c.needsToken != 0;
    if (c.expected >= 0)
        row.expected = static_cast<std::uint64_t>(c.expected);
    row.ordinal = c.ordinal;
    row.state = stateOf(c.state);
    row.count = static_cast<std::uint64_t>(c.count);
    row.length = static_cast<std::uint64_t>(c.length);
    row.sha256 = Digest::fromText(c.sha256).value_or(Digest());
    row.sealedLength = static_cast<std::uint64_t>(c.sealedLength);
    row.object = c.object;
    row.key = KeyId(c.key);
    row.downloads = c.downloads;
    return row;
}

Columns columnsOf(const FileRow& row, std::uint64_t entry)
{
    Columns c;
    c.id = row.id.text();
    c.job = row.job.text();
    c.name = row.name;
    c.type = row.type;
    c.url = row.url;
    c.needsToken = row.needsToken ? 1 : 0;
    c.expected = static_cast<long long>(row.expected.value_or(0));
    c.expectedThere = row.expected ? soci::i_ok : soci::i_null;
    c.ordinal = row.ordinal;
    c.state = textOf(row.state);
    c.count = static_cast<long long>(row.count);
    c.length = static_cast<long long>(row.length);
    c.sha256 = row.sha256 == Digest() ? std::string() : row.sha256.text();
    c.sealedLength = static_cast<long long>(row.sealedLength);
    c.object = row.object;
    c.key = row.key.text();
    c.entry = static_cast<long long>(entry);
    return c;
}

void writeRow(soci::session& sql, const char* statement, const FileRow& row, std::uint64_t entry)
{
    auto c = columnsOf(row, entry);
    sql << statement, soci::use(c.job, "job"), soci::use(c.name, "name"), soci::use(c.type, "type"),
        soci::use(c.url, "url"), soci::use(c.needsToken, "needs_token"),
        soci::use(c.expected, c.expectedThere, "expected"), soci::use(c.ordinal, "ordinal"),
        soci::use(c.state, "state"), soci::use(c.count, "count"), soci::use(c.length, "length"),
        soci::use(c.sha256, "sha256"), soci::use(c.sealedLength, "sealed_length"),
        soci::use(c.object, "object"), soci::use(c.key, "key"), soci::use(c.entry, "entry"),
        soci::use(c.id, "id");
}

std::vector<FileRow> fetch(soci::session& sql, const std::string& tail, const std::string& wanted)
{
    Columns c;
    soci::statement statement =
        (sql.prepare << select + tail, soci::into(c.id), soci::into(c.job), soci::into(c.name),
         soci::into(c.type), soci::into(c.url), soci::into(c.needsToken), soci::into(c.expected),
         soci::into(c.ordinal), soci::into(c.state), soci::into(c.count), soci::into(c.length),
         soci::into(c.sha256), soci::into(c.sealedLength), soci::into(c.object), soci::into(c.key),
         soci::into(c.downloads), soci::use(wanted));
    statement.execute();
    std::vector<FileRow> rows;
    while (statement.fetch())
        rows.push_back(rowOf(c));
    return rows;
}

} // namespace

std::optional<FileRow> findFile(soci::session& sql, const FileId& id)
{
    auto rows = fetch(sql, " WHERE id = :wanted", id.text());
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<FileRow> filesOfJob(soci::session& sql, const JobId& job)
{
    return fetch(sql, " WHERE job = :wanted ORDER BY ordinal", job.text());
}

void insertFile(soci::session& sql, const FileRow& row, std::uint64_t entry)
{
    writeRow(sql,
             "INSERT INTO files (job, name, type, url, needs_token, expected, ordinal, state, count, length, "
             "sha256, sealed_length, object, key, entry, id) VALUES (:job, :name, :type, :url, :needs_token, "
             ":expected, :ordinal, :state, :count, :length, :sha256, :sealed_length, :object, :key, :entry, "
             ":id)",
             row, entry);
}

void updateFile(soci::session& sql, const FileRow& row, std::uint64_t entry)
{
    writeRow(sql,
             "UPDATE files SET name = :name, type = :type, url = :url, needs_token = :needs_token, "
             "expected = :expected, ordinal = :ordinal, state = :state, count = :count, length = :length, "
             "sha256 = :sha256, sealed_length = :sealed_length, object = :object, key = :key, entry = :entry "
             "WHERE id = :id AND job = :job",
             row, entry);
}

void countDownload(soci::session& sql, const FileId& id, std::uint64_t entry)
{
    const auto index = static_cast<long long>(entry);
    sql << "UPDATE files SET downloads = downloads + 1, entry = :entry WHERE id = :id", soci::use(index),
        soci::use(id.text());
}

} // namespace countersign::server
