#pragma once

#include "ui/overview/OverviewFacts.h"

class QGridLayout;
class QProgressBar;

namespace countersign::ui {

/// What is under way: a bar where there is a measure, and whose turn it is.
class RunningRows final : public QWidget
{
    Q_OBJECT

public:
    explicit RunningRows(QWidget* parent = nullptr);
    void set(std::vector<RunningItem> items);

signals:
    void opened(const QString& page, const QString& item);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitTitles();
    struct Row
    {
        QPushButton* title;
        QProgressBar* bar;
        QLabel* amount;
        QLabel* turn;
        QWidget* line;
    };
    void addRow();

    QGridLayout* m_grid;
    std::vector<Row> m_rows;
    std::vector<RunningItem> m_items;
};

} // namespace countersign::ui
