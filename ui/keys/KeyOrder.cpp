#include "ui/keys/KeyOrder.h"

#include <numeric>

namespace countersign::ui {

using Column = client::KeyModel::Column;

bool KeyOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const auto* a = m_model.row(left);
    const auto* b = m_model.row(right);
    if (!a || !b)
        return QSortFilterProxyModel::lessThan(left, right);
    switch (static_cast<Column>(left.column())) {
    case Column::State:
        return a->state < b->state;
    case Column::Age:
        return a->created > b->created;
    case Column::Files:
        return a->files < b->files;
    case Column::Use:
        return std::accumulate(a->use.begin(), a->use.end(), std::uint64_t{}) <
               std::accumulate(b->use.begin(), b->use.end(), std::uint64_t{});
    case Column::Provider:
        return a->provider < b->provider;
    default:
        return a->sensitivity < b->sensitivity;
    }
}

} // namespace countersign::ui
