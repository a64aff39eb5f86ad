#include "base/Text.h"
#include "gui/ShownConsole.h"
#include "ui/shell/Finder.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/RichText.h"
#include "ui/theme/WholeChip.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QListWidget>
#include <QScrollArea>
#include <QTableView>
#include <QTextDocument>
#include <QTreeView>

using namespace countersign;

/// Whatever people typed, a source sends or a server says: each page shows it as plain text, cut or broken
/// where there is no room, and nothing of it turns, hides or moves what stands around it.
class TextsTest final : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { m_shown.reset(); }

    void everyPageShowsPlainText_data();
    void everyPageShowsPlainText();
    void formsRefuseWhatIsHidden();
    void aProblemIsPlainText();

private:
    void nothingIsTakenForRichText();
    void nothingIsHidden();
    void everythingFits();
    void noTitleCutsAPill();

    std::unique_ptr<test::ShownConsole> m_shown;
};

namespace {

const std::string tagged = "<b>x</b><img src=\"https://localhost/x.png\"> & &amp; ";
// A family, a woman in scrubs, letters under twenty marks, Hebrew and Arabic: all of it honest text.
const std::string foreign = "\xF0\x9F\x91\xA9\xF0\x9F\x8F\xBD\xF0\x9F\x8F\xA5 "
                            "e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81 "
                            "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 ";
// Turned around, a bell, nothing wide, a new line, a tag character, a byte that is no UTF-8.
const std::string hidden = "a\xE2\x80\xAE"
                           "b\x07"
                           "c\xE2\x80\x8B"
                           "d\ne\xF3\xA0\x81\x81"
                           "f\xE2\x81\xA6";

std::string cut(std::string text, std::size_t longest)
{
    text.resize(std::min(text.size(), longest));
    while (!text.empty() && (!isUtf8(text) || text.back() == ' '))
        text.pop_back();
    return text;
}

gallery::ShownWorld::Wording wordingOf(const QByteArray& kind)
{
    if (kind == "tags")
        return {[](const std::string& usual, std::size_t longest) { return cut(tagged + usual, longest); },
                [](const std::string& usual) { return tagged + usual; }};
    if (kind == "foreign")
        return {[](const std::string& usual, std::size_t longest) { return cut(foreign + usual, longest); },
                [](const std::string& usual) { return foreign + usual; }};
    if (kind == "one word")
        return {[](const std::string&, std::size_t longest) { return std::string(longest, 'W'); },
                [](const std::string&) { return std::string(1500, 'W'); }};
    return {{}, [](const std::string& usual) { return hidden + usual; }};
}

QString textOf(const QLabel& label)
{
    if (label.textFormat() != Qt::RichText)
        return label.text();
    QTextDocument document;
    document.setHtml(label.text());
    return document.toPlainText();
}

} // namespace

void TextsTest::everyPageShowsPlainText_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QString>("person");
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QByteArray>("item");
    const std::tuple<const char*, const char*, const char*> pages[] = {{"adler", "overview", ""},
                                                                       {"amira", "overview", ""},
                                                                       {"okafor", "requests", ""},
                                                                       {"okafor", "requests", "new"},
                                                                       {"okafor", "requests", "job_running"},
                                                                       {"adler", "approvals", ""},
                                                                       {"adler", "approvals", "job_waiting"},
                                                                       {"adler", "approvals", "job_release"},
                                                                       {"silva", "downloads", ""},
                                                                       {"lindqvist", "audit", "job_released"},
                                                                       {"amira", "keys", "kek_standard"},
                                                                       {"amira", "people", "brandt"}};
    for (const char* kind : {"tags", "foreign", "one word", "hidden"})
        for (const auto& [person, page, item] : pages)
            QTest::addRow("%s: %s %s %s", kind, person, page, item)
                << QByteArray(kind) << QString::fromLatin1(person) << QByteArray(page) << QByteArray(item);
}

void TextsTest::everyPageShowsPlainText()
{
    QFETCH(QByteArray, kind);
    QFETCH(QString, person);
    QFETCH(QByteArray, page);
    QFETCH(QByteArray, item);
    m_shown = std::make_unique<test::ShownConsole>(wordingOf(kind));
    QVERIFY(m_shown->openSmall(person, page, item));
    nothingIsTakenForRichText();
    nothingIsHidden();
    everythingFits();
    noTitleCutsAPill();
}

// A label is plain, or of one of the two kinds that escape what they are given.
void TextsTest::nothingIsTakenForRichText()
{
    for (const auto* widget : m_shown->window().findChildren<QWidget*>()) {
        const auto named =
            widget->objectName() + QStringLiteral(" in ") + widget->parentWidget()->objectName();
        const auto tip = widget->toolTip();
        QVERIFY2(tip.isEmpty() || tip.startsWith(QStringLiteral("<p style=\"white-space: pre-wrap\">")) ||
                     !tip.contains(u'<'),
                 qPrintable(named + tip));
        QVERIFY2(!tip.contains(QStringLiteral("<b>")) && !tip.contains(QStringLiteral("<img")),
                 qPrintable(tip));
        const auto* label = qobject_cast<const QLabel*>(widget);
        if (!label || !label->pixmap(Qt::ReturnByValue).isNull())
            continue;
        QVERIFY2(label->textFormat() != Qt::AutoText || label->objectName().startsWith(QStringLiteral("qt_")),
                 qPrintable(named + QStringLiteral(": ") + label->text()));
        if (label->textFormat() == Qt::RichText)
            QVERIFY2(!label->text().contains(QStringLiteral("<b>x</b>")) &&
                         !label->text().contains(QStringLiteral("<img")),
                     qPrintable(named + QStringLiteral(": ") + label->text()));
    }
}

void TextsTest::nothingIsHidden()
{
    const auto look = [](const QString& text, const QString& where) {
        for (const auto character : text.toUcs4())
            if (character != u'\n' && character != 0x200b &&
                isHidden(character)) // where a long word may break
                QVERIFY2(false, qPrintable(where + QStringLiteral(": ") + text + QStringLiteral(" U+") +
                                           QString::number(character, 16)));
    };
    for (const auto* widget : m_shown->window().findChildren<QWidget*>()) {
        const auto name = widget->objectName();
        look(widget->toolTip(), name);
        look(widget->accessibleName(), name);
        if (const auto* label = qobject_cast<const QLabel*>(widget))
            look(textOf(*label), name);
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
            look(button->text(), name);
        if (const auto* box = qobject_cast<const QComboBox*>(widget))
            for (int i = 0; i < box->count(); ++i)
                look(box->itemText(i), name);
        const auto* view = qobject_cast<const QAbstractItemView*>(widget);
        if (!view || !view->model())
            continue;
        const auto* cells = qobject_cast<const ui::CellDelegate*>(view->itemDelegate());
        for (int row = 0; row < view->model()->rowCount(); ++row)
            for (int column = 0; column < view->model()->columnCount(); ++column) {
                const auto index = view->model()->index(row, column);
                look(cells ? cells->plainText(index) : index.data().toString(), name);
                look(index.data(Qt::ToolTipRole).toString(), name);
            }
    }
}

// As PagesTest asks of the usual words.
void TextsTest::everythingFits()
{
    auto& window = m_shown->window();
    QVERIFY2(window.minimumSizeHint().width() <= 1280 && window.minimumSizeHint().height() <= 720,
             qPrintable(QStringLiteral("the window asks for %1 x %2")
                            .arg(window.minimumSizeHint().width())
                            .arg(window.minimumSizeHint().height())));
    QCOMPARE(window.size(), QSize(1280, 720));
    for (auto* area : window.findChildren<QScrollArea*>())
        if (area->isVisible() && area->widget())
            QVERIFY2(area->widget()->minimumSizeHint().width() <= area->viewport()->width(),
                     qPrintable(QStringLiteral("%1 %2: %3 in %4")
                                    .arg(area->parentWidget()->objectName(), area->objectName())
                                    .arg(area->widget()->minimumSizeHint().width())
                                    .arg(area->viewport()->width())));
    for (const auto* button : window.findChildren<QAbstractButton*>()) {
        const QRect there(button->mapTo(&window, QPoint()), button->size());
        QVERIFY2(!button->isVisible() || (there.left() >= 0 && there.right() < window.width()),
                 qPrintable(button->objectName()));
    }
}

// A title gives way to the state beside it.
void TextsTest::noTitleCutsAPill()
{
    for (const auto* chip : m_shown->window().findChildren<ui::Chip*>())
        if (dynamic_cast<const ui::WholeChip*>(chip) && chip->isVisible())
            QVERIFY2(chip->width() >= chip->sizeHint().width(), qPrintable(chip->text()));
}

void TextsTest::formsRefuseWhatIsHidden()
{
    m_shown = std::make_unique<test::ShownConsole>();
    QVERIFY(m_shown->openSmall(QStringLiteral("okafor"), "requests", "new"));
    auto* title = m_shown->find<QLineEdit>("title");
    for (const char16_t character : {u'\u202E', u'\u2066', u'\u200B', u'\u00AD', u'\u0007'}) {
        title->setText(QStringLiteral("Diabetes") + QChar(character) + QStringLiteral("registry"));
        // A line edit shows controls as blanks and may drop them; what is left is refused or harmless.
        if (title->text().contains(QChar(character)))
            QTRY_VERIFY2(m_shown->find<QLabel>("flaws") &&
                             m_shown->window()
                                 .findChild<ui::RichText*>(QStringLiteral("flawText"))
                                 ->text()
                                 .contains(QStringLiteral("The title holds hidden characters")),
                         qPrintable(QString::number(character, 16)));
    }
    title->setText(QStringLiteral("Diabetes registry"));
    QTRY_VERIFY(!m_shown->window()
                     .findChild<ui::RichText*>(QStringLiteral("flawText"))
                     ->text()
                     .contains(QStringLiteral("hidden characters")));
}

// Also what a server says of its own failure, which anybody between it and the source may have written.
void TextsTest::aProblemIsPlainText()
{
    for (const char* kind : {"tags", "one word", "hidden"}) {
        m_shown = std::make_unique<test::ShownConsole>(wordingOf(kind));
        m_shown->hospital.server.setMood(gallery::ShownServer::Mood::Refusing);
        QVERIFY(m_shown->openSmall(QStringLiteral("adler"), "approvals", ""));
        QTRY_VERIFY(m_shown->find<QPushButton>("noticeAction"));
        nothingIsTakenForRichText();
        nothingIsHidden();
        everythingFits();
        if (QTest::currentTestFailed())
            return;
    }
}

QTEST_MAIN(TextsTest)
#include "TextsTest.moc"
