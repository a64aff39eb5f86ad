#pragma once

#include "ui/theme/Widgets.h"

#include <QAbstractButton>

namespace countersign::ui {

/// One link of a chain: a mark, what it is, whose it is; an arrow to the next. Pressed, it shows what it
/// stands for.
class ChainNode final : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Mark { Holds, Missing, Waiting };

    explicit ChainNode(QWidget* parent = nullptr);
    void set(const QString& title, const QString& whose, Mark mark);
    /// Whether an arrow leads on from here.
    void setLeadsOn(bool leadsOn);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    static constexpr int leastWidth = 132;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintMark(QPainter& painter, const QRectF& where) const;

    QString m_title;
    QString m_whose;
    Mark m_mark = Mark::Waiting;
    bool m_leadsOn = false;
};

} // namespace countersign::ui
