#pragma once

#include "client/KeyModel.h"

#include <QSortFilterProxyModel>

namespace countersign::ui {

/// Sorts the keys within their branch by what a column means, not by its text.
class KeyOrder final : public QSortFilterProxyModel
{
public:
    KeyOrder(client::KeyModel& model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model)
    {
        setSourceModel(&model);
    }
    [[nodiscard]] const wire::KeyRow* row(const QModelIndex& index) const
    {
        return m_model.row(mapToSource(index));
    }

protected:
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    client::KeyModel& m_model;
};

} // namespace countersign::ui
