#include "ui/shell/Sentences.h"

#include <QCoreApplication>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

using namespace countersign;

namespace {

struct Code
{
    QString text;
    int status = 0;
};

const QList<Code>& codes()
{
    static const QList<Code> all{
#define COUNTERSIGN_ERROR(name, text, status) {QStringLiteral(text), status},
        COUNTERSIGN_ERRORS(COUNTERSIGN_ERROR)
#undef COUNTERSIGN_ERROR
    };
    return all;
}

/// Marks what it is asked to translate.
class Marking final : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* source, const char*, int) const override
    {
        return QStringLiteral("⟦%1⟧").arg(QString::fromUtf8(source));
    }
};

} // namespace

/// Every code of `Error.h` has a sentence of its own, and `resources/api/errors.md` tells of both.
class SentencesTest final : public QObject
{
    Q_OBJECT

private slots:
    void eachCodeSaysWhatHappenedAndWhatToDo();
    void noTwoCodesSayTheSame();
    void eachIsTranslated();
    void aFileOfThisComputerIsNamed();
    void theTableTellsOfEach();
};

void SentencesTest::eachCodeSaysWhatHappenedAndWhatToDo()
{
    for (const auto& code : codes()) {
        const auto said = ui::sentenceForCode(code.text);
        QVERIFY2(said.endsWith(u'.'), qPrintable(code.text + QStringLiteral(": ") + said));
        // Two parts: what happened; what to do next.
        const bool goesOn = said.chopped(1).contains(QRegularExpression(QStringLiteral("[.;:] |, so ")));
        QVERIFY2(goesOn, qPrintable(code.text + QStringLiteral(": ") + said));
    }
}

void SentencesTest::noTwoCodesSayTheSame()
{
    QMap<QString, QString> first;
    for (const auto& code : codes()) {
        const auto said = ui::sentenceForCode(code.text);
        QVERIFY2(!first.contains(said), qPrintable(code.text + QStringLiteral(" says what ") +
                                                   first.value(said) + QStringLiteral(" says")));
        first.insert(said, code.text);
    }
    QCOMPARE(ui::sentenceForCode(QStringLiteral("of-a-later-version")),
             ui::sentenceForCode(QStringLiteral("internal")));
}

void SentencesTest::eachIsTranslated()
{
    Marking marking;
    QVERIFY(QCoreApplication::installTranslator(&marking));
    for (const auto& code : codes())
        QVERIFY2(ui::sentenceForCode(code.text).startsWith(u'⟦'), qPrintable(code.text));
    QVERIFY(ui::sentence({ErrorCode::Storage, {}, "inc_1"}).startsWith(u'⟦')); // with its incident, too
    QCoreApplication::removeTranslator(&marking);
}

void SentencesTest::aFileOfThisComputerIsNamed()
{
    const auto said = [](const char* detail, const char* incident = "") {
        return ui::sentence({ErrorCode::FileAccess, detail, incident});
    };
    QVERIFY(said("/home/kim/keys.sealed").startsWith(QStringLiteral("“/home/kim/keys.sealed” could not be")));
    const auto withReason = said("/home/kim/keys.sealed: Permission denied");
    QCOMPARE(withReason, said("/home/kim/keys.sealed"));
    // What isn't a path, or is one of the server's, is for the log.
    QCOMPARE(said("the destination is no folder"), ui::sentenceForCode(QStringLiteral("file-access")));
    QVERIFY(!said("/var/lib/countersign", "inc_1").contains(QStringLiteral("/var")));
}

void SentencesTest::theTableTellsOfEach()
{
    QFile file(QStringLiteral(COUNTERSIGN_ERRORS_TABLE));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QMap<QString, QStringList> rows;
    for (const auto& line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (!line.startsWith(QStringLiteral("| `")))
            continue;
        auto cells = line.split(u'|').mid(1, 5);
        for (auto& cell : cells)
            cell = cell.trimmed();
        const auto code = cells.at(0).sliced(1).chopped(1);
        QVERIFY2(!rows.contains(code), qPrintable(code + QStringLiteral(" stands twice")));
        QVERIFY2(!cells.at(2).isEmpty() && !cells.at(3).isEmpty(), qPrintable(code));
        rows.insert(code, cells);
    }
    QCOMPARE(rows.size(), codes().size());
    for (const auto& code : codes()) {
        QVERIFY2(rows.contains(code.text), qPrintable(code.text + QStringLiteral(" is not in errors.md")));
        QCOMPARE(rows[code.text].at(1), QString::number(code.status));
        QCOMPARE(rows[code.text].at(4), ui::sentenceForCode(code.text));
    }
}

QTEST_GUILESS_MAIN(SentencesTest)
#include "SentencesTest.moc"
