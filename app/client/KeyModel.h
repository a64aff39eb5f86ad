#pragma once

#include "client/RowFollower.h"
#include "wire/Keys.h"

#include <QAbstractItemModel>

namespace countersign::client {

/// Tree: environment · tenant, below it its keys.
class KeyModel final : public RowFollower<QAbstractItemModel>
{
    Q_OBJECT

public:
    enum class Column { Name, State, Age, Files, Use, Provider, Count };
    enum Role {
        KeyRole = Qt::UserRole, ///< the id's text
        AgeDaysRole,
        PeriodDaysRole,
        UseRole,  ///< list of numbers, one a day, today last
        StateRole ///< wire::KeyState as int
    };

    explicit KeyModel(QObject* parent = nullptr);

    /// Rows stay, move, come and go; branches stand in the order of their titles.
    void setRows(std::vector<wire::KeyRow> rows, qint64 nowMilliseconds);
    [[nodiscard]] const wire::KeyRow* row(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Branch
    {
        QString title;
        quintptr id = 0; ///< internal id of its keys' indexes; branches themselves have 0
        std::vector<wire::KeyRow> rows{};
    };
    [[nodiscard]] const Branch* branchOf(const QModelIndex& key) const;
    [[nodiscard]] int ageDays(const wire::KeyRow& row) const;
    [[nodiscard]] QVariant valueOf(const wire::KeyRow& row, Column column) const;
    void followBranches(const std::vector<QString>& titles);
    void moveClock(qint64 nowMilliseconds);

    std::vector<Branch> m_branches;
    quintptr m_lastId = 0;
    qint64 m_now = 0;
};

} // namespace countersign::client
