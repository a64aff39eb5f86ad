#pragma once

#include "client/Doubt.h"
#include "client/RowFollower.h"

#include <QAbstractTableModel>

namespace countersign::client {

/// What a broken log leaves in doubt, a row each; texts are made by the delegate.
class DoubtModel final : public RowFollower<QAbstractTableModel>
{
    Q_OBJECT

public:
    enum class Column { Export, InDoubt, Verified, Count };

    using RowFollower<QAbstractTableModel>::RowFollower;

    void setDoubts(std::vector<Doubt> doubts);
    [[nodiscard]] const std::vector<Doubt>& doubts() const { return m_doubts; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Doubt> m_doubts;
};

} // namespace countersign::client
