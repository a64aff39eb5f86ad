#include "ui/theme/Delegates.h"

#include "ui/theme/Theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace countersign::ui {

namespace {

constexpr int sidePadding = 9;
constexpr int sortArrow = 10; // the style keeps room for it in every header, so figures keep it, too
constexpr int chipPadding = 8;
constexpr int chipHeight = 20;
constexpr int barHeight = 6;
constexpr double dotRadius = 4.5;
constexpr double smaller = 0.9;

struct Pair
{
    QColor strong, weak;
};

Pair coloursOf(Tone tone)
{
    const auto& t = Theme::current();
    switch (tone) {
    case Tone::Accent:
        return {t.accent, t.accentWeak};
    case Tone::Ok:
        return {t.ok, t.okWeak};
    case Tone::Warn:
        return {t.warn, t.warnWeak};
    case Tone::Bad:
        return {t.bad, t.badWeak};
    case Tone::Neutral:
        break;
    }
    return {t.muted, t.sunken};
}

QFont smallFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * smaller);
    return font;
}

QFont fontOf(const CellDelegate::Cell& cell, QFont font)
{
    if (cell.monospaced) {
        const auto size = font.pointSizeF();
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setPointSizeF(size * smaller);
    }
    if (cell.bold)
        font.setWeight(QFont::DemiBold);
    return font;
}

void drawText(QPainter& painter, const QRect& area, const QFont& font, const QColor& colour,
              const QString& text, Qt::Alignment alignment, Qt::TextElideMode elide)
{
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(area, static_cast<int>(alignment) | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(text, elide, area.width()));
}

void drawChip(QPainter& painter, const QRect& area, const QFont& base, Tone tone, const QString& text)
{
    if (text.isEmpty())
        return;
    const auto font = smallFont(base);
    const auto colours = coloursOf(tone);
    // Two pixels more: what is measured in whole pixels may be painted a fraction wider, and would be cut.
    const int width =
        std::min(QFontMetrics(font).horizontalAdvance(text) + 2 * chipPadding + 2, area.width());
    const QRect pill(area.left(), area.center().y() - chipHeight / 2 + 1, width, chipHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.weak);
    painter.drawRoundedRect(pill, chipHeight / 2.0, chipHeight / 2.0);
    drawText(painter, pill.adjusted(chipPadding, 0, -chipPadding, 0), font, colours.strong, text,
             Qt::AlignCenter, Qt::ElideRight);
}

void drawBar(QPainter& painter, const QRect& area, double part, Tone tone)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().sunken);
    painter.drawRoundedRect(area, barHeight / 2.0, barHeight / 2.0);
    auto done = QRectF(area);
    done.setWidth(area.width() * std::clamp(part, 0.0, 1.0));
    if (done.width() < 1)
        return;
    painter.setBrush(coloursOf(tone).strong);
    painter.drawRoundedRect(done, barHeight / 2.0, barHeight / 2.0);
}

void drawSparkline(QPainter& painter, const QRect& area, const std::vector<double>& values)
{
    const double highest = *std::max_element(values.begin(), values.end());
    if (values.size() < 2 || highest <= 0)
        return;
    QPainterPath path;
    const double step = area.width() / static_cast<double>(values.size() - 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QPointF point(area.left() + step * static_cast<double>(i),
                            area.bottom() - values[i] / highest * area.height());
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Theme::current().accent, 1.5));
    painter.drawPath(path);
}

void drawDot(QPainter& painter, const QRect& area)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().text);
    painter.drawEllipse(QRectF(area).center(), dotRadius, dotRadius);
}

void drawTwoLines(QPainter& painter, const QRect& area, const CellDelegate::Cell& cell, const QFont& font,
                  const QColor& colour)
{
    const auto small = smallFont(font);
    auto second = small;
    second.setWeight(QFont::Normal);
    const int first = QFontMetrics(font).height();
    const int both = first + QFontMetrics(second).height();
    const int top = area.top() + (area.height() - both) / 2;
    const auto side = cell.alignment & Qt::AlignHorizontal_Mask;
    drawText(painter, QRect(area.left(), top, area.width(), first), font, colour, cell.text,
             side | Qt::AlignVCenter, Qt::ElideRight);
    drawText(painter, QRect(area.left(), top + first, area.width(), both - first), second,
             Theme::current().muted, cell.secondLine, side | Qt::AlignVCenter, Qt::ElideRight);
}

void drawBarCell(QPainter& painter, const QRect& area, const CellDelegate::Cell& cell, const QFont& base)
{
    const auto font = smallFont(base);
    const int line = QFontMetrics(font).height();
    if (cell.text.isEmpty() || area.height() < line + barHeight + space::s) {
        const int text = cell.text.isEmpty() ? 0 : QFontMetrics(font).horizontalAdvance(cell.text) + space::s;
        auto bar = QRect(area.left(), area.center().y() - barHeight / 2 + 1, std::max(area.width() - text, 0),
                         barHeight);
        drawBar(painter, bar, *cell.bar, cell.barTone);
        drawText(painter, area, font, Theme::current().muted, cell.text, Qt::AlignRight | Qt::AlignVCenter,
                 Qt::ElideRight);
        return;
    }
    const int top = area.top() + (area.height() - line - barHeight - space::xs) / 2;
    drawText(painter, QRect(area.left(), top, area.width(), line), font, Theme::current().muted, cell.text,
             Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight);
    drawBar(painter, QRect(area.left(), top + line + space::xs, area.width(), barHeight), *cell.bar,
            cell.barTone);
}

/// Where the keyboard is, besides what is selected: the row's edges.
void drawFocus(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    if (!view || !view->hasFocus())
        return;
    const auto current = view->currentIndex();
    if (current.row() != index.row() || current.parent() != index.parent())
        return;
    const auto colour = Theme::current().accent;
    painter.fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 1), colour);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), colour);
}

} // namespace

CellDelegate::CellDelegate(Describe describe, QObject* parent)
    : QStyledItemDelegate(parent), m_describe(std::move(describe))
{
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    auto background = option;
    initStyleOption(&background, index);
    background.text.clear();
    const auto* style = option.widget ? option.widget->style() : QApplication::style();
    const auto cell = m_describe(index);
    const auto& tokens = Theme::current();
    if (cell.group)
        painter->fillRect(option.rect, tokens.sunken);
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

    const bool figures = (cell.alignment & Qt::AlignRight) != 0;
    const auto area = option.rect.adjusted(sidePadding, 0, -sidePadding - (figures ? sortArrow : 0), 0);
    const auto font = fontOf(cell, option.font);
    const auto colour = cell.muted ? tokens.muted : tokens.text;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(option.rect);
    if (!cell.sparkline.empty())
        drawSparkline(*painter, area.adjusted(0, space::s, 0, -space::s), cell.sparkline);
    else if (cell.bar)
        drawBarCell(*painter, area, cell, option.font);
    else if (cell.dot)
        drawDot(*painter, area);
    else if (cell.chip)
        drawChip(*painter, area, option.font, *cell.chip, cell.text);
    else if (!cell.secondLine.isEmpty())
        drawTwoLines(*painter, area, cell, font, colour);
    else {
        drawText(*painter, area, font, colour, cell.text, cell.alignment,
                 cell.monospaced ? Qt::ElideMiddle : Qt::ElideRight);
        const int after = QFontMetrics(font).horizontalAdvance(cell.text) + space::m;
        if (!cell.aside.isEmpty() && after < area.width())
            drawText(*painter, area.adjusted(after, 0, 0, 0), font, tokens.muted, cell.aside, cell.alignment,
                     Qt::ElideRight);
    }
    drawFocus(*painter, option, index);
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto cell = m_describe(index);
    const QFontMetrics metrics(fontOf(cell, option.font));
    const int text =
        std::max(metrics.horizontalAdvance(cell.text), metrics.horizontalAdvance(cell.secondLine));
    const int extra = cell.chip ? 2 * chipPadding : cell.alignment & Qt::AlignRight ? sortArrow : 0;
    return {text + extra + 2 * sidePadding + space::xs,
            cell.secondLine.isEmpty() ? space::row : space::twoLineRow};
}

QString CellDelegate::displayText(const QVariant& value, const QLocale& locale) const
{
    return QStyledItemDelegate::displayText(value, locale);
}

QString CellDelegate::plainText(const QModelIndex& index) const
{
    const auto cell = m_describe(index);
    return cell.secondLine.isEmpty() ? cell.text : cell.text + QStringLiteral(" · ") + cell.secondLine;
}

bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                             const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid() || index.data(Qt::ToolTipRole).isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    if (sizeHint(option, index).width() <= option.rect.width())
        return false;
    const auto cell = m_describe(index);
    const auto text = cell.secondLine.isEmpty() ? cell.text : cell.text + u'\n' + cell.secondLine;
    QToolTip::showText(event->globalPos(), toolTipText(text), view);
    return true;
}

} // namespace countersign::ui
