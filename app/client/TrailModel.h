#pragma once

#include "client/RowFollower.h"
#include "client/Trail.h"

#include <QAbstractTableModel>

namespace countersign::client {

/// The trail of one export, as a list.
class TrailModel final : public RowFollower<QAbstractTableModel>
{
    Q_OBJECT

public:
    enum class Column { Time, Who, What, From, Entry, Count };
    enum Role {
        EventRole = Qt::UserRole, ///< the entry's index in the log
        LaneRole,                 ///< TrailEvent::Lane as int
        OutcomeRole,              ///< `done`, `denied` or `failed`
        SortRole
    };

    explicit TrailModel(QObject* parent = nullptr);

    /// Appends what is new; a trail only grows. Another export's takes the place of this one's.
    void setEvents(std::vector<TrailEvent> events);
    [[nodiscard]] const std::vector<TrailEvent>& events() const { return m_events; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<TrailEvent> m_events;
};

} // namespace countersign::client
