#include "ui/audit/Timeline.h"

#include "client/Strings.h"
#include "ui/audit/TimelineShape.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>

namespace countersign::ui {

using namespace timeline;

namespace {

constexpr int foot = 30;
constexpr double farthestZoom = 16;
constexpr double zoomStep = 1.25;
constexpr int reach = 10; // px from an event's middle at which a click means it

} // namespace

QString outcomeText(const std::string& outcome)
{
    if (outcome == "done")
        return Timeline::tr("done");
    if (outcome == "denied")
        return Timeline::tr("denied");
    return Timeline::tr("failed");
}

QString laneText(client::TrailEvent::Lane lane)
{
    using enum client::TrailEvent::Lane;
    switch (lane) {
    case Operator:
        return Timeline::tr("Operator");
    case Approvers:
        return Timeline::tr("Approvers");
    case Server:
        return Timeline::tr("Server");
    case Source:
        return Timeline::tr("Source");
    case Downloader:
        return Timeline::tr("Downloader");
    }
    return {};
}

Timeline::Timeline(const Clock& clock, QWidget* parent) : QAbstractScrollArea(parent), m_clock(clock)
{
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(tr("Timeline of the export"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

QSize Timeline::sizeHint() const
{
    return {640, top + lanes * laneHeight + foot + horizontalScrollBar()->sizeHint().height()};
}

QSize Timeline::minimumSizeHint() const
{
    return {320, sizeHint().height()};
}

void Timeline::setEvents(std::vector<client::TrailEvent> events)
{
    const bool another = m_events.empty() || events.empty() || events.front().index != m_events.front().index;
    m_events = std::move(events);
    if (another) {
        m_selected = -1;
        m_zoom = 1;
        setAccessibleDescription({});
    }
    arrange();
}

void Timeline::arrange()
{
    std::vector<Time> times;
    for (const auto& event : m_events)
        times.push_back(event.entry.time);
    const double room = std::max(viewport()->width() - laneNames - 2 * sideRoom, 100);
    m_layout = layOut(times, room * m_zoom);
    const int whole = static_cast<int>(m_layout.width) + laneNames + 2 * sideRoom;
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(sideRoom);
    horizontalScrollBar()->setRange(0, std::max(0, whole - viewport()->width()));
    viewport()->update();
}

void Timeline::setZoom(double zoom)
{
    zoomAround(zoom, viewport()->width() / 2.0);
}

void Timeline::zoomAround(double zoom, double x)
{
    const double before = m_layout.width;
    const double inContent = x - contentLeft();
    m_zoom = std::clamp(zoom, 1.0, farthestZoom);
    arrange();
    if (before > 0)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() +
                                        static_cast<int>(inContent * (m_layout.width / before - 1)));
}

int Timeline::contentLeft() const
{
    return laneNames + sideRoom - horizontalScrollBar()->value();
}

int Timeline::laneY(int lane) const
{
    return top + lane * laneHeight + laneHeight / 2;
}

QPointF Timeline::place(int event) const
{
    const auto& it = m_events[static_cast<std::size_t>(event)];
    return {contentLeft() + m_layout.at[static_cast<std::size_t>(event)],
            static_cast<double>(laneY(static_cast<int>(it.lane)))};
}

int Timeline::eventAt(const QPoint& point) const
{
    int nearest = -1;
    double best = reach;
    for (int i = 0; i < static_cast<int>(m_events.size()); ++i) {
        const auto away = place(i) - QPointF(point);
        const double distance = std::hypot(away.x(), away.y());
        if (distance < best) {
            best = distance;
            nearest = i;
        }
    }
    return nearest;
}

QString Timeline::describe(int event) const
{
    const auto& it = m_events[static_cast<std::size_t>(event)];
    const auto who = it.entry.actor.name.empty() ? it.entry.actor.person : it.entry.actor.name;
    return tr("%1 · %2 · %3, %4 · entry %5 · %6", "lane, what, who, when, entry, outcome")
        .arg(laneText(it.lane), actionText(it.entry.action), client::shownText(who),
             whenText(it.entry.time, m_clock.now()), countText(it.index), outcomeText(it.entry.outcome));
}

void Timeline::select(int event)
{
    const int bounded = event < 0 || event >= static_cast<int>(m_events.size()) ? -1 : event;
    if (bounded == m_selected)
        return;
    m_selected = bounded;
    setAccessibleDescription(bounded < 0 ? QString() : describe(bounded));
    showSelected();
    viewport()->update();
    emit selectedChanged(bounded);
}

void Timeline::showSelected()
{
    if (m_selected < 0)
        return;
    const double x = place(m_selected).x();
    auto* bar = horizontalScrollBar();
    if (x < laneNames + sideRoom)
        bar->setValue(bar->value() - static_cast<int>(laneNames + sideRoom - x));
    else if (x > viewport()->width() - sideRoom)
        bar->setValue(bar->value() + static_cast<int>(x - viewport()->width() + sideRoom));
}

void Timeline::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

void Timeline::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_events.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return select(std::max(m_selected - 1, 0));
    case Qt::Key_Right:
        return select(std::min(m_selected + 1, last));
    case Qt::Key_Home:
        return select(0);
    case Qt::Key_End:
        return select(last);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return setZoom(m_zoom * zoomStep);
    case Qt::Key_Minus:
        return setZoom(m_zoom / zoomStep);
    case Qt::Key_0:
        return setZoom(1);
    default:
        // The base class would scroll with the arrow keys.
        QFrame::keyPressEvent(event);
    }
}

void Timeline::mousePressEvent(QMouseEvent* event)
{
    if (const int hit = eventAt(event->pos()); hit >= 0)
        select(hit);
}

void Timeline::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    zoomAround(m_zoom * (event->angleDelta().y() > 0 ? zoomStep : 1 / zoomStep), event->position().x());
    event->accept();
}

bool Timeline::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const int hit = eventAt(help->pos()); hit >= 0)
            QToolTip::showText(help->globalPos(), toolTipText(describe(hit)), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace countersign::ui
