#include "falls/Running.h"

#include "e2e/TrialRefusal.h"
#include "falls/ManyRequests.h"

#include <map>
#include <tuple>
#include <utility>

#include <QCoreApplication>
#include <QFile>
#include <QTest>

#include <sqlite3.h>

namespace countersign::falls {

using e2e::await;
using e2e::must;
using e2e::TrialPerson;
using Stage = FallingTrial::Stage;

namespace {

constexpr int requests = 1000;
constexpr int answersBeforeTheEnd = 200;

// Times of the audit log in its order.
bool neverDecrease(const Remains& remains)
{
    return remains.number(
               QStringLiteral("SELECT count(*) FROM audit_entries a JOIN audit_entries b ON b.idx = a.idx + 1"
                              " WHERE json_extract(b.line, '$.time') < json_extract(a.line, '$.time')")) == 0;
}

} // namespace

void Running::initTestCase()
try {
    m_ground = std::make_unique<FallingTrial>();
} catch (const std::exception& error) {
    QFAIL(error.what());
}

void Running::cleanupTestCase()
{
    m_ground.reset();
}

void Running::databaseHeldByAnotherProgram()
try {
    m_ground->go(Stage::Asked);
    auto adler = m_ground->atTheExport(QStringLiteral("adler"));
    sqlite3* other = nullptr;
    QVERIFY(sqlite3_open(qPrintable(m_ground->trial().dataFolder() + QStringLiteral("/countersign.db")),
                         &other) == SQLITE_OK &&
            sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    const auto refused = FallingTrial::approve(*adler, m_ground->job(), adler->code());
    sqlite3_close(other);
    REFUSED(refused, Server, Storage,
            "The server could not store this; nothing was done. Try again, then tell an admin.");
    QVERIFY2(m_ground->server().output().contains(QStringLiteral("another program holds the database")),
             qPrintable(m_ground->server().output()));
    must(FallingTrial::approve(*adler, m_ground->job(), adler->sameCode())); // it was not spent
    QCOMPARE(adler->look(m_ground->job()).requestGate.given, 1);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// The server's clock alone goes wrong. Consoles refuse to sign under it; nothing else fails, and once it is
// right again people go on where they were.
void Running::clockSetBackAnHour()
try {
    m_ground->go(Stage::Released);
    auto silva = m_ground->atTheExport(QStringLiteral("silva"));
    auto adler = m_ground->signedIn(QStringLiteral("adler"));
    const auto before =
        m_ground->remains().number(QStringLiteral("SELECT size FROM log_state WHERE log = 'audit'"));

    m_ground->server().setClock(-3600);
    const auto refused =
        await(silva->console().downloads().begin(m_ground->job(), m_ground->freshFolder(), silva->code()));
    QVERIFY(!refused && refused.error().code == ErrorCode::CodeRefused);
    const auto told = ui::sentence(refused.error()); // and both clocks' times
    QVERIFY2(told.startsWith(QStringLiteral("The code is wrong. Wait for the next one and type it. This "
                                            "computer's clock says ")) &&
                 told.contains(QStringLiteral("set the clock that is wrong")),
             qPrintable(told));
    must(silva->console().session().refreshMe());
    must(adler->console().session().refreshMe());
    must(silva->console().log().advance());
    const auto skewed = silva->console().connection().signingTime();
    QVERIFY(!skewed && skewed.error().code == ErrorCode::ClockSkew);
    QVERIFY2(ui::sentence(skewed.error()).contains(QStringLiteral("Set the one that is wrong")),
             qPrintable(ui::sentence(skewed.error())));
    QVERIFY(m_ground->remains().number(QStringLiteral("SELECT size FROM log_state WHERE log = 'audit'")) >
            before);
    QVERIFY2(neverDecrease(m_ground->remains()), "an entry is dated before the one that it follows");

    m_ground->server().setClock(0);
    auto* retrieval =
        must(silva->console().downloads().begin(m_ground->job(), m_ground->freshFolder(), silva->sameCode()));
    QTRY_VERIFY_WITH_TIMEOUT(retrieval->state() == client::Retrieval::State::Done, 30'000);
    must(adler->console().session().refreshMe());
    QVERIFY(neverDecrease(m_ground->remains()));
    QCOMPARE(m_ground->server().stop(), 0);
    QCOMPARE(m_ground->remains().half(), QString());
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// Each request is an entry, or counted in one, whose id its answer quotes: whoever got an answer finds it in
// the log, and nothing is there of which nobody was told.
void Running::stoppedDuringAThousandRequests()
try {
    m_ground->go(Stage::Asked);
    auto okafor = m_ground->person(QStringLiteral("okafor"));
    const auto invited = m_ground->remains().entries(QStringLiteral("people.invite"));
    ManyRequests crowd(m_ground->trial(), *okafor, okafor->code());
    auto& server = m_ground->server();
    bool ending = false;
    const auto answers = crowd.ask(requests, [&](int answered) {
        if (answered >= answersBeforeTheEnd && !std::exchange(ending, true))
            server.terminate();
    });
    QVERIFY2(QTest::qWaitFor([&] { return !server.runs(); }, 20'000), "it does not end");
    QCOMPARE(server.exitCode(), 0);
    std::map<std::string, int> told;
    int answered = 0;
    for (const auto& answer : answers) {
        QVERIFY2(answer.whole, "an answer that was cut off");
        if (answer.status == 0)
            continue;
        ++answered;
        QCOMPARE(answer.status, 403L);
        const auto problem = must(wire::decode<wire::Problem>(answer.body));
        QCOMPARE(problem.code, std::string("role-missing"));
        ++told[problem.incident.value_or("")];
    }
    const auto remains = m_ground->remains();
    qInfo("%d of %d were answered", answered, requests);
    QVERIFY(answered >= answersBeforeTheEnd);
    // The entry itself, and what was counted with it until the end.
    const auto logged = QStringLiteral(
        "SELECT COALESCE(sum(COALESCE(CAST(json_extract(line, '$.detail.repeated') AS INTEGER), 1)), 0)"
        " FROM audit_entries WHERE '%1' IN (json_extract(line, '$.id'), json_extract(line, "
        "'$.detail.entry'))");
    int sum = 0;
    for (const auto& [incident, times] : told) {
        QCOMPARE(remains.number(logged.arg(QString::fromStdString(incident))), times);
        sum += times;
    }
    QCOMPARE(sum, answered);
    const auto entries = remains.entries(QStringLiteral("people.invite")) - invited;
    QVERIFY2(entries >= 1 && entries <= static_cast<int>(told.size()) + 1,
             qPrintable(QString::number(entries)));
    QCOMPARE(remains.half(), QString());
    QCOMPARE(remains.lastAction(), QStringLiteral("server.stop"));
} catch (const std::exception& error) {
    QFAIL(error.what());
}

// What the root that the admins signed says of the server does not change by a line in a file of its host.
void Running::configuredAsAnotherServer()
try {
    m_ground->go(Stage::Asked);
    auto& server = m_ground->server();
    QCOMPARE(server.stop(), 0);
    QFile file(m_ground->trial().folder() + QStringLiteral("/countersign.toml"));
    const auto write = [&](const QByteArray& text) {
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
    };
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto sound = file.readAll();
    file.close();
    for (const auto& [key, was, is] :
         {std::tuple{"id", "trial", "other"}, {"environment", "training", "production"}}) {
        const auto line = [key = key](const char* value) { return QByteArray(key) + " = \"" + value + '"'; };
        QVERIFY(sound.contains(line(was)));
        write(QByteArray(sound).replace(line(was), line(is)));
        QVERIFY(!server.comesUp());
        const auto said = QStringLiteral("[server] %1 is \"%2\", but %3 was founded as \"%4\"")
                              .arg(QLatin1String(key), QLatin1String(is), m_ground->trial().dataFolder(),
                                   QLatin1String(was));
        QVERIFY2(server.output().contains(said), qPrintable(server.output()));
    }
    write(sound);
    server.start();
    QCOMPARE(server.stop(), 0);
} catch (const std::exception& error) {
    QFAIL(error.what());
}

} // namespace countersign::falls

int main(int count, char** arguments)
{
    QCoreApplication application(count, arguments);
    countersign::falls::Running test;
    return QTest::qExec(&test, count, arguments);
}
