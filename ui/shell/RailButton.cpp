#include "ui/shell/RailButton.h"

#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QPainter>

namespace countersign::ui {

namespace {
constexpr int buttonHeight = 32;
constexpr int iconSide = 18;
constexpr int radius = 6;
constexpr int badgeHeight = 16;
constexpr double badgePoints = 8.0;
} // namespace

RailButton::RailButton(const QString& title, const QString& icon, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon)
{
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(buttonHeight);
    setAttribute(Qt::WA_Hover);
    describe();
}

void RailButton::setBadge(int count)
{
    if (count == m_badge)
        return;
    m_badge = count;
    describe();
    update();
}

void RailButton::setNarrow(bool narrow)
{
    m_narrow = narrow;
    describe();
    update();
}

void RailButton::describe()
{
    setAccessibleName(text());
    setAccessibleDescription(m_badge > 0 ? tr("%n waiting", nullptr, m_badge) : QString());
    setToolTip(m_narrow ? text() : QString());
}

QSize RailButton::sizeHint() const
{
    return {m_narrow ? space::railNarrow - 2 * space::s : space::rail - 2 * space::s, buttonHeight};
}

void RailButton::enterEvent(QEnterEvent*)
{
    update();
}

void RailButton::leaveEvent(QEvent*)
{
    update();
}

void RailButton::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isChecked() || (underMouse() && isEnabled())) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? tokens.accentWeak : tokens.sunken);
        painter.drawRoundedRect(box, radius, radius);
    }
    if (hasFocus()) {
        painter.setPen(QPen(tokens.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, radius, radius);
    }
    auto colour = isChecked() ? tokens.accent : tokens.text;
    if (!isEnabled())
        colour = palette().color(QPalette::Disabled, QPalette::WindowText);
    const int left = m_narrow ? (width() - iconSide) / 2 : space::s + 2;
    painter.drawPixmap(left, (height() - iconSide) / 2,
                       iconPixmap(m_icon, colour, iconSide, devicePixelRatioF()));
    if (!m_narrow) {
        auto label = font();
        label.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
        painter.setFont(label);
        painter.setPen(colour);
        const auto room = rect().adjusted(left + iconSide + space::s, 0, -badgeRoom(), 0);
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetrics(label).elidedText(text(), Qt::ElideRight, room.width()));
    }
    paintBadge(painter);
}

// Beside the label.
int RailButton::badgeRoom() const
{
    return m_badge > 0 ? badgeHeight + space::xl : space::s;
}

void RailButton::paintBadge(QPainter& painter) const
{
    if (m_badge <= 0)
        return;
    const auto& tokens = Theme::current();
    auto small = font();
    small.setPointSizeF(badgePoints);
    small.setWeight(QFont::Bold);
    const auto count = m_badge > 99 ? QStringLiteral("99+") : QString::number(m_badge);
    const int wide = std::max(badgeHeight + 4, QFontMetrics(small).horizontalAdvance(count) + 12);
    const auto pill =
        m_narrow ? QRectF(width() - wide, 0, wide, badgeHeight)
                 : QRectF(width() - wide - space::s - 2, (height() - badgeHeight) / 2.0, wide, badgeHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.accent);
    painter.drawRoundedRect(pill, badgeHeight / 2.0, badgeHeight / 2.0);
    painter.setFont(small);
    painter.setPen(tokens.accentOn);
    painter.drawText(pill, Qt::AlignCenter, count);
}

} // namespace countersign::ui
