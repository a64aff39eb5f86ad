#include "ui/theme/Widgets.h"

/// How texts that others chose are put into widgets that would read more into them.
namespace countersign::ui {

QString buttonText(const QString& text)
{
    return QString(text).replace(u'&', QStringLiteral("&&"));
}

QString toolTipText(const QString& text)
{
    return text.isEmpty()
               ? QString()
               : QStringLiteral("<p style=\"white-space: pre-wrap\">%1</p>").arg(text.toHtmlEscaped());
}

QLabel* textLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

// Counted in halves of a usual letter's width: a run of capitals is half as long again.
QString breakable(const QString& text, int longest)
{
    // Not a soft hyphen: a thumbprint has hyphens of its own.
    constexpr QChar breakHere(0x200B);
    constexpr QChar joiner(0x200D);
    QString out;
    int letters = 0;
    int anything = 0;
    QChar before;
    for (const auto c : text) {
        const int width = c.isUpper() ? 3 : 2;
        letters = c.isLetterOrNumber() ? letters + width : 0;
        anything = c.isSpace() ? 0 : anything + width;
        const bool within = c.isLowSurrogate() || c.isMark() || c == joiner || before == joiner;
        if ((letters > 2 * longest || anything > 4 * longest) && !within) {
            out += breakHere;
            letters = anything = width;
        }
        out += c;
        before = c;
    }
    return out;
}

} // namespace countersign::ui
