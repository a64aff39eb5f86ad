#include "e2e/TrialForgery.h"

#include "base/Base64.h"
#include "server/store/RightEdge.h"

#include <sqlite3.h>
#include <stdexcept>

#include <QFile>

namespace countersign::e2e {

namespace {

std::string joined(const std::vector<Digest>& digests)
{
    Bytes bytes;
    for (const auto& digest : digests)
        bytes.insert(bytes.end(), digest.bytes().begin(), digest.bytes().end());
    return base64Url(bytes);
}

} // namespace

TrialForgery::TrialForgery(const QString& dataFolder) : m_file(dataFolder + QStringLiteral("/countersign.db"))
{
    QFile::remove(m_file + QStringLiteral(".before"));
    if (!QFile::copy(m_file, m_file + QStringLiteral(".before")))
        throw std::runtime_error("the database cannot be copied");
}

void TrialForgery::Close::operator()(sqlite3* database) const
{
    sqlite3_close_v2(database);
}

TrialForgery::Database TrialForgery::open() const
{
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(m_file.toUtf8().constData(), &database, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
        throw std::runtime_error("the database cannot be opened");
    return Database(database);
}

TrialForgery::Rows TrialForgery::run(sqlite3* database, const std::string& sql,
                                     const std::vector<std::string>& values)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database) + (" in " + sql));
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owned(statement, sqlite3_finalize);
    for (std::size_t i = 0; i < values.size(); ++i)
        sqlite3_bind_text(statement, static_cast<int>(i) + 1, values[i].c_str(), -1, SQLITE_TRANSIENT);
    Rows rows;
    int step = sqlite3_step(statement);
    for (; step == SQLITE_ROW; step = sqlite3_step(statement)) {
        auto& row = rows.emplace_back();
        for (int column = 0; column < sqlite3_column_count(statement); ++column)
            row.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)));
    }
    if (step != SQLITE_DONE)
        throw std::runtime_error(sqlite3_errmsg(database) + (" in " + sql));
    return rows;
}

void TrialForgery::unguarded(const std::function<void(sqlite3*)>& change) const
{
    const auto database = open();
    const auto triggers = run(database.get(), "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'");
    for (const auto& trigger : triggers)
        run(database.get(), "DROP TRIGGER " + trigger[0]);
    change(database.get());
    for (const auto& trigger : triggers)
        run(database.get(), trigger[1]);
}

std::uint64_t TrialForgery::changeLine(const std::string& log, const std::string& mark, const Lie& lie)
{
    std::string index;
    unguarded([&](sqlite3* database) {
        const auto found = run(database,
                               "SELECT idx, line FROM " + log +
                                   "_entries WHERE instr(line, ?1) > 0 ORDER BY idx "
                                   "LIMIT 1",
                               {mark});
        if (found.empty())
            throw std::runtime_error("no entry holds " + mark);
        index = found[0][0];
        auto line = found[0][1];
        lie(line);
        if (line == found[0][1])
            throw std::runtime_error("the lie is the truth");
        run(database, "UPDATE " + log + "_entries SET line = ?1 WHERE idx = CAST(?2 AS INTEGER)",
            {line, index});
    });
    return std::stoull(index);
}

void TrialForgery::makeTreeFit(sqlite3* database, const std::string& log)
{
    const auto published = run(database, "SELECT size FROM published WHERE log = ?1", {log}).at(0).at(0);
    server::RightEdge tree;
    std::vector<server::RightEdge::CompleteTile> tiles;
    for (const auto& entry : run(database, "SELECT idx, line FROM " + log + "_entries ORDER BY idx")) {
        const auto leaf = crypto::leafHash(bytesOf(entry[1]));
        run(database, "UPDATE " + log + "_entries SET hash = ?1 WHERE idx = CAST(?2 AS INTEGER)",
            {leaf.text(), entry[0]});
        tree.append(leaf, tiles);
        if (std::to_string(tree.size()) == published)
            run(database, "UPDATE published SET root = ?1 WHERE log = ?2", {tree.root().text(), log});
    }
    for (const auto& tile : tiles)
        run(database,
            "UPDATE tiles SET hashes = ?1, root = ?2 WHERE log = ?3 AND level = CAST(?4 AS INTEGER) AND idx "
            "= "
            "CAST(?5 AS INTEGER)",
            {joined(tile.hashes), tile.root.text(), log, std::to_string(tile.level),
             std::to_string(tile.index)});
    run(database, "UPDATE log_state SET root = ?1 WHERE log = ?2", {tree.root().text(), log});
}

std::uint64_t TrialForgery::rewrite(const std::string& log, const std::string& mark, const Lie& lie)
{
    const auto index = changeLine(log, mark, lie);
    unguarded([&](sqlite3* database) { makeTreeFit(database, log); });
    return index;
}

void TrialForgery::undo()
{
    for (const auto* beside : {"-wal", "-shm"})
        QFile::remove(m_file + QLatin1String(beside));
    if (!QFile::remove(m_file) || !QFile::copy(m_file + QStringLiteral(".before"), m_file))
        throw std::runtime_error("the database cannot be put back");
}

void TrialForgery::putBack(const QString& dataFolder)
{
    const auto file = dataFolder + QStringLiteral("/countersign.db");
    if (!QFile::exists(file + QStringLiteral(".before")))
        throw std::runtime_error("nothing was forged there");
    for (const auto* beside : {"-wal", "-shm"})
        QFile::remove(file + QLatin1String(beside));
    if (!QFile::remove(file) || !QFile::rename(file + QStringLiteral(".before"), file))
        throw std::runtime_error("the database cannot be put back");
}

} // namespace countersign::e2e
