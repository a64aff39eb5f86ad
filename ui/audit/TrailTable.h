#pragma once

#include "client/TrailModel.h"

#include <QTableView>

class QSortFilterProxyModel;

namespace countersign::ui {

/// The entries of an export as rows, oldest first unless sorted otherwise; `select` and `chosen` count as the
/// events were given.
class TrailTable final : public QTableView
{
    Q_OBJECT

public:
    explicit TrailTable(QWidget* parent = nullptr);

    void setEvents(std::vector<client::TrailEvent> events);
    [[nodiscard]] const std::vector<client::TrailEvent>& events() const { return m_model->events(); }
    void select(int event);

signals:
    void chosen(int event);

private:
    client::TrailModel* m_model;
    QSortFilterProxyModel* m_sorted;
};

} // namespace countersign::ui
