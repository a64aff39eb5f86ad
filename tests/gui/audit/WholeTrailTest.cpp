#include "gui/ShownConsole.h"
#include "ui/audit/Timeline.h"
#include "ui/audit/TrailDocument.h"
#include "ui/audit/TrailWords.h"
#include "ui/audit/WholeTrailView.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QProgressBar>
#include <QSpinBox>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTextDocument>

using namespace countersign;

/// The whole trail, checked from the page: before, under way, at each of its ends; and its report.
class WholeTrailTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_shown = std::make_unique<test::ShownConsole>(); }
    void cleanup() { m_shown.reset(); }

    void isForComplianceOfficers();
    void tellsWhatItFoundAndOpensTheEntry();
    void saysThatTheWholeTrailHolds();
    void saysWhatCouldNotBeChecked();
    void showsHowFarItIsAndIsCancelled();
    void saysThatTheServerIsNotReached();
    void saysThatNoEntryLiesThere();
    void refusesARangeThatRunsBackwards();
    void claimsNothingOnceTheLogIsBroken();
    void reportNamesAllThatAnAuditorNeeds();
    void reportIsSavedAsPdf();
    void everyFindingHasASentence();

private:
    [[nodiscard]] bool open()
    {
        if (!m_shown->open(m_shown->hospital.world.looks, "audit"))
            return false;
        static_cast<void>(QCoro::waitFor(m_shown->client().log().advance()));
        m_shown->find<QTabBar>("auditTabs")->setCurrentIndex(1);
        return m_shown->find<QPushButton>("trailStart") != nullptr;
    }
    void start() const { m_shown->find<QPushButton>("trailStart")->click(); }
    [[nodiscard]] ui::Notice* verdict() const { return m_shown->find<ui::Notice>("trailVerdict"); }
    [[nodiscard]] ui::Notice* notice() const { return m_shown->find<ui::Notice>("trailNotice"); }
    [[nodiscard]] static QString toneOf(const QWidget* widget) { return widget->property("tone").toString(); }
    [[nodiscard]] client::WholeTrailReport honest() const
    {
        client::WholeTrailReport report;
        report.found.entries = report.end = report.audit.size = 1204;
        report.found.hashed = true;
        report.found.signatures = 310;
        report.root = m_shown->hospital.world.fixture.root.digest;
        report.audit.root = crypto::leafHash(bytesOf("head"));
        report.log = "hospital.example/audit";
        return report;
    }
    [[nodiscard]] ui::WholeTrailView* view() const
    {
        return m_shown->window().findChild<ui::WholeTrailView*>(QStringLiteral("wholeTrail"));
    }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void WholeTrailTest::isForComplianceOfficers()
{
    QVERIFY(m_shown->open(m_shown->hospital.world.approves, "audit"));
    QVERIFY(!m_shown->find<QTabBar>("auditTabs"));
    QVERIFY(!m_shown->find<QPushButton>("trailStart"));
    QVERIFY(open());
}

// The log of this hospital tells little of what its statements say.
void WholeTrailTest::tellsWhatItFoundAndOpensTheEntry()
{
    QVERIFY(open());
    start();
    QTRY_VERIFY(verdict());
    QCOMPARE(toneOf(verdict()), QStringLiteral("bad"));
    QVERIFY2(verdict()->text().contains("does not hold"), qPrintable(verdict()->text()));
    QVERIFY(m_shown->find<ui::Card>("trailFindings"));
    auto* show = m_shown->find<QPushButton>("trailShowEntry");
    QVERIFY(show);
    const auto entry = show->accessibleName().section(u' ', -1).toULongLong();
    show->click();
    QCOMPARE(m_shown->find<QTabBar>("auditTabs")->currentIndex(), 0);
    auto* timeline = m_shown->find<ui::Timeline>("timeline");
    QVERIFY(timeline);
    QTRY_VERIFY(timeline->selected() >= 0);
    auto* card = m_shown->find<ui::Card>("eventCard");
    bool told = false;
    for (const auto* label : card->findChildren<QLabel*>())
        told = told || (label->accessibleName() == "Entry" && label->text().toULongLong() == entry);
    QVERIFY(told);
}

void WholeTrailTest::saysThatTheWholeTrailHolds()
{
    QVERIFY(open());
    view()->showReport(honest());
    QCOMPARE(toneOf(verdict()), QStringLiteral("ok"));
    QVERIFY(verdict()->text().startsWith("The whole trail holds"));
    QVERIFY(!m_shown->find<ui::Card>("trailFindings"));
    QVERIFY(m_shown->find<ui::Card>("trailLimits"));
    auto part = honest();
    part.found.first = 200;
    part.found.hashed = false;
    view()->showReport(part);
    QVERIFY2(verdict()->text().contains("What lies outside was not checked"), qPrintable(verdict()->text()));
    m_shown->find<QPushButton>("trailAgain")->click();
    QVERIFY(m_shown->find<QPushButton>("trailStart"));
    QVERIFY(!verdict());
}

void WholeTrailTest::saysWhatCouldNotBeChecked()
{
    QVERIFY(open());
    auto report = honest();
    report.found.unseen = 3;
    view()->showReport(report);
    QCOMPARE(toneOf(verdict()), QStringLiteral("warn"));
    QVERIFY2(verdict()->text().contains('3'), qPrintable(verdict()->text()));
    QVERIFY(!verdict()->text().contains("holds"));
}

void WholeTrailTest::showsHowFarItIsAndIsCancelled()
{
    m_shown->hospital.world.addSignIns(3000);
    m_shown->hospital.server.holdEntries(4, 7);
    QVERIFY(open());
    start();
    QTRY_VERIFY(m_shown->find<QProgressBar>("trailBar"));
    QTRY_VERIFY(m_shown->find<QProgressBar>("trailBar")->value() > 0);
    QTRY_VERIFY(m_shown->find<QLabel>("trailProgress")->text().contains("entries"));
    QVERIFY(m_shown->client().wholeTrail().running());
    m_shown->find<QPushButton>("trailCancel")->click();
    QVERIFY(!m_shown->client().wholeTrail().running());
    QVERIFY(m_shown->find<QPushButton>("trailStart")->isEnabled());
    QVERIFY2(notice()->text().startsWith("Cancelled after 1,024 of 3,009 entries."),
             qPrintable(notice()->text()));
}

void WholeTrailTest::saysThatTheServerIsNotReached()
{
    QVERIFY(open());
    m_shown->hospital.server.goAway();
    start();
    QTRY_VERIFY(notice());
    QCOMPARE(toneOf(notice()), QStringLiteral("bad"));
    QVERIFY2(notice()->text().startsWith("The check did not come to its end, so nothing is claimed."),
             qPrintable(notice()->text()));
    QVERIFY(!verdict());
}

void WholeTrailTest::saysThatNoEntryLiesThere()
{
    QVERIFY(open());
    m_shown->find<QComboBox>("trailWhat")->setCurrentIndex(2);
    auto* from = m_shown->find<QWidget>("trailFrom");
    auto* to = m_shown->find<QWidget>("trailTo");
    const QDate before(2001, 1, 1);
    QVERIFY(from->setProperty("date", before) && to->setProperty("date", before));
    start();
    QTRY_VERIFY(notice());
    QCOMPARE(toneOf(notice()), QStringLiteral("warn"));
}

void WholeTrailTest::refusesARangeThatRunsBackwards()
{
    QVERIFY(open());
    m_shown->find<QComboBox>("trailWhat")->setCurrentIndex(1);
    m_shown->find<QSpinBox>("trailFirst")->setValue(5);
    m_shown->find<QSpinBox>("trailLast")->setValue(4);
    QVERIFY(!m_shown->find<QPushButton>("trailStart")->isEnabled());
    QVERIFY(!m_shown->find<QLabel>("trailFlaw")->text().isEmpty());
    m_shown->find<QSpinBox>("trailLast")->setValue(5);
    QVERIFY(m_shown->find<QPushButton>("trailStart")->isEnabled());
}

void WholeTrailTest::claimsNothingOnceTheLogIsBroken()
{
    QVERIFY(open());
    view()->showReport(honest());
    m_shown->hospital.server.rewriteLog();
    QVERIFY(!QCoro::waitFor(m_shown->client().log().advance()));
    auto* claim = m_shown->window().findChild<ui::Notice*>(QStringLiteral("trailVerdict"));
    QCOMPARE(toneOf(claim), QStringLiteral("bad"));
    QVERIFY(!claim->text().contains("holds"));
    QVERIFY(!m_shown->window().findChild<ui::Card*>(QStringLiteral("trailFacts")));
    QVERIFY(!m_shown->window().findChild<QPushButton*>(QStringLiteral("trailPdf"))->isEnabled());
}

void WholeTrailTest::reportNamesAllThatAnAuditorNeeds()
{
    auto report = honest();
    trust::TrailFinding finding;
    finding.fault = trust::TrailFault::StatementUnknown;
    finding.index = 77;
    finding.entry = "inc_77";
    finding.action = "people.role-change";
    report.found.findings.push_back(finding);
    report.found.wrong = 3;
    report.found.unseen = 2;
    const auto text = ui::trailDocument(report, {"St. Anna <Hospital>, https://x.example", "production",
                                                 "Lena (lena)", "Countersign 1"})
                          ->toPlainText();
    const auto digest = [](const Digest& whole) { return QString::fromStdString(whole.text()); };
    for (const auto& part :
         {digest(report.root), digest(report.audit.root), QStringLiteral("hospital.example/audit"),
          QStringLiteral("1,204"), QStringLiteral("St. Anna <Hospital>"), QStringLiteral("Lena (lena)"),
          QStringLiteral("Countersign 1"), ui::trailFindingText(finding, report.ended),
          QStringLiteral("inc_77"), QStringLiteral("DOES NOT HOLD"), ui::trailVerdictText(report),
          QStringLiteral("4 more finding(s) were counted and are not listed.")})
        QVERIFY2(text.contains(part), qPrintable(part + "\n\nin\n\n" + text));
    for (const auto& limit : ui::trailLimits(report))
        QVERIFY2(text.contains(limit), qPrintable(limit));
}

void WholeTrailTest::reportIsSavedAsPdf()
{
    QVERIFY(open());
    view()->showReport(honest());
    QTemporaryDir folder;
    QFile file(folder.filePath("report.pdf"));
    m_shown->find<QPushButton>("trailPdf")->click();
    auto* dialog = m_shown->window().findChild<QFileDialog*>("trailFile");
    QVERIFY(dialog);
    emit dialog->fileSelected(file.fileName());
    dialog->close();
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("%PDF"));
    QVERIFY(!(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther))); // it names people
    QCOMPARE(toneOf(m_shown->find<ui::Notice>("trailSaved")), QStringLiteral("ok"));
    m_shown->find<QPushButton>("trailPdf")->click();
    emit m_shown->window()
        .findChild<QFileDialog*>("trailFile")
        ->fileSelected(folder.filePath("none/report.pdf"));
    QCOMPARE(toneOf(m_shown->find<ui::Notice>("trailSaved")), QStringLiteral("bad"));
}

// Each names its entry, or the statement or export that it is about, and no two are told alike.
void WholeTrailTest::everyFindingHasASentence()
{
    QStringList told;
    for (int fault = 0; fault <= static_cast<int>(trust::TrailFault::ReceiptUnseen); ++fault) {
        trust::TrailFinding finding;
        finding.fault = static_cast<trust::TrailFault>(fault);
        finding.index = 123456;
        finding.trustIndex = 654321;
        finding.action = "job.destroyed";
        finding.time = m_shown->hospital.world.fixture.clock.now();
        finding.person = "olga”";
        finding.job = "job_123456";
        finding.expected = "released";
        finding.found = "withdrawn";
        const bool split = finding.fault == trust::TrailFault::StatementSplit ||
                           finding.fault == trust::TrailFault::ReceiptSplit;
        finding.code = split ? "log-split" : "signature-invalid";
        const auto text = ui::trailFindingText(finding, *finding.time);
        const bool ofLog = finding.fault == trust::TrailFault::EntryMissing ||
                           finding.fault == trust::TrailFault::TreeDiffers;
        QVERIFY2(ofLog || text.contains("123,456") || text.contains("654,321") || text.contains("job_123456"),
                 qPrintable(text));
        QVERIFY2(text.endsWith('.') && !text.contains("%"), qPrintable(text));
        QVERIFY2(!text.contains("olga”"), qPrintable(text)); // ends no quotes
        QVERIFY2(!told.contains(text), qPrintable(text));
        told << text;
    }
}

QTEST_MAIN(WholeTrailTest)
#include "WholeTrailTest.moc"
