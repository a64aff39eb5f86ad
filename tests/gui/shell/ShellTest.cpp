#include "gallery/ShownHospital.h"
#include "ui/shell/Frame.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/Sentences.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
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
    void theEvidenceIsSaved();
    void clocksThatDisagreeAreTold();

private:
    void signIn(const test::TestPerson& person);
    void rewriteLog();
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

void ShellTest::railShowsWhatTheRolesOpen_data()
{
    QTest::addColumn<QString>("person");
    QTest::addColumn<QStringList>("pages");
    QTest::newRow("operator") << "okafor" << QStringList{"railOverview", "railRequests", "railAudit"};
    QTest::newRow("approver") << "adler" << QStringList{"railOverview", "railApprovals", "railAudit"};
    QTest::newRow("downloader") << "silva" << QStringList{"railOverview", "railDownloads", "railAudit"};
    QTest::newRow("compliance") << "lindqvist" << QStringList{"railOverview", "railAudit", "railKeys"};
    QTest::newRow("admin") << "amira" << QStringList{"railOverview", "railKeys", "railPeople"};
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
                             "railKeys", "railPeople"})
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
                         label->text().startsWith(QStringLiteral("Verified by this console")) ||
                         label->text().contains(QStringLiteral("verified before")),
                     qPrintable(label->text()));
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
