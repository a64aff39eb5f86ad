#include "falls/Remains.h"

#include <stdexcept>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

namespace countersign::falls {

namespace {

const QStringList stateTables{
    QStringLiteral("people"),     QStringLiteral("recovery_codes"), QStringLiteral("sessions"),
    QStringLiteral("statements"), QStringLiteral("founding"),       QStringLiteral("jobs"),
    QStringLiteral("files"),      QStringLiteral("retrievals"),     QStringLiteral("tickets"),
    QStringLiteral("receipts"),   QStringLiteral("spent_refresh")};

// While somebody else writes.
void backUp(const QString& from, const QString& to)
{
    sqlite3* source = nullptr;
    sqlite3* target = nullptr;
    const bool open =
        sqlite3_open_v2(qPrintable(from), &source, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
        sqlite3_open(qPrintable(to), &target) == SQLITE_OK && sqlite3_busy_timeout(source, 5000) == SQLITE_OK;
    auto* copying = open ? sqlite3_backup_init(target, "main", source, "main") : nullptr;
    const bool whole = copying && sqlite3_backup_step(copying, -1) == SQLITE_DONE;
    sqlite3_backup_finish(copying);
    sqlite3_close(target);
    sqlite3_close(source);
    if (!whole)
        throw std::runtime_error(qPrintable(from + QStringLiteral(" cannot be read")));
}

int take(void* rows, int columns, char** values, char**)
{
    QStringList row;
    for (int i = 0; i < columns; ++i)
        row += QString::fromUtf8(values[i]);
    static_cast<QStringList*>(rows)->append(row.join(u' '));
    return 0;
}

} // namespace

Remains::Remains(const e2e::Trial& trial, bool live)
    : m_store(m_folder.filePath(QStringLiteral("countersign.db"))),
      m_keys(m_folder.filePath(QStringLiteral("keys.db"))),
      m_objects(trial.dataFolder() + QStringLiteral("/objects"))
{
    for (const auto& copy : {m_store, m_keys}) {
        const auto name = QFileInfo(copy).fileName();
        const auto from = trial.dataFolder() + u'/' + name;
        if (live) {
            backUp(from, copy);
            continue;
        }
        // As it lies there: whoever opens it mends it.
        QFile::copy(from, copy);
        QFile::copy(from + QStringLiteral("-wal"), copy + QStringLiteral("-wal"));
    }
}

QStringList Remains::ask(const QString& database, const QString& query)
{
    sqlite3* handle = nullptr;
    QStringList rows;
    const bool good =
        sqlite3_open_v2(qPrintable(database), &handle, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
        sqlite3_exec(handle, qPrintable(query), take, &rows, nullptr) == SQLITE_OK;
    const std::string why = handle ? sqlite3_errmsg(handle) : "no memory";
    sqlite3_close(handle);
    if (!good)
        throw std::runtime_error(qPrintable(query) + (": " + why));
    return rows;
}

QString Remains::half() const
{
    for (const auto& database : {m_store, m_keys})
        if (const auto said = ask(database, QStringLiteral("PRAGMA integrity_check")).join(u';');
            said != u"ok")
            return QFileInfo(database).fileName() + QStringLiteral(": ") + said;
    for (const auto& table : stateTables)
        if (number(
                QStringLiteral("SELECT count(*) FROM %1 WHERE entry NOT IN (SELECT idx FROM audit_entries)")
                    .arg(table)) != 0)
            return table + QStringLiteral(" has a row without its entry");
    if (number(QStringLiteral("SELECT count(*) FROM open_entry WHERE idx IS NOT NULL")) != 0)
        return QStringLiteral("an entry is open between changes");
    for (const auto* log : {"trust", "audit"})
        if (number(QStringLiteral("SELECT (SELECT count(*) FROM %1_entries) - size FROM log_state"
                                  " WHERE log = '%1'")
                       .arg(QLatin1String(log))) != 0)
            return QLatin1String(log) + QStringLiteral(" log: another length than it says");
    return halfFile();
}

// An object or a key without its file is what the next start clears away; a file without them is half.
QString Remains::halfFile() const
{
    const auto sealed =
        QStringLiteral("SELECT files.id, sealed_length FROM files JOIN jobs ON jobs.id = files.job"
                       " WHERE files.state = 'sealed' AND jobs.state IN"
                       " ('taking-in', 'awaiting-release')");
    for (const auto& row : ask(m_store, sealed)) {
        const auto words = row.split(u' ');
        const QFileInfo object(m_objects + u'/' + words[0] + QStringLiteral(".sealed"));
        if (object.size() != words[1].toLongLong())
            return QStringLiteral("a sealed file without its whole object");
        if (ask(m_keys, QStringLiteral("SELECT kek FROM file_keys WHERE file = '%1'").arg(words[0])).size() !=
            1)
            return QStringLiteral("a sealed file without its key");
    }
    return {};
}

QString Remains::lastAction() const
{
    return value(QStringLiteral("SELECT json_extract(line, '$.action') FROM audit_entries"
                                " ORDER BY idx DESC LIMIT 1"));
}

QString Remains::reached() const
{
    return QStringLiteral("%1 (%2 entries, %3 published)")
        .arg(lastAction(), value(QStringLiteral("SELECT count(*) FROM audit_entries")),
             value(QStringLiteral("SELECT size FROM published WHERE log = 'audit'")));
}

int Remains::entries(const QString& action) const
{
    return number(
        QStringLiteral("SELECT count(*) FROM audit_entries WHERE json_extract(line, '$.action') = '%1'")
            .arg(action));
}

QStringList Remains::objects() const
{
    return QDir(m_objects).entryList(QDir::Files | QDir::Hidden);
}

} // namespace countersign::falls
