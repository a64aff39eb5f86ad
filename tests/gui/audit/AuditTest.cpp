#include "client/Strings.h"
#include "crypto/Sha256.h"
#include "gui/ShownConsole.h"
#include "ui/audit/EvidenceWords.h"
#include "ui/audit/Timeline.h"
#include "ui/audit/TimelineLayout.h"
#include "ui/shell/Sentences.h"

#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>

using namespace countersign;

namespace {

constexpr int patience = 30'000; // ms, on a machine that is busy with other tests

} // namespace

/// The trail of an export: list, timeline and card show the same entry, and follow the log.
class AuditTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_shown = std::make_unique<test::ShownConsole>();
        QVERIFY(m_shown->open(m_shown->hospital.world.looks, "audit", "job_released"));
        QTRY_VERIFY_WITH_TIMEOUT(table() && rows() == 9, patience);
    }
    void cleanup() { m_shown.reset(); }

    void listAndTimelineSelectTogether();
    void keysWalkTheTimeline();
    void rowsThatSortOtherwiseStayCoupled();
    void newEntriesComeByThemselvesAndMoveNothing();
    void aRewrittenLogProvesNothing();
    void valuesFitTheCard();
    void theAxisWritesEachTimeOnce();
    void evidenceIsMadeOfWhatWasVerifiedAndChecksHere();
    void evidenceIsForItsOwnerAlone();
    void evidenceThatWasChangedIsRefuted();
    void evidenceThatWasCutShortIsToldAsAFile();
    void digestsOfFilesAreThoseOfSha256sum();
    void everyFindingOfEvidenceHasASentence();
    void noTextOfAnAuthorLeavesItsQuotes();

private:
    // As the file dialogs do.
    [[nodiscard]] QByteArray made() const
    {
        auto bytes = QCoro::waitFor(m_shown->client().evidence().make(JobId("job_released")));
        return bytes ? *bytes : QByteArray::fromStdString(bytes.error().detail);
    }
    [[nodiscard]] QString checked(const QByteArray& bytes) const
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("job.countersign-evidence"));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return {};
        file.close();
        m_shown->find<QPushButton>("evidenceOpen")->click();
        auto* dialog = m_shown->window().findChild<QFileDialog*>("evidenceFile");
        emit dialog->fileSelected(file.fileName());
        dialog->close();
        auto* verdict = m_shown->find<ui::Notice>("evidenceVerdict");
        if (!verdict || !QTest::qWaitFor([&] { return !verdict->text().startsWith("Checking"); }, patience))
            return {};
        return verdict->text();
    }
    [[nodiscard]] QTableView* table() const { return m_shown->find<QTableView>("trail"); }
    [[nodiscard]] int rows() const { return table()->model()->rowCount(); }
    [[nodiscard]] ui::Timeline* timeline() const { return m_shown->find<ui::Timeline>("timeline"); }
    [[nodiscard]] QString cardTitle() const { return m_shown->find<ui::Card>("eventCard")->accessibleName(); }
    void log(const char* action, std::map<std::string, std::string> detail = {})
    {
        auto& world = m_shown->hospital.world;
        auto entry = *wire::decode<wire::AuditEntry>(world.fixture.auditLog.lines().back());
        entry.id = "inc_later";
        entry.action = action;
        entry.detail = std::move(detail);
        entry.job = entry.object = "job_released";
        entry.time = world.fixture.clock.now();
        world.fixture.auditLog.append(wire::encode(entry));
    }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void AuditTest::listAndTimelineSelectTogether()
{
    QCOMPARE(timeline()->selected(), 8);
    QCOMPARE(table()->currentIndex().row(), 8);
    table()->selectRow(1);
    QCOMPARE(timeline()->selected(), 1);
    QCOMPARE(cardTitle(), QStringLiteral("decision signed"));
    timeline()->select(0);
    QCOMPARE(table()->currentIndex().row(), 0);
    QCOMPARE(cardTitle(), QStringLiteral("export requested"));
}

void AuditTest::keysWalkTheTimeline()
{
    timeline()->setFocus();
    QTest::keyClick(timeline(), Qt::Key_Left);
    QCOMPARE(table()->currentIndex().row(), 7);
    QTest::keyClick(timeline(), Qt::Key_Home);
    QCOMPARE(table()->currentIndex().row(), 0);
    QTest::keyClick(timeline(), Qt::Key_End);
    QTest::keyClick(timeline(), Qt::Key_Right);
    QCOMPARE(table()->currentIndex().row(), 8);
}

void AuditTest::rowsThatSortOtherwiseStayCoupled()
{
    table()->sortByColumn(0, Qt::DescendingOrder);
    table()->selectRow(0);
    QCOMPARE(timeline()->selected(), 8);
    timeline()->select(0);
    QCOMPARE(table()->currentIndex().row(), 8);
}

void AuditTest::newEntriesComeByThemselvesAndMoveNothing()
{
    table()->selectRow(2);
    table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
    const int scrolled = table()->verticalScrollBar()->value();
    log("download.end");
    QVERIFY(QCoro::waitFor(m_shown->client().log().advance()));
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 10, patience);
    QCOMPARE(timeline()->selected(), 2);
    QCOMPARE(table()->currentIndex().row(), 2);
    QCOMPARE(table()->verticalScrollBar()->value(), scrolled);
    QCOMPARE(m_shown->find<ui::Chip>("auditProof")->tone(), ui::Tone::Ok);
}

void AuditTest::aRewrittenLogProvesNothing()
{
    auto* proof = m_shown->find<ui::Chip>("auditProof");
    QCOMPARE(proof->tone(), ui::Tone::Ok);
    QTRY_VERIFY_WITH_TIMEOUT(m_shown->find<ui::Chip>("eventProof"), patience);
    QCOMPARE(m_shown->find<ui::Chip>("eventProof")->tone(), ui::Tone::Ok);
    m_shown->hospital.server.rewriteLog();
    QVERIFY(!QCoro::waitFor(m_shown->client().log().advance()));
    QCOMPARE(proof->tone(), ui::Tone::Bad);
    const auto marks = m_shown->window().findChildren<ui::Chip*>(QStringLiteral("eventProof"));
    QVERIFY(!marks.isEmpty());
    for (const auto* mark : marks)
        QCOMPARE(mark->tone(), ui::Tone::Bad);
}

void AuditTest::valuesFitTheCard()
{
    const auto* card = m_shown->find<ui::Card>("eventCard");
    QVERIFY2(card->minimumSizeHint().width() <= card->parentWidget()->parentWidget()->width(),
             qPrintable(QString::number(card->minimumSizeHint().width())));
}

void AuditTest::theAxisWritesEachTimeOnce()
{
    const std::vector<ui::AxisTime> times{
        {"07:47", 0, 40}, {"07:47", 100, 140}, {"07:48", 130, 170}, {"07:49", 160, 200}, {"07:47", 300, 340}};
    QCOMPARE(ui::timesWritten(times), (std::vector<std::size_t>{0, 2}));
}

void AuditTest::evidenceIsMadeOfWhatWasVerifiedAndChecksHere()
{
    const auto bytes = made();
    QVERIFY2(bytes.startsWith("{"), bytes.constData());
    const auto verdict = checked(bytes);
    QVERIFY2(verdict.startsWith("Proven: "), qPrintable(verdict));
    QTRY_VERIFY_WITH_TIMEOUT(m_shown->find<ui::Card>("evidencePart"), patience);
    m_shown->find<QPushButton>("evidenceClose")->click();
    QTRY_VERIFY_WITH_TIMEOUT(table(), patience);
}

// It names people.
void AuditTest::evidenceIsForItsOwnerAlone()
{
    QTemporaryDir folder;
    const auto file = folder.filePath("job.countersign-evidence");
    m_shown->find<QPushButton>("evidenceSave")->click();
    auto* dialog = m_shown->window().findChild<QFileDialog*>("evidenceFile");
    emit dialog->fileSelected(file);
    dialog->close();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file), patience);
    constexpr auto others =
        QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    QVERIFY(!(QFile::permissions(file) & others));
}

void AuditTest::evidenceThatWasChangedIsRefuted()
{
    auto bytes = made();
    QVERIFY(bytes.contains("\"trust\":["));
    const auto at = bytes.indexOf("request.sign");
    QVERIFY(at > 0);
    bytes[at] = 'R';
    QVERIFY(!checked(bytes).startsWith("Proven"));
}

// It lies on this computer: neither the server nor what stands before it is to blame.
void AuditTest::evidenceThatWasCutShortIsToldAsAFile()
{
    const auto whole = made();
    for (const auto& bytes :
         {whole.left(whole.size() / 2), QByteArray("nonsense"), QByteArray("{}"), QByteArray()})
        QCOMPARE(checked(bytes), ui::uncheckedText({ErrorCode::MalformedJson, {}}));
    QVERIFY(!ui::uncheckedText({ErrorCode::MalformedJson, {}}).contains("server"));
    QCOMPARE(ui::uncheckedText({ErrorCode::RootMissing, {}}), ui::sentence({ErrorCode::RootMissing, {}}));
}

// Those of statements stay as the log holds them.
void AuditTest::digestsOfFilesAreThoseOfSha256sum()
{
    const auto digest = crypto::sha256("content of a file");
    const auto hex = client::qt(digest.hexText());
    log("file.taken", {{"sha256", digest.text()}, {"release", digest.text()}});
    QVERIFY(QCoro::waitFor(m_shown->client().log().advance()));
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 10, patience);
    table()->selectRow(9);
    QStringList shown;
    for (const auto* label : m_shown->find<ui::Card>("eventCard")->findChildren<ui::DigestLabel*>())
        shown << label->whole();
    QVERIFY(shown.contains(hex));
    QVERIFY(shown.contains(client::qt(digest.text())));

    trust::Finding finding;
    finding.id = trust::FindingId::Release;
    finding.files = m_shown->client().book().find(JobId("job_released"))->release->files;
    const auto text = ui::findingText(finding, m_shown->hospital.world.fixture.clock.now());
    for (const auto& file : *finding.files)
        QVERIFY(text.contains(client::qt(file.sha256.hexText())));
}

// What can't be proven by any file, too, and no two alike.
void AuditTest::everyFindingOfEvidenceHasASentence()
{
    const auto now = m_shown->hospital.world.fixture.clock.now();
    QStringList told;
    for (int id = 0; id <= static_cast<int>(trust::FindingId::OtherViews); ++id) {
        trust::Finding finding;
        finding.id = static_cast<trust::FindingId>(id);
        finding.count = 1234;
        finding.size = 56789;
        finding.time = now;
        const auto text = ui::findingText(finding, now);
        QVERIFY2(text.endsWith('.') && !text.contains("%"), qPrintable(text));
        QVERIFY2(!told.contains(text), qPrintable(text));
        told << text;
        if (finding.id == trust::FindingId::LostEntries)
            QVERIFY2(text.contains("1,234") && text.contains("56,789"), qPrintable(text));
    }
}

// “ and ” are the sentences' own: what an author wrote ends none of them.
void AuditTest::noTextOfAnAuthorLeavesItsQuotes()
{
    const auto now = m_shown->hospital.world.fixture.clock.now();
    trust::Finding request;
    request.id = trust::FindingId::Request;
    request.title = request.recipient = request.reason = "x” was released by all. “x";
    auto decision = request;
    decision.id = trust::FindingId::Decision;
    auto ending = request;
    ending.id = trust::FindingId::Ending;
    ending.standing = wire::Standing::Withdrawn;
    trust::EvidenceReport report;
    report.verdict = trust::EvidenceVerdict::Partly;
    report.findings.push_back(request);
    for (const auto& text : {ui::findingText(request, now), ui::findingText(decision, now),
                             ui::findingText(ending, now), ui::verdictText(report)}) {
        QVERIFY2(!text.contains("x” was") && !text.contains("all. “x"), qPrintable(text));
        QVERIFY2(text.contains("“x' was released by all. 'x”"), qPrintable(text));
    }
    QCOMPARE(ui::findingText(request, now).count("“x' was released by all. 'x”"), 2); // title and recipient
}

QTEST_MAIN(AuditTest)
#include "AuditTest.moc"
