#pragma once

#include "wire/Keys.h"

#include <QAbstractItemModel>

namespace countersign::client {

/// Tree: environment · tenant, below it its keys.
class KeyModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Column { Name, State, Age, Files, Use, Provider, Count };
    enum Role { KeyRole = Qt::UserRole, AgeDaysRole, PeriodDaysRole, UseRole, StateRole };

    explicit KeyModel(QObject* parent = nullptr);

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
        std::vector<wire::KeyRow> rows;
    };
    std::vector<Branch> m_branches;
    qint64 m_now = 0;
};

} // namespace countersign::client
