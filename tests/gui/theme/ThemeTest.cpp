#include "ui/theme/Theme.h"
#include "client/KeyModel.h"
#include "client/TrailModel.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/RichText.h"
#include "ui/theme/Widgets.h"

#include <cmath>

#include <QTest>
#include <QTextDocumentFragment>

using namespace countersign;
using ui::Tokens;

/// The look's promises: contrast by WCAG 2.1, headers over their figures, nothing claimed before it is known.
class ThemeTest final : public QObject
{
    Q_OBJECT

private slots:
    void textCanBeRead_data();
    void textCanBeRead();
    void marksAndEdgesCanBeSeen_data() { modes(); }
    void marksAndEdgesCanBeSeen();
    void environmentFollowsTheMode();
    void headersStandOverFigures();
    void emptyIsClaimedOnlyOnceKnown();
    void chipsAreCutWithTheWholeInTheTooltip();

private:
    static void modes();
    ui::Theme m_theme{*qApp, ui::Mode::Light};
};

namespace {

/// Relative luminance, WCAG 2.1.
double luminance(const QColor& colour)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

struct Pair
{
    const char* name;
    QColor ink, ground;
};

std::vector<Pair> textPairs(const Tokens& t)
{
    std::vector<Pair> pairs;
    const std::pair<const char*, QColor> grounds[] = {
        {"window", t.window}, {"surface", t.surface}, {"sunken", t.sunken}, {"selection", t.accentWeak}};
    for (const auto& [name, ground] : grounds) {
        pairs.push_back({name, t.text, ground});
        pairs.push_back({name, t.muted, ground});
    }
    for (const auto& ground : {t.window, t.surface}) {
        pairs.push_back({"link", t.accent, ground});
        pairs.push_back({"bad", t.bad, ground});
        for (const auto* environment : {"production", "test", "training"})
            pairs.push_back({environment, ui::environmentInk(t, QLatin1String(environment)), ground});
    }
    pairs.push_back({"footer ok", t.ok, t.surface});
    pairs.push_back({"footer warn", t.warn, t.surface});
    pairs.push_back({"primary button", t.accentOn, t.accent});
    pairs.push_back({"broken bar", t.accentOn, t.bad});
    pairs.push_back({"accent chip", t.accent, t.accentWeak});
    pairs.push_back({"ok chip", t.ok, t.okWeak});
    pairs.push_back({"warn chip", t.warn, t.warnWeak});
    pairs.push_back({"bad chip", t.bad, t.badWeak});
    for (const auto* environment : {"production", "test", "training"})
        pairs.push_back({environment, Qt::white, ui::environmentColour(t, QLatin1String(environment))});
    return pairs;
}

} // namespace

void ThemeTest::modes()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ThemeTest::textCanBeRead_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("ground");
    for (const bool dark : {false, true})
        for (const auto& pair : textPairs(dark ? ui::Theme::darkTokens() : ui::Theme::light()))
            QTest::addRow("%s %s: %s on %s", dark ? "dark" : "light", pair.name, qPrintable(pair.ink.name()),
                          qPrintable(pair.ground.name()))
                << pair.ink << pair.ground;
}

// Success criterion 1.4.3, level AA.
void ThemeTest::textCanBeRead()
{
    QFETCH(QColor, ink);
    QFETCH(QColor, ground);
    const double found = contrast(ink, ground);
    QVERIFY2(found >= 4.5, qPrintable(QString::number(found)));
}

// 1.4.11: what one has to see to know where the focus is, and what a mark says.
void ThemeTest::marksAndEdgesCanBeSeen()
{
    QFETCH(bool, dark);
    const auto& t = dark ? ui::Theme::darkTokens() : ui::Theme::light();
    for (const auto& ground : {t.window, t.surface})
        for (const auto& mark :
             {t.accent, t.muted, t.lanes[0], t.lanes[1], t.lanes[2], t.lanes[3], t.lanes[4]})
            QVERIFY2(contrast(mark, ground) >= 3, qPrintable(mark.name() + u' ' + ground.name()));
}

void ThemeTest::environmentFollowsTheMode()
{
    ui::RichText text(ui::RichText::Kind::Muted);
    text.setHtml(QStringLiteral("on <span class=\"production\">PRODUCTION</span>"));
    text.show();
    const auto ink = [](const Tokens& tokens) {
        return ui::environmentInk(tokens, QStringLiteral("production")).name();
    };
    QVERIFY(text.text().contains(ink(ui::Theme::light())));
    m_theme.setMode(ui::Mode::Dark);
    QTRY_VERIFY(text.text().contains(ink(ui::Theme::darkTokens())));
    QCOMPARE(text.html(), QStringLiteral("on <span class=\"production\">PRODUCTION</span>"));
    m_theme.setMode(ui::Mode::Light);
}

void ThemeTest::headersStandOverFigures()
{
    const client::KeyModel keys;
    const client::TrailModel trail;
    const auto right = [](const QAbstractItemModel& model, int column) {
        return (model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight) !=
               0;
    };
    for (int column = 0; column < keys.columnCount(); ++column)
        QCOMPARE(right(keys, column), column == static_cast<int>(client::KeyModel::Column::Files));
    for (int column = 0; column < trail.columnCount(); ++column)
        QCOMPARE(right(trail, column), column == static_cast<int>(client::TrailModel::Column::Entry));
}

void ThemeTest::emptyIsClaimedOnlyOnceKnown()
{
    using Known = ui::EmptyState::Known;
    ui::EmptyState state(QStringLiteral("No keys yet"), QStringLiteral("They come."));
    const auto claims = [&] {
        const auto labels = state.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [](const QLabel* label) { return label->text() == u"No keys yet"; });
    };
    QVERIFY(claims());
    for (const auto known : {Known::Asking, Known::Failed}) {
        state.setKnown(known);
        QVERIFY(!claims());
        state.set(QStringLiteral("No keys yet"), QStringLiteral("They come."));
        QVERIFY(!claims());
    }
    state.setKnown(Known::Yes);
    QVERIFY(claims());
}

void ThemeTest::chipsAreCutWithTheWholeInTheTooltip()
{
    ui::Chip chip(QStringLiteral("checked here: only those asked for"), ui::Tone::Ok);
    chip.show();
    chip.resize(chip.sizeHint());
    QVERIFY(chip.toolTip().isEmpty());
    chip.resize(chip.minimumSizeHint());
    QCOMPARE(QTextDocumentFragment::fromHtml(chip.toolTip()).toPlainText(), chip.text());
}

QTEST_MAIN(ThemeTest)
#include "ThemeTest.moc"
