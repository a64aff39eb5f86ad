#pragma once

#include "client/ExportBook.h"
#include "client/RowFollower.h"

#include <QAbstractTableModel>

namespace countersign::client {

/// The exports of the book as rows; raw values, texts are made by the delegate. A change moves or updates its
/// row, never resets.
class JobModel final : public RowFollower<QAbstractTableModel>
{
    Q_OBJECT

public:
    enum class Column { Title, AskedBy, Purpose, Recipient, State, Since, Progress, Count };
    enum Role {
        JobRole = Qt::UserRole, ///< the id's text
        StateRole,              ///< wire::JobState as int
        SinceRole,              ///< milliseconds of Unix time
        ProgressRole,           ///< of the intake, 0 to 1; invalid while nothing is known
        SensitivityRole,        ///< wire::Sensitivity as int
        GateRole,               ///< wire::Gate as int; invalid at none
        WaitsForMeRole,
        SortRole
    };

    explicit JobModel(ExportBook& book, QObject* parent = nullptr);
    /// Of a list that outlives the model; `follow` tells that it changed.
    explicit JobModel(const std::vector<ExportView>& exports, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const ExportView* view(const QModelIndex& index) const;

    void follow();

private:
    // As a row was shown last.
    struct Row
    {
        JobId job;
        std::uint64_t revision = 0;
        bool waitsForMe = false;
        std::optional<ErrorCode> fault;
        int given = 0; ///< at both gates
        auto operator<=>(const Row&) const = default;
    };
    [[nodiscard]] static Row rowOf(const ExportView& view);

    const std::vector<ExportView>& m_exports;
    std::vector<Row> m_rows;
};

} // namespace countersign::client
