#include "ui/job/ChainNode.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QPainterPath>

namespace countersign::ui {

namespace {

constexpr int arrow = 14; // px, at the right
constexpr int markSize = 16;
constexpr int nodeHeight = 52;

QColor inkOf(const Tokens& tokens, ChainNode::Mark mark)
{
    switch (mark) {
    case ChainNode::Mark::Holds:
        return tokens.ok;
    case ChainNode::Mark::Missing:
        return tokens.bad;
    case ChainNode::Mark::Waiting:
        break;
    }
    return tokens.muted;
}

QColor groundOf(const Tokens& tokens, ChainNode::Mark mark)
{
    switch (mark) {
    case ChainNode::Mark::Holds:
        return tokens.okWeak;
    case ChainNode::Mark::Missing:
        return tokens.badWeak;
    case ChainNode::Mark::Waiting:
        break;
    }
    return tokens.sunken;
}

void paintArrow(QPainter& painter, const QRectF& where, const QColor& ink)
{
    painter.setPen(QPen(ink, 1.5));
    const auto middle = where.center().y();
    painter.drawLine(QPointF(where.left() + 2, middle), QPointF(where.right() - 2, middle));
    painter.drawLine(QPointF(where.right() - 6, middle - 4), QPointF(where.right() - 2, middle));
    painter.drawLine(QPointF(where.right() - 6, middle + 4), QPointF(where.right() - 2, middle));
}

} // namespace

ChainNode::ChainNode(QWidget* parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
}

void ChainNode::set(const QString& title, const QString& whose, Mark mark)
{
    m_title = title;
    m_whose = whose;
    m_mark = mark;
    const auto word = mark == Mark::Holds     ? tr("holds")
                      : mark == Mark::Missing ? tr("does not hold")
                                              : tr("not yet");
    setAccessibleName(tr("%1: %2, %3", "link of the chain: whose, state").arg(title, whose, word));
    setToolTip(toolTipText(accessibleName()));
    update();
}

void ChainNode::setLeadsOn(bool leadsOn)
{
    m_leadsOn = leadsOn;
    update();
}

QSize ChainNode::sizeHint() const
{
    return {leastWidth + arrow, nodeHeight};
}

QSize ChainNode::minimumSizeHint() const
{
    return {96, nodeHeight};
}

void ChainNode::paintMark(QPainter& painter, const QRectF& where) const
{
    const auto& tokens = Theme::current();
    painter.setPen(Qt::NoPen);
    painter.setBrush(inkOf(tokens, m_mark));
    painter.drawEllipse(where);
    painter.setPen(QPen(tokens.surface, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&](double x, double y) {
        return QPointF(where.left() + x * where.width(), where.top() + y * where.height());
    };
    QPainterPath sign;
    if (m_mark == Mark::Holds) {
        sign.moveTo(at(0.28, 0.52));
        sign.lineTo(at(0.44, 0.68));
        sign.lineTo(at(0.73, 0.35));
    } else if (m_mark == Mark::Missing) {
        sign.moveTo(at(0.33, 0.33));
        sign.lineTo(at(0.67, 0.67));
        sign.moveTo(at(0.67, 0.33));
        sign.lineTo(at(0.33, 0.67));
    } else {
        sign.moveTo(at(0.3, 0.5));
        sign.lineTo(at(0.7, 0.5));
    }
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(sign);
}

void ChainNode::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, m_leadsOn ? -0.5 - arrow : -0.5, -0.5);
    const bool marked = hasFocus() || isChecked();
    painter.setBrush(isChecked() || underMouse() ? groundOf(tokens, m_mark) : tokens.surface);
    painter.setPen(QPen(marked                    ? tokens.accent
                        : m_mark == Mark::Missing ? tokens.bad
                                                  : tokens.line,
                        marked ? 1.6 : 1.0));
    painter.drawRoundedRect(box, 6, 6);
    paintMark(painter, {box.left() + space::s, box.top() + space::s, markSize, markSize});
    const auto words = box.adjusted(space::s + markSize + 6, space::xs + 1, -space::xs, -space::xs - 1);
    auto bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(tokens.text);
    const auto half = words.height() / 2;
    painter.drawText(QRectF(words.left(), words.top(), words.width(), half), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(bold).elidedText(m_title, Qt::ElideRight, static_cast<int>(words.width())));
    painter.setFont(font());
    painter.setPen(m_mark == Mark::Missing ? tokens.bad : tokens.muted);
    // Below the mark there is room for more of a name.
    const auto below = QRectF(words).adjusted(-(markSize + 6), half, 0, 0);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_whose, Qt::ElideRight, static_cast<int>(below.width())));
    if (m_leadsOn)
        paintArrow(painter, {box.right(), box.top(), arrow, box.height()},
                   m_mark == Mark::Holds ? tokens.ok : tokens.muted);
}

} // namespace countersign::ui
