#include "client/DoubtModel.h"

#include "client/Strings.h"

namespace countersign::client {

void DoubtModel::setDoubts(std::vector<Doubt> doubts)
{
    followRows(
        m_doubts, std::move(doubts), [](const Doubt& a, const Doubt& b) { return a.sameAs(b); },
        [](const Doubt& a, const Doubt& b) { return !(a == b); });
}

int DoubtModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_doubts.size());
}

int DoubtModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant DoubtModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    const auto& doubt = m_doubts[static_cast<std::size_t>(index.row())];
    return index.column() == static_cast<int>(Column::Export) ? shownText(doubt.title) : QString();
}

QVariant DoubtModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Export:
        return tr("Export");
    case Column::InDoubt:
        return tr("What is in doubt");
    case Column::Verified:
        return tr("Last verified");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace countersign::client
