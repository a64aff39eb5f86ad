#pragma once

#include "client/ExportBook.h"

#include <QAbstractTableModel>

namespace countersign::client {

/// The exports of the book as rows; raw values, texts are made by the delegate. A change moves or updates its
/// row, never resets.
class JobModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Title, AskedBy, Purpose, Recipient, State, Since, Progress, Count };
    enum Role {
        JobRole = Qt::UserRole,
        StateRole,
        SinceRole,
        ProgressRole,
        SensitivityRole,
        GateRole,
        WaitsForMeRole,
        SortRole
    };

    explicit JobModel(ExportBook& book, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const ExportView* view(const QModelIndex& index) const;

private:
    void follow();

    ExportBook& m_book;
    std::vector<JobId> m_rows;
};

} // namespace countersign::client
