#include "crypto/Sha256.h"
#include "gallery/ShownHospital.h"
#include "ui/shell/Frame.h"
#include "ui/shell/LogSides.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/RecoveryCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Delegates.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace countersign;
using State = client::Session::State;

/// The frame around the pages: what the roles open, lock, finder, the broken log.
class ShellTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_hospital = std::make_unique<gallery::ShownHospital>(m_theme); }
    void cleanup()
    {
        m_console.reset();
        m_hospital.reset();
    }

    void railShowsWhatTheRolesOpen_data();
    void railShowsWhatTheRolesOpen();
    void badgeCountsTheDecisions();
    void narrowWindowShowsIconsAlone();
    void idleTimeLocksAndTheCodeBringsBack();
    void aKeyPostponesTheLock();
    void theLockHidesFloatingWindows();
    void signOutLeavesNoFrame();
    void finderLeadsToAnExport();
    void finderShowsNoPageOfOthers();
    void aRewrittenLogStopsEverything();
    void theEntryThatWasRewrittenIsNamed();
    void whatIsBeforeItIsNotInDoubt();
    void ofAnAuditEntryBothSidesAreShown();
    void aDevicesNameLeavesNoQuotes();
    void atAnUnknownPlaceEverythingIsInDoubt();
    void whatARollbackTookIsNamed();
    void whoSeesNoExportsIsToldSo();
    void theEvidenceIsSaved();
    void whoLookedGoesOn();
    void adminsSignForWhatARestoredServerLost();
    void othersWaitForTheAdmins();
    void aProposalIsShownWithWhoSignedIt();
    void clocksThatDisagreeAreTold();

private:
    void signIn(const test::TestPerson& person);
    void rewriteLog();
    /// Looks at the log, which holds another line there the next time.
    void rewriteEntry(const std::string& log, std::uint64_t index, const std::string& line);
    /// Of the table of what is in doubt: a cell's text.
    [[nodiscard]] QString doubt(int row, int column) const;
    [[nodiscard]] QStringList facts(const char* side) const;
    /// The server comes back from a backup, and its host found what it lost.
    void loseTail(bool proposed = false);
    template <typename Widget>
    Widget* find(const char* name) const
    {
        return m_console->window().findChild<Widget*>(QString::fromLatin1(name));
    }

    ui::Theme m_theme{*qApp, ui::Mode::Light};
    std::unique_ptr<gallery::ShownHospital> m_hospital;
    std::unique_ptr<console::Console> m_console;
};

void ShellTest::signIn(const test::TestPerson& person)
{
    m_console = m_hospital->console(person);
    QVERIFY(m_console);
    m_console->show();
    QVERIFY(QTest::qWaitForWindowExposed(&m_console->window()));
}

void ShellTest::rewriteLog()
{
    QVERIFY(QCoro::waitFor(m_console->client().log().advance()));
    m_hospital->server.rewriteLog();
    QVERIFY(!QCoro::waitFor(m_console->client().log().advance()));
}

void ShellTest::rewriteEntry(const std::string& log, std::uint64_t index, const std::string& line)
{
    auto& client = m_console->client();
    QVERIFY(QCoro::waitFor(client.book().refresh()));
    QVERIFY(QCoro::waitFor(client.log().advance()));
    m_hospital->server.rewriteEntry(log, index, line);
    QVERIFY(!QCoro::waitFor(client.log().advance()));
    QTRY_VERIFY(client.log().difference());
}

QString ShellTest::doubt(int row, int column) const
{
    const auto* table = find<QTableView>("doubts");
    const auto* cells = qobject_cast<const ui::CellDelegate*>(table->itemDelegate());
    return cells->plainText(table->model()->index(row, column));
}

QStringList ShellTest::facts(const char* side) const
{
    QStringList texts;
    for (const auto* label : find<QWidget>(side)->findChildren<QLabel*>())
        texts << label->text();
    return texts;
}

void ShellTest::loseTail(bool proposed)
{
    auto& fixture = m_hospital->world.fixture;
    QVERIFY(QCoro::waitFor(m_console->client().log().advance()));
    wire::Prepared prepared;
    auto& pending = prepared.recovery.emplace();
    pending.lost = {fixture.trustLog.head(), fixture.auditLog.head()};
    pending.kept = {fixture.trustLog.head(fixture.trustLog.size() - 1),
                    fixture.auditLog.head(fixture.auditLog.size() - 3)};
    pending.trustLog = test::MemoryLog(fixture.trustLog.origin() + "-2").verifier().text();
    pending.auditLog = test::MemoryLog(fixture.auditLog.origin() + "-2").verifier().text();
    pending.begun = pending.keptUntil = fixture.clock.now();
    if (proposed)
        pending.proposal = fixture
                               .sign(fixture.admins.back(),
                                     wire::LogRecoveryBody{pending.lost, pending.kept, pending.trustLog,
                                                           pending.auditLog, "the disk failed"})
                               .signatures;
    m_hospital->server.prepare(prepared);
    m_hospital->server.loseTail(pending.kept.trust.size, pending.kept.audit.size);
    QVERIFY(!QCoro::waitFor(m_console->client().log().advance()));
}

void ShellTest::railShowsWhatTheRolesOpen_data()
{
    QTest::addColumn<QString>("person");
    QTest::addColumn<QStringList>("pages");
    QTest::newRow("operator") << "okafor"
                              << QStringList{"railOverview", "railRequests", "railAudit", "railKeys",
                                             "railPolicy"};
    QTest::newRow("approver") << "adler"
                              << QStringList{"railOverview", "railApprovals", "railAudit", "railKeys",
                                             "railPolicy"};
    QTest::newRow("downloader") << "silva"
                                << QStringList{"railOverview", "railDownloads", "railAudit", "railKeys",
                                               "railPolicy"};
    QTest::newRow("compliance") << "lindqvist"
                                << QStringList{"railOverview", "railAudit", "railKeys", "railPolicy"};
    QTest::newRow("admin") << "amira" << QStringList{"railOverview", "railKeys", "railPeople", "railPolicy"};
}

void ShellTest::railShowsWhatTheRolesOpen()
{
    QFETCH(QString, person);
    QFETCH(QStringList, pages);
    const auto& world = m_hospital->world;
    for (const auto* one :
         {&world.asks, &world.approves, &world.fetches, &world.looks, &world.fixture.admins[0]})
        if (one->id.text() == person.toStdString())
            signIn(*one);
    QVERIFY(m_console);
    for (const char* name : {"railOverview", "railRequests", "railApprovals", "railDownloads", "railAudit",
                             "railKeys", "railPeople", "railPolicy"})
        QCOMPARE(find<QWidget>(name)->isVisible(), pages.contains(QString::fromLatin1(name)));
}

void ShellTest::badgeCountsTheDecisions()
{
    signIn(m_hospital->world.approves);
    QTRY_COMPARE(find<QWidget>("railApprovals")->accessibleDescription().left(1), QStringLiteral("3"));
}

void ShellTest::narrowWindowShowsIconsAlone()
{
    signIn(m_hospital->world.approves);
    m_console->window().resize(1280, 800);
    QTRY_COMPARE(find<QWidget>("rail")->width(), 184);
    QVERIFY(find<QWidget>("railAudit")->toolTip().isEmpty());
    m_console->window().resize(1000, 720);
    QTRY_COMPARE(find<QWidget>("rail")->width(), 56);
    QCOMPARE(find<QWidget>("railAudit")->toolTip(), QStringLiteral("Audit"));
}

void ShellTest::idleTimeLocksAndTheCodeBringsBack()
{
    signIn(m_hospital->world.approves);
    m_console->window().frame()->open(QStringLiteral("approvals"));
    m_hospital->world.fixture.clock.advance(std::chrono::seconds(900));
    QTRY_COMPARE(m_console->client().session().state(), State::Locked);
    QVERIFY(find<QWidget>("lockOverlay")->isVisible());
    QVERIFY(!find<QWidget>("frame")->isVisible());
    QVERIFY(!find<QPushButton>("unlockButton")->isEnabled());

    QTest::keyClicks(find<QLineEdit>("lockPassword"), QStringLiteral("password"));
    QTest::keyClicks(find<QWidget>("lockCode"), QStringLiteral("123456"));
    QTRY_COMPARE(m_console->client().session().state(), State::SignedIn);
    QVERIFY(find<QWidget>("frame")->isVisible());
    QCOMPARE(m_console->window().frame()->current(), QStringLiteral("approvals"));
    QVERIFY(find<QLineEdit>("lockPassword")->text().isEmpty());
}

void ShellTest::aKeyPostponesTheLock()
{
    signIn(m_hospital->world.approves);
    auto& session = m_console->client().session();
    m_hospital->world.fixture.clock.advance(std::chrono::seconds(890));
    QCOMPARE(session.idleSecondsLeft(), 10);
    QTest::keyClick(&m_console->window(), Qt::Key_Shift);
    QCOMPARE(session.idleSecondsLeft(), 900);
    // A machine that slept past the limit is locked by the first key, not saved by it.
    m_hospital->world.fixture.clock.advance(std::chrono::seconds(901));
    QTest::keyClick(&m_console->window(), Qt::Key_Shift);
    QCOMPARE(session.state(), State::Locked);
}

void ShellTest::theLockHidesFloatingWindows()
{
    signIn(m_hospital->world.approves);
    find<QWidget>("footerFind")->setFocus();
    find<QPushButton>("footerFind")->click();
    QVERIFY(find<QWidget>("finder")->isVisible());
    find<QPushButton>("lockButton")->click();
    QCOMPARE(m_console->client().session().state(), State::Locked);
    QVERIFY(!find<QWidget>("finder")->isVisible());
    QVERIFY(!find<QWidget>("header")->isVisible());
}

void ShellTest::signOutLeavesNoFrame()
{
    signIn(m_hospital->world.approves);
    find<QAction>("signOut")->trigger();
    QTRY_COMPARE(m_console->client().session().state(), State::SignedOut);
    QVERIFY(find<QWidget>("signInFlow")->isVisible());
    QTRY_VERIFY(!find<QWidget>("frame"));
    QVERIFY(m_console->client().book().exports().empty());
}

void ShellTest::finderLeadsToAnExport()
{
    signIn(m_hospital->world.approves);
    QTRY_COMPARE(m_console->client().book().exports().size(), std::size_t{7});
    find<QPushButton>("footerFind")->click();
    auto* field = find<QLineEdit>("finderField");
    QTest::keyClicks(field, QStringLiteral("job_high"));
    QCOMPARE(find<QListWidget>("finderList")->count(), 1);
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!find<QWidget>("finder")->isVisible());
    QCOMPARE(m_console->window().frame()->current(), QStringLiteral("approvals"));
}

void ShellTest::finderShowsNoPageOfOthers()
{
    signIn(m_hospital->world.asks);
    find<QPushButton>("footerFind")->click();
    auto* field = find<QLineEdit>("finderField");
    QTest::keyClicks(field, QStringLiteral("people"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_console->window().frame()->current(), QStringLiteral("overview"));
}

void ShellTest::aRewrittenLogStopsEverything()
{
    signIn(m_hospital->world.approves);
    rewriteLog();
    QVERIFY(find<QLabel>("brokenTitle")->isVisible());
    QVERIFY(find<QLabel>("footerBroken")->isVisible());
    QVERIFY(!find<QLabel>("footerLog")->isVisible());
    QVERIFY(!find<QWidget>("railApprovals")->isEnabled());
    m_console->window().frame()->open(QStringLiteral("approvals"), QStringLiteral("job_high"));
    QVERIFY(find<QLabel>("brokenTitle")->isVisible());
    for (const auto* label : m_console->window().findChildren<QLabel*>())
        if (label->isVisible() && label->text().contains(QStringLiteral("verified"), Qt::CaseInsensitive))
            QVERIFY2(label->text().contains(QStringLiteral("not verified")) ||
                         label->text().contains(QStringLiteral("verified before")),
                     qPrintable(label->text()));
}

void ShellTest::theEntryThatWasRewrittenIsNamed()
{
    auto& world = m_hospital->world;
    const JobId job("job_released");
    world.fetchAll(job);
    signIn(world.looks);
    const auto index = *world.trustIndexOf(job);
    auto forged = world.fixture.entries.at(index);
    const auto ours = forged.digest;
    forged.digest = crypto::sha256("another");
    rewriteEntry("trust", index, wire::encode(forged));
    const auto named =
        QStringLiteral("Entry %1 of the trust log is not what this console verified ").arg(index);
    QVERIFY2(find<QLabel>("brokenMeaning")->text().startsWith(named),
             qPrintable(find<QLabel>("brokenMeaning")->text()));
    QTRY_VERIFY(find<QLabel>("footerBroken")->text().contains(QStringLiteral("entry %1 is not").arg(index)));
    QVERIFY(find<QLabel>("footerBroken")->text().endsWith(QStringLiteral("All actions are stopped.")));

    QVERIFY(facts("ourSide").contains(QStringLiteral("Entry %1").arg(index)));
    QVERIFY(facts("ourSide").contains(QStringLiteral("release approved")));
    QVERIFY(facts("ourSide").contains(QString::fromStdString(world.approvesToo.name)));
    QVERIFY(facts("ourSide").contains(ui::digestText(QString::fromStdString(ours.text()))));
    QVERIFY(facts("theirSide").contains(ui::digestText(QString::fromStdString(forged.digest.text()))));
    QVERIFY2(!facts("theirSide").contains(QString::fromStdString(world.approvesToo.name)),
             "nobody knows who signed that");

    const auto* table = find<QTableView>("doubts");
    const auto exports = static_cast<int>(m_console->client().book().exports().size());
    QCOMPARE(table->model()->rowCount(), exports + 2); // all were asked for later, but this one
    const auto last = exports - 1;                     // the oldest
    QCOMPARE(doubt(last, 0), QStringLiteral("Vaccination status, nightly"));
    const auto decided =
        QStringLiteral("what %1 decided on the release").arg(QString::fromStdString(world.approvesToo.name));
    QVERIFY2(doubt(last, 1).startsWith(decided), qPrintable(doubt(last, 1)));
    QVERIFY2(doubt(last, 1).contains(QStringLiteral("fetched by ")), qPrintable(doubt(last, 1)));
    QVERIFY(doubt(0, 1).contains(QStringLiteral("asked for it")));
    QCOMPARE(doubt(exports, 0), QStringLiteral("Everything after entry %1").arg(index));
    QVERIFY2(doubt(exports, 1).startsWith(QString::number(world.fixture.trustLog.size() - index - 1)),
             qPrintable(doubt(exports, 1)));
    QCOMPARE(doubt(exports, 2), QStringLiteral("not verified"));
    QVERIFY(!find<QWidget>("untouched")->isVisible());
}

void ShellTest::whatIsBeforeItIsNotInDoubt()
{
    auto& world = m_hospital->world;
    signIn(world.looks);
    const auto index = *world.trustIndexOf(JobId("job_rejected"));
    auto forged = world.fixture.entries.at(index);
    forged.time += std::chrono::seconds(1);
    rewriteEntry("trust", index, wire::encode(forged));
    QCOMPARE(find<QTableView>("doubts")->model()->rowCount(), 3);
    QCOMPARE(doubt(0, 0), QStringLiteral("Everything for the data lake"));
    QVERIFY(doubt(0, 1).startsWith(QStringLiteral("what ")));
    QCOMPARE(doubt(2, 0), QStringLiteral("Keys and roles since then"));
}

void ShellTest::aDevicesNameLeavesNoQuotes()
{
    trust::Undone undone;
    undone.device = "laptop” is revoked, and “x";
    for (const auto what : {trust::Undone::What::Revocation, trust::Undone::What::KeyEnd}) {
        undone.what = what;
        const auto text = ui::RecoveryCard::undoneText(undone);
        QVERIFY2(text.contains(QStringLiteral("“laptop' is revoked, and 'x”")), qPrintable(text));
    }
}

void ShellTest::ofAnAuditEntryBothSidesAreShown()
{
    auto& world = m_hospital->world;
    signIn(world.looks);
    // As whoever looks at an export's trail does.
    QVERIFY(QCoro::waitFor(m_console->client().book().refresh()));
    QVERIFY(QCoro::waitFor(m_console->client().trail().load(JobId("job_released"))));
    auto trail = world.trail(JobId("job_released")).entries.at(5);
    auto entry = *wire::decode<wire::AuditEntry>(trail.line);
    const auto who = entry.actor.name;
    entry.actor.name = "Somebody” Else";
    rewriteEntry("audit", trail.index, wire::encode(entry));
    QVERIFY(facts("ourSide").contains(QString::fromStdString(who)));
    QVERIFY(facts("theirSide")
                .contains(ui::LogSides::tr("%1, called “%2” in it")
                              .arg(QString::fromStdString(who), QStringLiteral("Somebody' Else"))));
    QVERIFY(!facts("theirSide").contains(QString::fromStdString(who)));
    // What was signed stands in the trust log, which holds.
    const auto* table = find<QTableView>("doubts");
    for (int row = 0; row < table->model()->rowCount(); ++row)
        QVERIFY(doubt(row, 0) != QStringLiteral("Keys and roles since then"));
    QVERIFY2(doubt(0, 1).contains(QStringLiteral("what was done since")), qPrintable(doubt(0, 1)));
}

void ShellTest::atAnUnknownPlaceEverythingIsInDoubt()
{
    signIn(m_hospital->world.looks);
    QVERIFY(QCoro::waitFor(m_console->client().book().refresh()));
    rewriteLog(); // no tile fits what it signs
    const auto exports = static_cast<int>(m_console->client().book().exports().size());
    QVERIFY(exports > 0);
    QCOMPARE(find<QTableView>("doubts")->model()->rowCount(), exports + 1);
    QCOMPARE(doubt(0, 1).section(u':', 0, 0), QStringLiteral("all of it"));
    QCOMPARE(doubt(exports, 0), QStringLiteral("Every entry since then"));
    QVERIFY(find<QLabel>("brokenMeaning")->text().startsWith(QStringLiteral("The audit log has as many")));
    QVERIFY(facts("theirSide").contains(QStringLiteral("Refused because")));
}

void ShellTest::whatARollbackTookIsNamed()
{
    signIn(m_hospital->world.looks);
    QVERIFY(QCoro::waitFor(m_console->client().book().refresh()));
    loseTail();
    QTRY_VERIFY(m_console->client().log().difference());
    const auto last = m_hospital->world.fixture.trustLog.size() - 1;
    const auto named = QStringLiteral("Entry %1 of the trust log, verified by this console ").arg(last);
    QVERIFY2(find<QLabel>("brokenMeaning")->text().startsWith(named),
             qPrintable(find<QLabel>("brokenMeaning")->text()));
    QVERIFY(facts("theirSide").contains(QStringLiteral("gone")));
    QVERIFY(facts("ourSide").contains(QStringLiteral("Entry %1").arg(last)));
    QCOMPARE(doubt(0, 0), QStringLiteral("Everything for the data lake"));
    QCOMPARE(doubt(1, 0), QStringLiteral("Entry %1").arg(last));
}

void ShellTest::whoSeesNoExportsIsToldSo()
{
    signIn(m_hospital->world.fixture.admins.front());
    rewriteLog();
    QVERIFY(find<QLabel>("untouched")->isVisible());
    QCOMPARE(find<QTableView>("doubts")->model()->rowCount(), 1);
}

void ShellTest::theEvidenceIsSaved()
{
    signIn(m_hospital->world.approves);
    rewriteLog();
    const QTemporaryDir folder;
    const auto saved = m_console->client().log().saveEvidence(folder.path());
    QVERIFY(saved);
    QVERIFY(QFile::exists(*saved + QStringLiteral("/finding.txt")));
    QVERIFY(find<QPushButton>("saveEvidence")->isEnabled());
}

void ShellTest::whoLookedGoesOn()
{
    signIn(m_hospital->world.approves);
    rewriteLog();
    auto* card = find<QWidget>("goOnCard");
    QVERIFY(!card->isVisible());
    find<QPushButton>("brokenGoOn")->click();
    QVERIFY(card->isVisible());
    const auto labels = card->findChildren<QLabel*>();
    const auto evidence = m_console->client().log().evidence();
    QVERIFY(!evidence.isEmpty());
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [&](auto* label) { return label->text().contains(evidence); }));
    find<QPushButton>("goOnSure")->click();
    QTRY_VERIFY(find<QWidget>("brokenLog")->isVisible()); // this server still lies
    QTRY_VERIFY(m_console->client().log().broken());
    QVERIFY(!card->isVisible());
    m_hospital->server.putBack();
    find<QPushButton>("brokenGoOn")->click();
    find<QPushButton>("goOnSure")->click();
    QTRY_VERIFY(!find<QWidget>("brokenLog")->isVisible());
    QTRY_VERIFY(m_console->client().log().seen());
    QVERIFY(!m_console->client().log().broken());
}

void ShellTest::adminsSignForWhatARestoredServerLost()
{
    signIn(m_hospital->world.fixture.admins.front());
    loseTail();
    QVERIFY(find<QWidget>("brokenLog")->isVisible());
    auto* card = find<QWidget>("recoveryCard");
    QTRY_VERIFY(card->isVisible());
    const auto size = m_hospital->world.fixture.auditLog.size();
    const auto told = tr("entries %1 to %2 are lost, %1 are kept").arg(size - 3).arg(size - 1);
    const auto labels = card->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [&](auto* label) { return label->text() == told; }));
    auto* send = card->findChild<QPushButton*>(QStringLiteral("recoverySend"));
    QVERIFY(!send->isEnabled());
    card->findChild<QLineEdit*>(QStringLiteral("recoveryReason"))->setText(QStringLiteral("the disk failed"));
    QVERIFY(!send->isEnabled());
    card->findChild<QLineEdit*>(QStringLiteral("recoveryCode"))->setText(QStringLiteral("482917"));
    QVERIFY(send->isEnabled());
    send->click(); // this server takes no statement
    QTRY_VERIFY(card->findChild<QWidget*>(QStringLiteral("recoveryNotice"))->isVisible());
    QVERIFY(m_console->client().log().broken());
}

void ShellTest::othersWaitForTheAdmins()
{
    signIn(m_hospital->world.looks);
    loseTail();
    QVERIFY(find<QWidget>("brokenLog")->isVisible());
    QVERIFY(!find<QWidget>("recoveryCard")->isVisible());
}

void ShellTest::aProposalIsShownWithWhoSignedIt()
{
    const auto& fixture = m_hospital->world.fixture;
    signIn(fixture.admins.back());
    loseTail(true);
    auto* card = find<QWidget>("recoveryCard");
    QTRY_VERIFY(card->isVisible());
    QVERIFY(!card->findChild<QWidget*>(QStringLiteral("recoverySend"))->isVisible()); // signed already
    const auto told =
        QString::fromStdString(fixture.admins.back().name) + QStringLiteral(": the disk failed");
    const auto labels = card->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [&](auto* label) { return label->text() == told; }));
}

void ShellTest::clocksThatDisagreeAreTold()
{
    const Time ours(std::chrono::seconds(1'795'507'200));
    const Time theirs = ours + std::chrono::minutes(6);
    const auto told = ui::sentence({ErrorCode::ClockSkew, timeText(ours) + ' ' + timeText(theirs)});
    QVERIFY2(told.contains(QStringLiteral("computer's clock says ") + ui::whenText(ours, theirs)),
             qPrintable(told));
    QVERIFY2(told.contains(QStringLiteral("server's ") + ui::whenText(theirs, ours)), qPrintable(told));
    // Without the two times, what to do all the same.
    for (const char* detail : {"", "yesterday", "2026-11-24T08:00:00.000Z"})
        QCOMPARE(ui::sentence({ErrorCode::ClockSkew, detail}),
                 ui::sentenceForCode(QStringLiteral("clock-skew")));
}

QTEST_MAIN(ShellTest)
#include "ShellTest.moc"
