#pragma once

#include "client/Retrieval.h"

#include <QAbstractTableModel>

namespace countersign::client {

/// The files of one retrieval.
class FileModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Name, Type, Count, Length, Progress, Check, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole,
        ReceivedRole,
        SealedLengthRole,
        ErrorRole,
        PathRole,
        ResumesRole,
        SortRole
    };

    explicit FileModel(Retrieval& retrieval, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Retrieval& m_retrieval;
};

} // namespace countersign::client
