#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <algorithm>

#include <QPainter>

namespace countersign::ui {

namespace {
constexpr int pillPadding = 8; // as in the style sheet
constexpr int leastPill = 40;
} // namespace

Chip::Chip(const QString& text, Tone tone, QWidget* parent) : QLabel(parent), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setAlignment(Qt::AlignCenter);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setFixedHeight(pillHeight);
    set(text, tone);
}

QSize Chip::sizeHint() const
{
    ensurePolished();
    // Two pixels more: what is measured in whole pixels may be painted a fraction wider, and would be cut.
    return {fontMetrics().horizontalAdvance(text()) + 2 * pillPadding + 2, pillHeight};
}

QSize Chip::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), leastPill), pillHeight};
}

void Chip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawFrame(&painter);
    const auto room = rect().adjusted(pillPadding, 0, -pillPadding, 0);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(room, Qt::AlignCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), Qt::ElideRight, room.width() + 2));
}

void Chip::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    setToolTip(width() < sizeHint().width() ? toolTipText(text()) : QString());
}

void Chip::set(const QString& text, Tone tone)
{
    m_tone = tone;
    setText(text);
    ui::setTone(this, tone);
}

EnvironmentBadge::EnvironmentBadge(const QString& environment, QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setAlignment(Qt::AlignCenter);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
    setEnvironment(environment);
}

void EnvironmentBadge::setEnvironment(const QString& environment)
{
    auto name = environment;
    if (environment == u"production")
        name = tr("Production");
    else if (environment == u"test")
        name = tr("Test");
    else if (environment == u"training")
        name = tr("Training");
    setText(name.toUpper());
    setAccessibleName(tr("Environment: %1").arg(name));
    setVisible(!environment.isEmpty());
    setLook(this, "tone", environment);
}

} // namespace countersign::ui
