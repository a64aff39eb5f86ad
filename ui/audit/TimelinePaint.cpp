#include "ui/audit/Timeline.h"
#include "ui/audit/TimelineShape.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QPainter>

namespace countersign::ui {

using namespace timeline;

namespace {

QFont smaller(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.85);
    return font;
}

QPolygonF crossOf(const QPointF& c, double r)
{
    return {
        {c.x() - r, c.y() - r}, {c.x() + r, c.y() + r}, c, {c.x() - r, c.y() + r}, {c.x() + r, c.y() - r}};
}

/// Moves a label back to where it is seen whole.
QRectF within(QRectF area, double left, double right)
{
    if (area.right() > right)
        area.moveRight(right);
    if (area.left() < left)
        area.moveLeft(left);
    return area;
}

/// Done: a disc. Denied: a square with a cross. Failed: a triangle. Not proved: hollow.
void drawMark(QPainter& painter, const QPointF& at, const std::string& outcome, bool proved,
              const QColor& colour)
{
    const auto& tokens = Theme::current();
    const bool done = outcome == "done";
    const auto edge = done ? colour : tokens.bad;
    painter.setPen(QPen(edge, 1.5, proved ? Qt::SolidLine : Qt::DotLine));
    painter.setBrush(proved && done ? QBrush(colour) : QBrush(tokens.surface));
    if (done) {
        painter.drawEllipse(at, radius, radius);
    } else if (outcome == "denied") {
        painter.drawRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius));
        painter.drawPolyline(crossOf(at, radius - 3));
    } else {
        painter.drawPolygon(QPolygonF{{at.x(), at.y() - radius},
                                      {at.x() + radius, at.y() + radius},
                                      {at.x() - radius, at.y() + radius}});
    }
}

} // namespace

void Timeline::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    paintLanes(painter);
    painter.save();
    painter.setClipRect(QRect(laneNames, 0, viewport()->width() - laneNames, viewport()->height()));
    paintGaps(painter);
    paintSelection(painter);
    paintEvents(painter);
    paintLabels(painter);
    paintTimes(painter);
    painter.restore();
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Theme::current().accent, 1));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void Timeline::paintLanes(QPainter& painter) const
{
    const auto& tokens = Theme::current();
    for (int lane = 0; lane < lanes; ++lane) {
        const int y = laneY(lane);
        painter.setPen(tokens.text);
        painter.drawText(QRect(space::s, y - laneHeight / 2, laneNames - space::s, laneHeight),
                         Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(laneText(static_cast<client::TrailEvent::Lane>(lane)),
                                                  Qt::ElideRight, laneNames - 2 * space::s));
        painter.setPen(QPen(tokens.line, 1));
        painter.drawLine(laneNames, y, viewport()->width() - space::s, y);
    }
}

void Timeline::paintGaps(QPainter& painter) const
{
    const auto& tokens = Theme::current();
    painter.setFont(smaller(font()));
    for (const auto& gap : m_layout.gaps) {
        const double x = contentLeft() + (gap.from + gap.to) / 2;
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.sunken);
        painter.drawRect(QRectF(x - 5, top, 10, lanes * laneHeight));
        painter.setPen(QPen(tokens.muted, 1));
        for (int lane = 0; lane < lanes; ++lane) {
            const double y = laneY(lane);
            painter.drawPolyline(QPolygonF{{x - 3, y - 9}, {x + 4, y - 3}, {x - 4, y + 3}, {x + 3, y + 9}});
        }
        painter.drawText(QRectF(x - 60, 6, 120, top - 8), Qt::AlignHCenter | Qt::AlignBottom,
                         spanText(gap.span));
    }
}

void Timeline::paintSelection(QPainter& painter) const
{
    if (m_selected < 0)
        return;
    const double x = place(m_selected).x();
    painter.setPen(QPen(Theme::current().accent, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, top), QPointF(x, top + lanes * laneHeight));
}

void Timeline::paintEvents(QPainter& painter) const
{
    const auto& tokens = Theme::current();
    for (int i = 0; i < static_cast<int>(m_events.size()); ++i) {
        const auto& event = m_events[static_cast<std::size_t>(i)];
        const auto at = place(i);
        if (i == m_selected) {
            painter.setPen(QPen(tokens.accent, 1.5));
            painter.setBrush(tokens.accentWeak);
            painter.drawEllipse(at, radius + 4, radius + 4);
        }
        drawMark(painter, at, event.entry.outcome, event.proved,
                 tokens.lanes[static_cast<std::size_t>(event.lane)]);
    }
}

/// Whether its mark is; a label stands for a mark that is seen.
bool Timeline::inView(int event) const
{
    const double x = place(event).x();
    return x + radius > laneNames && x - radius < viewport()->width();
}

void Timeline::paintLabels(QPainter& painter) const
{
    const auto& tokens = Theme::current();
    painter.setFont(smaller(font()));
    const QFontMetricsF metrics(painter.font());
    std::vector<QRectF> taken;
    const auto draw = [&](int i, bool always) {
        if (!inView(i))
            return;
        const auto& event = m_events[static_cast<std::size_t>(i)];
        const auto at = place(i);
        auto text = actionText(event.entry.action);
        if (event.entry.outcome != "done")
            text += QStringLiteral(" · ") + outcomeText(event.entry.outcome);
        const double width = metrics.horizontalAdvance(text) + space::s;
        const auto area =
            within({at.x() - width / 2, at.y() - radius - 3 - metrics.height(), width, metrics.height()},
                   laneNames, viewport()->width());
        const bool blocked = std::any_of(taken.begin(), taken.end(),
                                         [&](const QRectF& other) { return other.intersects(area); });
        if (blocked && !always)
            return;
        taken.push_back(area);
        painter.setPen(i == m_selected                 ? tokens.text
                       : event.entry.outcome == "done" ? tokens.muted
                                                       : tokens.bad);
        painter.drawText(area, Qt::AlignCenter, text);
    };
    if (m_selected >= 0)
        draw(m_selected, true);
    // What did not succeed is named before what did.
    for (const bool faults : {true, false})
        for (int i = 0; i < static_cast<int>(m_events.size()); ++i)
            if (i != m_selected && faults == (m_events[static_cast<std::size_t>(i)].entry.outcome != "done"))
                draw(i, false);
}

void Timeline::paintTimes(QPainter& painter) const
{
    painter.setFont(smaller(font()));
    const QFontMetricsF metrics(painter.font());
    const double y = top + lanes * laneHeight + space::xs;
    std::vector<int> events;
    std::vector<AxisTime> times;
    const auto take = [&](int i) {
        if (!inView(i))
            return;
        const auto text = whenText(m_events[static_cast<std::size_t>(i)].entry.time, m_clock.now());
        const double width = metrics.horizontalAdvance(text) + space::m;
        const auto area =
            within({place(i).x() - width / 2, y, width, metrics.height()}, laneNames, viewport()->width());
        events.push_back(i);
        times.push_back({text, area.left(), area.right()});
    };
    if (m_selected >= 0)
        take(m_selected);
    for (int i = 0; i < static_cast<int>(m_events.size()); ++i)
        take(i);
    for (const auto at : timesWritten(times)) {
        const auto& time = times[at];
        painter.setPen(events[at] == m_selected ? Theme::current().text : Theme::current().muted);
        painter.drawText(QRectF(time.from, y, time.to - time.from, metrics.height()), Qt::AlignCenter,
                         time.text);
    }
}

} // namespace countersign::ui
