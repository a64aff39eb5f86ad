#include "gui/ShownConsole.h"
#include "ui/approval/AnsweredCard.h"
#include "ui/approval/DecisionCard.h"
#include "ui/job/ExportFacts.h"
#include "ui/shell/Sentences.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>

using namespace countersign;

/// The page on which somebody approves: what has to be seen and typed before anything can be signed.
class ApprovalTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_shown = std::make_unique<test::ShownConsole>(); }
    void cleanup() { m_shown.reset(); }

    void approvesOnlyAfterTheWholeTextReasonAndCode();
    void anotherExportAsksForItsOwnTextAndReason();
    void nextGoesThroughAllThatWait();
    void aReleaseIsHeldAgainstItsRequest();
    void digestsOfFilesAreThoseOfSha256sum();
    void refusalKeepsTheReasonAndAsksForANewCode();
    void aRefusalIsToldUnderItsOwnTitle();
    void authorHasNoButton();
    void nothingCanBeDecidedWhereNothingIsOpen();
    void brokenLogDisablesBoth();

private:
    void open(const char* job)
    {
        QVERIFY(m_shown->open(m_shown->hospital.world.approves, "approvals", job));
        QTRY_VERIFY(m_shown->client().book().find(JobId(job)));
        QTRY_VERIFY(button("payloadShowAll") || !button("approve"));
    }
    [[nodiscard]] QPushButton* button(const char* name) const { return m_shown->find<QPushButton>(name); }
    void fill()
    {
        button("payloadShowAll")->click();
        m_shown->find<QPlainTextEdit>("reason")->setPlainText(QStringLiteral("covered by the agreement"));
        QTest::keyClicks(m_shown->find<QLineEdit>("code"), QStringLiteral("123456"));
    }

    std::unique_ptr<test::ShownConsole> m_shown;
};

void ApprovalTest::approvesOnlyAfterTheWholeTextReasonAndCode()
{
    open("job_waiting");
    auto* approve = button("approve");
    auto* reject = button("reject");
    QVERIFY(approve && reject);
    const auto lacks = [this](const char* what) {
        const auto* sentence = m_shown->find<QLabel>("decisionLacking");
        return sentence && sentence->text().contains(QLatin1String(what));
    };
    QVERIFY(lacks("A reason is missing.") && lacks("The code is missing."));
    auto* code = m_shown->find<QLineEdit>("code");
    QTest::keyClicks(code, QStringLiteral("123456"));
    QVERIFY(!approve->isEnabled() && !reject->isEnabled());
    QVERIFY(!lacks("The code is missing."));
    auto* reason = m_shown->find<QPlainTextEdit>("reason");
    reason->setPlainText(QStringLiteral("   "));
    QVERIFY(!reject->isEnabled());
    QVERIFY(lacks("A reason is missing."));
    reason->setPlainText(QStringLiteral("covered by the agreement"));
    // Rejecting needs no reading; approving does.
    QVERIFY(reject->isEnabled());
    QVERIFY(!approve->isEnabled());
    QVERIFY(!lacks("A reason is missing."));
    QVERIFY(lacks(button("payloadShowAll")->text().toUtf8().constData()));
    button("payloadShowAll")->click();
    QVERIFY(approve->isEnabled());
    QVERIFY(!m_shown->find<QLabel>("decisionLacking"));
    code->clear();
    QVERIFY(!approve->isEnabled() && !reject->isEnabled());
    QVERIFY(lacks("The code is missing."));
    QTest::keyClicks(code, QStringLiteral("12345"));
    QVERIFY(!approve->isEnabled());
}

void ApprovalTest::anotherExportAsksForItsOwnTextAndReason()
{
    open("job_waiting");
    fill();
    QVERIFY(button("approve")->isEnabled());
    button("nextApproval")->click();
    QTRY_VERIFY(m_shown->find<QLabel>("approvalTitle")->text().contains(QStringLiteral("Payer")));
    QVERIFY(!button("approve")->isEnabled());
    QVERIFY(m_shown->find<QPlainTextEdit>("reason")->toPlainText().isEmpty());
    QVERIFY(m_shown->find<QLineEdit>("code")->text().isEmpty());
    m_shown->find<QPlainTextEdit>("reason")->setPlainText(QStringLiteral("fits"));
    QTest::keyClicks(m_shown->find<QLineEdit>("code"), QStringLiteral("123456"));
    QVERIFY(!button("approve")->isEnabled());
}

void ApprovalTest::nextGoesThroughAllThatWait()
{
    open("job_high"); // high sensitivity comes first
    QStringList seen;
    for (int i = 0; i < 4; ++i) {
        seen << m_shown->find<QLabel>("approvalTitle")->text();
        button("nextApproval")->click();
    }
    QVERIFY(seen[1].contains(QStringLiteral("Diabetes")));
    QVERIFY(seen[2].contains(QStringLiteral("Payer")));
    QCOMPARE(seen[3], seen[0]);
}

// What the release may give is compared with what was asked for, here.
void ApprovalTest::aReleaseIsHeldAgainstItsRequest()
{
    open("job_release");
    QTRY_VERIFY(m_shown->find<ui::Chip>("answeredScope"));
    QCOMPARE(m_shown->find<ui::Chip>("answeredScope")->tone(), ui::Tone::Ok);
    auto view = *m_shown->client().book().find(JobId("job_release"));
    for (auto& link : view.chain.links)
        if (link.link == trust::Link::ReleaseSigned)
            link.error = Error{ErrorCode::ReleaseWider, {}};
    ui::AnsweredCard card;
    card.set(view, m_shown->client().clock().now(), true);
    QCOMPARE(card.findChild<ui::Chip*>(QStringLiteral("answeredScope"))->tone(), ui::Tone::Bad);
    card.set(view, m_shown->client().clock().now(), false);
    QVERIFY(!card.findChild<ui::Chip*>(QStringLiteral("answeredScope"))->text().contains(u"checked here"));
    ui::FilesCard files;
    const auto sum = [&files, &view](wire::Level level) {
        view.request.level = level;
        files.set(view);
        return files.findChild<QLabel*>(QStringLiteral("releaseSum"))->text();
    };
    QVERIFY(sum(wire::Level::System).contains(u"estimated"));
    QVERIFY(sum(wire::Level::Group).contains(u"in the whole source"));
}

// In the table, and in what is copied from it.
void ApprovalTest::digestsOfFilesAreThoseOfSha256sum()
{
    open("job_release");
    QTRY_VERIFY(m_shown->find<QTableWidget>("releaseFiles"));
    auto* table = m_shown->find<QTableWidget>("releaseFiles");
    const auto& files = m_shown->client().book().find(JobId("job_release"))->release->files;
    QCOMPARE(table->rowCount(), static_cast<int>(files.size()));
    table->selectAll();
    for (auto* action : table->actions())
        if (action->shortcut() == QKeySequence::Copy)
            action->trigger();
    for (const auto& file : files)
        QVERIFY(QApplication::clipboard()->text().contains(QString::fromStdString(file.sha256.hexText())));
}

// This server takes no statement at all.
void ApprovalTest::refusalKeepsTheReasonAndAsksForANewCode()
{
    open("job_waiting");
    fill();
    button("approve")->click();
    QVERIFY(!button("approve")->isEnabled());
    QVERIFY(m_shown->find<QLineEdit>("code")->text().isEmpty());
    QTRY_VERIFY(m_shown->find<ui::Notice>("decisionNotice"));
    QVERIFY(!m_shown->find<ui::Notice>("decisionNotice")->text().isEmpty());
    QCOMPARE(m_shown->find<QPlainTextEdit>("reason")->toPlainText(),
             QStringLiteral("covered by the agreement"));
    QVERIFY(!button("approve")->isEnabled());
    QCOMPARE(m_shown->client().book().find(JobId("job_waiting"))->requestGate.given, 0);
}

void ApprovalTest::aRefusalIsToldUnderItsOwnTitle()
{
    gallery::ShownWorld::Wording wording;
    wording.typed = [](const std::string& usual, std::size_t) { return usual + "” x"; };
    m_shown = std::make_unique<test::ShownConsole>(wording);
    open("job_waiting");
    fill();
    button("approve")->click();
    button("nextApproval")->click();
    QTRY_VERIFY(m_shown->find<QLabel>("approvalTitle")->text().contains(QStringLiteral("Payer")));
    m_shown->find<QPlainTextEdit>("reason")->setPlainText(QStringLiteral("fits"));
    QTRY_VERIFY(m_shown->find<ui::Notice>("decisionNotice"));
    const auto told = m_shown->find<ui::Notice>("decisionNotice")->text();
    QVERIFY2(told.contains(QStringLiteral("“Diabetes registry, quarterly' x”")), qPrintable(told));
    QCOMPARE(m_shown->find<QPlainTextEdit>("reason")->toPlainText(), QStringLiteral("fits"));
}

void ApprovalTest::authorHasNoButton()
{
    open("job_waiting");
    auto view = *m_shown->client().book().find(JobId("job_waiting"));
    view.requestGate.whyNotMe = Error{ErrorCode::OwnStatement, {}};
    view.requestGate.whoCan = {QStringLiteral("osei")};
    ui::DecisionCard card(m_shown->client());
    card.setPayloadShown(true);
    card.setLogHolds(true);
    card.set(view);
    card.show();
    for (const char* name : {"approve", "reject"})
        QVERIFY(!card.findChild<QPushButton*>(QString::fromLatin1(name))->isVisible());
    QVERIFY(!card.findChild<QLineEdit*>(QStringLiteral("code"))->isVisible());
    const auto why = card.findChild<QLabel*>(QStringLiteral("whyNot"))->text();
    QVERIFY(why.startsWith(ui::sentence({ErrorCode::OwnStatement, {}})));
    QVERIFY(why.contains(QStringLiteral("osei")));
}

void ApprovalTest::nothingCanBeDecidedWhereNothingIsOpen()
{
    open("job_running");
    QTRY_VERIFY(m_shown->find<QLabel>("whyNot"));
    QVERIFY(!button("approve"));
    QVERIFY(!button("reject"));
    QVERIFY(!m_shown->find<QLineEdit>("code"));
}

void ApprovalTest::brokenLogDisablesBoth()
{
    open("job_waiting");
    fill();
    auto* approve = button("approve");
    auto* reject = button("reject");
    QVERIFY(approve->isEnabled());
    QVERIFY(QCoro::waitFor(m_shown->client().log().advance()));
    m_shown->hospital.server.rewriteLog();
    QVERIFY(!QCoro::waitFor(m_shown->client().log().advance()));
    QVERIFY(!approve->isEnabled());
    QVERIFY(!reject->isEnabled());
}

QTEST_MAIN(ApprovalTest)
#include "ApprovalTest.moc"
