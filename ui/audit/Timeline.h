#pragma once

#include "client/Trail.h"
#include "ui/audit/TimelineLayout.h"

#include <QAbstractScrollArea>

namespace countersign::ui {

/// An export's trail as swimlanes over time. Left and Right go from event to event, Home and End to the ends,
/// plus, minus and Ctrl+wheel zoom. A lane is told by its label, an outcome by the shape of its mark: colour
/// only helps.
class Timeline final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit Timeline(const Clock& clock, QWidget* parent = nullptr);

    /// Oldest first; `select` counts in these.
    void setEvents(std::vector<client::TrailEvent> events);
    void select(int event);
    [[nodiscard]] int selected() const { return m_selected; }
    [[nodiscard]] double zoom() const { return m_zoom; }
    void setZoom(double zoom);

signals:
    void selectedChanged(int event);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    void arrange();
    void zoomAround(double zoom, double x);
    [[nodiscard]] QPointF place(int event) const;
    [[nodiscard]] bool inView(int event) const;
    [[nodiscard]] int eventAt(const QPoint& point) const;
    [[nodiscard]] int laneY(int lane) const;
    [[nodiscard]] int contentLeft() const;
    [[nodiscard]] QString describe(int event) const;
    void showSelected();
    void paintLanes(QPainter& painter) const;
    void paintGaps(QPainter& painter) const;
    void paintSelection(QPainter& painter) const;
    void paintEvents(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void paintTimes(QPainter& painter) const;

    const Clock& m_clock;
    std::vector<client::TrailEvent> m_events;
    TimelineLayout m_layout;
    double m_zoom = 1;
    int m_selected = -1;
};

/// "approved", "denied": in words.
[[nodiscard]] QString outcomeText(const std::string& outcome);
[[nodiscard]] QString laneText(client::TrailEvent::Lane lane);

} // namespace countersign::ui
