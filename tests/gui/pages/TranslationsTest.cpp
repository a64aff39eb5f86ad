#include "console/Translations.h"
#include "ui/audit/EvidenceWords.h"
#include "ui/job/ExportFacts.h"
#include "ui/shell/Wording.h"

#include <QCoreApplication>
#include <QLabel>
#include <QLocale>
#include <QTest>

using namespace countersign;

/// What the console says is of one language, whatever the computer's is.
class TranslationsTest final : public QObject
{
    Q_OBJECT

private slots:
    void allIsEnglishWhereThereIsNoTranslation_data();
    void allIsEnglishWhereThereIsNoTranslation();
    void englishStaysThatOfThePlace();
    void ofOneThingItSpeaksInTheSingular();
};

void TranslationsTest::allIsEnglishWhereThereIsNoTranslation_data()
{
    QTest::addColumn<QLocale>("locale");
    for (const auto& locale : {QLocale(QLocale::German, QLocale::Germany),
                               QLocale(QLocale::French, QLocale::Switzerland), QLocale(QLocale::Arabic)})
        QTest::newRow(qPrintable(locale.name())) << locale;
}

void TranslationsTest::allIsEnglishWhereThereIsNoTranslation()
{
    QFETCH(QLocale, locale);
    QLocale::setDefault(locale);
    console::loadTranslations(*QCoreApplication::instance());
    const auto things = [](int count) {
        return QCoreApplication::translate("countersign::ui::NewRequest", "%n thing(s) to mend", nullptr,
                                           count);
    };
    QCOMPARE(things(1), QStringLiteral("1 thing to mend"));
    QCOMPARE(things(2), QStringLiteral("2 things to mend"));
    const QLocale used;
    QCOMPARE(used.toString(QDate(2026, 10, 1), QStringLiteral("MMMM")), QStringLiteral("October"));
    QCOMPARE(used.toString(7), QStringLiteral("7")); // no Arabic digits
}

void TranslationsTest::englishStaysThatOfThePlace()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    console::loadTranslations(*QCoreApplication::instance());
    QCOMPARE(QLocale().territory(), QLocale::Germany);
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    QLocale::setDefault(british);
    console::loadTranslations(*QCoreApplication::instance());
    QCOMPARE(QLocale(), british);
}

void TranslationsTest::ofOneThingItSpeaksInTheSingular()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    console::loadTranslations(*QCoreApplication::instance());
    QCOMPARE(ui::filesText(0, 1), QStringLiteral("0 of 1 file"));
    QCOMPARE(ui::filesText(1, 2), QStringLiteral("1 of 2 files"));
    QCOMPARE(ui::resourcesText(1), QStringLiteral("1 resource"));
    QCOMPARE(ui::resourcesText(4'000'001), QStringLiteral("4,000,001 resources"));

    client::ExportView view;
    view.requestGate.needed = 1;
    ui::DecisionsCard decisions;
    decisions.set(view, {}, true);
    QCOMPARE(decisions.findChildren<QLabel*>().back()->text(), QStringLiteral("Request: 0 of 1 approval"));

    const auto told = [](trust::FindingId id) {
        trust::Finding finding;
        finding.id = id;
        finding.state = trust::FindingState::Proven;
        finding.count = finding.needed = 1;
        finding.files.emplace(1).front().count = 1;
        return ui::findingText(finding, {});
    };
    QVERIFY(
        told(trust::FindingId::AuditEntries).startsWith(QStringLiteral("1 entry of this export stands ")));
    QVERIFY(told(trust::FindingId::Seen).contains(QStringLiteral("signers of 1 statement had")));
    QVERIFY(told(trust::FindingId::RequestGate).contains(QStringLiteral("1 of 1 approval that")));
    const auto release = told(trust::FindingId::Release);
    QVERIFY2(release.contains(QStringLiteral("released 1 file (")), qPrintable(release));
    QVERIFY2(release.contains(QStringLiteral("for 1 download at most")), qPrintable(release));
    QVERIFY2(release.contains(QStringLiteral(": 1 resource, ")), qPrintable(release));
}

QTEST_MAIN(TranslationsTest)
#include "TranslationsTest.moc"
