#include "console/Translations.h"

#include <QCoreApplication>
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

QTEST_MAIN(TranslationsTest)
#include "TranslationsTest.moc"
