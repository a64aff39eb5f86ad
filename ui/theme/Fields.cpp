#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

namespace countersign::ui {

namespace {

constexpr int codeLength = 6;
constexpr int codeFieldWidth = 124;
constexpr int boxWidth = 50;
constexpr int boxHeight = 46;
constexpr int boxGap = 8;
constexpr int headShown = 8;
constexpr int tailShown = 6;
constexpr int leastElided = 48;

QString digitsOf(const QString& text)
{
    QString digits;
    for (const auto c : text)
        if (c >= u'0' && c <= u'9')
            digits += c;
    return digits.left(codeLength);
}

} // namespace

QString digestText(const QString& whole)
{
    if (whole.size() <= headShown + tailShown + 1)
        return whole;
    return whole.left(headShown) + u'…' + whole.right(tailShown);
}

DigestLabel::DigestLabel(const QString& whole, QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setWhole(whole);
}

void DigestLabel::setWhole(const QString& whole)
{
    m_whole = whole;
    setText(digestText(whole));
    setToolTip(toolTipText(whole));
    setAccessibleDescription(whole);
}

void DigestLabel::mouseDoubleClickEvent(QMouseEvent*)
{
    QApplication::clipboard()->setText(m_whole);
}

void DigestLabel::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Copy the whole value")), &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(m_whole); });
    menu->popup(event->globalPos());
}

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent) : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
}

QSize ElidedLabel::minimumSizeHint() const
{
    const auto whole = QLabel::minimumSizeHint();
    return {std::min(whole.width(), leastElided), whole.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawFrame(&painter);
    painter.setPen(palette().color(foregroundRole()));
    const auto shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
    painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
}

bool ElidedLabel::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip)
        setToolTip(fontMetrics().horizontalAdvance(text()) > contentsRect().width() ? toolTipText(text())
                                                                                    : QString());
    return QLabel::event(event);
}

CodeField::CodeField(QWidget* parent) : QLineEdit(parent)
{
    setPlaceholderText(tr("code"));
    setAccessibleName(tr("Six digits from your authenticator"));
    setAlignment(Qt::AlignCenter);
    setFixedWidth(codeFieldWidth);
    setInputMethodHints(Qt::ImhDigitsOnly | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        const auto kept = digitsOf(text);
        if (kept != text) {
            setText(kept); // comes back here with digits alone
            return;
        }
        if (isComplete())
            emit complete(kept);
    });
}

bool CodeField::isComplete() const
{
    return text().size() == codeLength;
}

QString CodeField::digits() const
{
    return text();
}

CodeBoxes::CodeBoxes(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setInputMethodHints(Qt::ImhDigitsOnly | Qt::ImhSensitiveData);
    setAccessibleName(tr("Six digits from your authenticator"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCursor(Qt::IBeamCursor);
}

void CodeBoxes::clear()
{
    m_digits.fill(u'\0');
    m_digits.clear();
    emit edited();
    update();
}

void CodeBoxes::put(const QString& text)
{
    const auto digits = digitsOf(m_digits + text);
    if (digits == m_digits)
        return;
    m_digits = digits;
    update();
    emit edited();
    if (m_digits.size() == codeLength)
        emit complete(m_digits);
}

void CodeBoxes::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Paste)) {
        // A paste is a whole code: it replaces what is there.
        m_digits.clear();
        put(QApplication::clipboard()->text());
        return;
    }
    if (event->key() == Qt::Key_Backspace) {
        m_digits.chop(1);
        emit edited();
        update();
        return;
    }
    if (!digitsOf(event->text()).isEmpty()) {
        put(event->text());
        return;
    }
    QWidget::keyPressEvent(event);
}

void CodeBoxes::inputMethodEvent(QInputMethodEvent* event)
{
    put(event->commitString());
    event->accept();
}

QSize CodeBoxes::sizeHint() const
{
    return {codeLength * boxWidth + (codeLength - 1) * boxGap, boxHeight};
}

void CodeBoxes::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    auto digitFont = font();
    digitFont.setPointSizeF(font().pointSizeF() * 1.5);
    painter.setFont(digitFont);
    const double width = (this->width() - (codeLength - 1) * boxGap) / static_cast<double>(codeLength);
    for (int i = 0; i < codeLength; ++i) {
        const bool next = hasFocus() && i == std::min<int>(static_cast<int>(m_digits.size()), codeLength - 1);
        const double inset = next ? 1.0 : 0.5;
        const auto box =
            QRectF(i * (width + boxGap), 0, width, height()).adjusted(inset, inset, -inset, -inset);
        painter.setPen(QPen(next ? tokens.accent : tokens.line, next ? 2 : 1));
        painter.setBrush(isEnabled() ? tokens.surface : tokens.sunken);
        painter.drawRoundedRect(box, 6, 6);
        if (i < m_digits.size()) {
            painter.setPen(tokens.text);
            painter.drawText(box, Qt::AlignCenter, m_digits.mid(i, 1));
        }
    }
}

} // namespace countersign::ui
