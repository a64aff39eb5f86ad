#pragma once

#include "client/Retrieval.h"

#include <QAbstractTableModel>
#include <QPointer>

namespace countersign::client {

/// The files of one retrieval; none once it is gone.
class FileModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Name, Type, Count, Length, Progress, Check, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole, ///< Retrieval::FileState as int
        ReceivedRole,             ///< bytes of ciphertext, as `SealedLengthRole`
        SealedLengthRole,
        ErrorRole, ///< a code's text; invalid for none
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
    QPointer<Retrieval> m_retrieval;
    int m_rows;
};

} // namespace countersign::client
