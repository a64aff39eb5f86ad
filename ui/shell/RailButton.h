#pragma once

#include <QAbstractButton>

namespace countersign::ui {

/// One page in the rail: icon, label and how many things wait there.
class RailButton final : public QAbstractButton
{
    Q_OBJECT

public:
    RailButton(const QString& title, const QString& icon, QWidget* parent = nullptr);

    void setBadge(int count);
    [[nodiscard]] int badge() const { return m_badge; }
    /// Icon alone; the label moves to the tooltip.
    void setNarrow(bool narrow);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void describe();
    [[nodiscard]] int badgeRoom() const;
    void paintBadge(QPainter& painter) const;

    QString m_icon;
    int m_badge = 0;
    bool m_narrow = false;
};

} // namespace countersign::ui
