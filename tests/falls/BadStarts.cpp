#include "falls/BadStarts.h"

#include "e2e/TrialRefusal.h"

#include <QCoreApplication>
#include <QFile>
#include <QTcpServer>
#include <QTest>

#include <sqlite3.h>

namespace countersign::falls {

using e2e::await;

namespace {

constexpr qint64 pageSize = 4096;

/// Another program that has a database open.
class Holder
{
public:
    explicit Holder(const QString& database, const char* how)
    {
        if (sqlite3_open(qPrintable(database), &m_database) != SQLITE_OK ||
            sqlite3_exec(m_database, how, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(std::string(how) + ": " + sqlite3_errmsg(m_database));
    }
    ~Holder() { letGo(); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

    void letGo()
    {
        sqlite3_close(m_database);
        m_database = nullptr;
    }

private:
    sqlite3* m_database = nullptr;
};

} // namespace

void BadStarts::initTestCase()
try {
    m_trial = std::make_unique<e2e::Trial>(QStringList{QStringLiteral("--patients"), QStringLiteral("1")});
    m_server = std::make_unique<FallingServer>(*m_trial);
    m_server->start();
    QCOMPARE(m_server->stop(), 0);
    m_server->keep(QStringLiteral("sound"));
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void BadStarts::init()
{
    m_server->restore(QStringLiteral("sound"));
}

void BadStarts::cleanup()
{
    m_server->kill();
}

void BadStarts::cleanupTestCase()
{
    m_server.reset();
    m_trial.reset();
}

void BadStarts::isRefused(const QString& sentence, const std::function<void()>& mend)
{
    const bool up = m_server->comesUp();
    const auto said = m_server->output();
    if (up || m_server->exitCode() != 1 || !said.contains(sentence) || said.count(u'\n') != 1)
        throw std::runtime_error("not refused by that one line: " + said.toStdString());
    qInfo("%s", qPrintable(said.trimmed()));
    mend();
    m_server->start();
    if (m_server->stop() != 0)
        throw std::runtime_error("no orderly end: " + m_server->output().toStdString());
}

void BadStarts::portTaken()
try {
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, m_trial->serverPort()));
    isRefused(
        QStringLiteral(": Address already in use; another program listens there: end it, or set another "
                       "[listen] port"),
        [&] { other.close(); });
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void BadStarts::folderInUse()
try {
    FallingServer first(*m_trial);
    first.start();
    isRefused(m_trial->dataFolder() + QStringLiteral(": another server uses it"), [&] {
        QVERIFY2(first.runs(), "the first goes on");
        QCOMPARE(first.stop(), 0);
    });
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void BadStarts::folderThatOthersCanEnter()
try {
    const auto owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    QVERIFY(QFile::setPermissions(m_trial->dataFolder(), owner | QFile::ExeGroup));
    isRefused(
        QStringLiteral(": its mode is not 0700: others may have read or changed what lies in it; find out, "
                       "then chmod 700"),
        [&] { QVERIFY(QFile::setPermissions(m_trial->dataFolder(), owner)); });
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void BadStarts::fileThatOthersCanRead()
try {
    const auto owner = QFile::ReadOwner | QFile::WriteOwner;
    for (const auto* name : {"countersign.db", "keys.db"}) {
        QVERIFY(QFile::setPermissions(file(name), owner | QFile::ReadOther));
        isRefused(file(name) + QStringLiteral(": others can read it"),
                  [&] { QVERIFY(QFile::setPermissions(file(name), owner)); });
    }
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void BadStarts::databaseHeldByAnotherProgram()
try {
    constexpr auto held =
        ": another program holds the database; end it (a backup, an SQLite shell), then try again";
    for (const auto& [name, how] :
         {std::pair("countersign.db", "BEGIN IMMEDIATE"),
          std::pair("keys.db", "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")}) {
        Holder holder(file(name), how);
        isRefused(file(name) + QLatin1String(held), [&] { holder.letGo(); });
    }
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void BadStarts::databaseOfANewerVersion()
try {
    Holder newer(file("countersign.db"), "INSERT INTO schema_version (version, applied) VALUES (99, 0)");
    newer.letGo();
    isRefused(file("countersign.db") +
                  QStringLiteral(": the database is of version 99, this program knows 2: "
                                 "start the newer program that wrote it"),
              [&] { Holder(file("countersign.db"), "DELETE FROM schema_version WHERE version = 99"); });
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// Each page in turn, of both: either the start says so, or nothing of the page was needed for it.
void BadStarts::databaseDamaged()
try {
    int refused = 0;
    for (const auto* name : {"countersign.db", "keys.db"}) {
        const auto pages = QFile(file(name)).size() / pageSize;
        for (qint64 page = 0; page < pages; page += 1 + pages / 20) {
            m_server->restore(QStringLiteral("sound"));
            QFile damaged(file(name));
            QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek(page * pageSize) &&
                    damaged.write(QByteArray(pageSize, '\x5a')) == pageSize);
            damaged.close();
            if (m_server->comesUp()) {
                std::ignore = m_server->stop();
                continue;
            }
            ++refused;
            const auto said = m_server->output();
            QCOMPARE(m_server->exitCode(), 1);
            QVERIFY2(
                said.startsWith(file(name) + u':') &&
                    said.contains(QStringLiteral("is damaged; restore the whole data folder from a backup")),
                qPrintable(QStringLiteral("page %1: %2").arg(page).arg(said)));
        }
    }
    qInfo("refused %d times", refused);
    QVERIFY(refused > 5);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// The server says so and goes on, for exports under way and for a new certificate; consoles tell their
// people.
void BadStarts::certificateExpired()
try {
    e2e::Authenticator clock(m_trial->folder() + QStringLiteral("/authenticator"),
                             qEnvironmentVariable("FAKETIME_TIMESTAMP_FILE"));
    clock.moveClock(80 * 24 * 3600);
    m_server->start();
    QVERIFY2(m_server->output().contains(QStringLiteral("server.pem expires on ")),
             qPrintable(m_server->output()));
    QCOMPARE(m_server->stop(), 0);
    clock.moveClock(11 * 24 * 3600);
    m_server->start();
    QTRY_VERIFY2(m_server->output().contains(QStringLiteral("server.pem expired on ")) &&
                     m_server->output().contains(
                         QStringLiteral("no console connects; put a new one there, then send SIGHUP")),
                 qPrintable(m_server->output()));
    e2e::TrialPerson amira(*m_trial, clock, QStringLiteral("amira"));
    const auto signIn = [&] {
        return await(amira.console().session().signIn(amira.name(),
                                                      e2e::TrialPerson::secretOf(QStringLiteral("any"))));
    };
    REFUSED(signIn(), Console, CertificateExpired,
            "The server's certificate has expired, or this computer's clock is wrong. Check the clock; tell "
            "an admin "
            "to renew the certificate.");
    m_trial->renewCertificates();
    m_server->reload();
    QTRY_VERIFY2(m_server->output().contains(QStringLiteral("the certificate was loaded anew")),
                 qPrintable(m_server->output()));
    const auto again = signIn();
    QVERIFY2(again, again ? "" : again.error().detail.c_str());
    QCOMPARE(m_server->stop(), 0);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::falls

int main(int count, char** arguments)
{
    QCoreApplication application(count, arguments);
    countersign::falls::BadStarts test;
    return QTest::qExec(&test, count, arguments);
}
