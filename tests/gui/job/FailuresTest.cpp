#include "support/SourceFaults.h"
#include "ui/job/ExportFacts.h"
#include "ui/shell/Sentences.h"

#include <set>

#include <QLabel>
#include <QTest>

using namespace countersign;

/// Why an export failed, or takes long, as people read it. That the intake ends by these codes is held by
/// `SourceFaults` of tests/unit/server/job, from the same tables.
class FailuresTest final : public QObject
{
    Q_OBJECT

private slots:
    void aFailureIsToldInWords_data() { faults(); }
    void aFailureIsToldInWords();
    void whatIsTriedAgainIsToldToo_data() { faults(); }
    void whatIsTriedAgainIsToldToo();
    void everyFaultOfASourceIsHeld();

private:
    static void faults();
    static QString told(wire::JobState state);
};

void FailuresTest::faults()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("sentence");
    const auto add = [](const auto& faults) {
        for (const test::SourceFault& fault : faults)
            QTest::addRow("%s %s", fault.misbehaviour, codeText(fault.code).data())
                << QString::fromLatin1(codeText(fault.code).data()) << QString::fromUtf8(fault.sentence);
    };
    add(test::faultsThatPass);
    add(test::faultsThatStay);
    add(test::otherFaults);
}

QString FailuresTest::told(wire::JobState state)
{
    QFETCH(QString, code);
    client::ExportView view;
    view.state = state;
    view.failure = Error{codeFromText(code.toStdString()), "line 1"};
    ui::IntakeCard card;
    card.set(view);
    return card.findChild<QLabel*>(QStringLiteral("intakeText"))->text();
}

void FailuresTest::aFailureIsToldInWords()
{
    QFETCH(QString, sentence);
    QCOMPARE(told(wire::JobState::Failed), sentence + QStringLiteral(" To try again, ask for it anew."));
}

void FailuresTest::whatIsTriedAgainIsToldToo()
{
    QFETCH(QString, sentence);
    QCOMPARE(told(wire::JobState::Preparing),
             sentence + QStringLiteral(" The server tries again by itself."));
}

// None of them falls back to a sentence that fits anything, and no two share one.
void FailuresTest::everyFaultOfASourceIsHeld()
{
    std::set<ErrorCode> held;
    for (const auto& fault : test::faultsThatPass)
        held.insert(fault.code);
    for (const auto& fault : test::faultsThatStay)
        held.insert(fault.code);
    for (const auto& fault : test::otherFaults)
        held.insert(fault.code);
    std::set<QString> said;
    int codes = 0;
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        if (!codeText(code).starts_with("source-"))
            continue;
        ++codes;
        QVERIFY2(held.contains(code), codeText(code).data());
        said.insert(ui::sentence({code, {}}));
    }
    QCOMPARE(said.size(), static_cast<std::size_t>(codes));
}

QTEST_MAIN(FailuresTest)
#include "FailuresTest.moc"
