#pragma once

#include "ui/overview/OverviewFacts.h"

#include <QWidget>

class QGridLayout;

namespace countersign::ui {

/// What waits for this person, with a button each. Rows don't move while the mouse is over them.
class WaitingRows final : public QWidget
{
    Q_OBJECT

public:
    explicit WaitingRows(QWidget* parent = nullptr);

    void set(std::vector<WaitingItem> items, Time now);

signals:
    void opened(const QString& page, const QString& item);

protected:
    void leaveEvent(QEvent* event) override;

private:
    struct Row
    {
        QLabel* title;
        QLabel* under;
        QLabel* askedBy;
        QLabel* purpose;
        QLabel* waiting;
        Chip* lapses;
        QPushButton* button;
        std::vector<QWidget*> all;
    };
    void addHeader();
    void addRow();
    void show(std::vector<WaitingItem> items, Time now);

    QGridLayout* m_grid;
    std::vector<Row> m_rows;
    std::vector<QLabel*> m_header;
    std::vector<WaitingItem> m_items;
    std::optional<std::pair<std::vector<WaitingItem>, Time>> m_later;
};

} // namespace countersign::ui
