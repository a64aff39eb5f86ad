#include "ui/theme/RichText.h"

#include "ui/theme/Theme.h"

#include <QEvent>

namespace countersign::ui {

RichText::RichText(Kind kind, QWidget* parent) : QLabel(parent), m_kind(kind)
{
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    // It is read, not operated: Tab goes on to what can be.
    setFocusPolicy(Qt::ClickFocus);
    setProperty("look", kind == Kind::Muted ? QStringLiteral("muted") : QStringLiteral("paragraph"));
}

void RichText::setHtml(const QString& html)
{
    if (html == m_html)
        return;
    m_html = html;
    render();
}

void RichText::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        render();
}

// Rich text knows nothing of the application's style sheet.
void RichText::render()
{
    const auto& tokens = Theme::current();
    QString colours;
    for (const auto* name : {"production", "test", "training"}) {
        const auto environment = QLatin1String(name);
        colours += QStringLiteral(".%1 { color: %2; font-weight: 700; } ")
                       .arg(environment, environmentInk(tokens, environment).name());
    }
    const auto text =
        QStringLiteral("<style>%1</style><div style=\"line-height: %2%\">%3</div>")
            .arg(colours, m_kind == Kind::Paragraph ? QStringLiteral("125") : QStringLiteral("100"), m_html);
    if (text != this->text())
        setText(text);
}

} // namespace countersign::ui
