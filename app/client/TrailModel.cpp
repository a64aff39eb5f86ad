#include "client/TrailModel.h"

#include "client/Strings.h"

namespace countersign::client {

namespace {

QVariant valueOf(const TrailEvent& event, TrailModel::Column column)
{
    switch (column) {
    case TrailModel::Column::Time:
        return static_cast<qint64>(event.entry.time.time_since_epoch().count());
    case TrailModel::Column::Who:
        return shownText(event.entry.actor.name.empty() ? event.entry.actor.person : event.entry.actor.name);
    case TrailModel::Column::What:
        return shownText(event.entry.action);
    case TrailModel::Column::From:
        return event.entry.network ? shownText(event.entry.network->address) : QString();
    case TrailModel::Column::Entry:
        return static_cast<qulonglong>(event.index);
    case TrailModel::Column::Count:
        break;
    }
    return {};
}

} // namespace

TrailModel::TrailModel(QObject* parent) : RowFollower(parent) {}

void TrailModel::setEvents(std::vector<TrailEvent> events)
{
    followRows(
        m_events, std::move(events),
        [](const TrailEvent& a, const TrailEvent& b) { return a.index == b.index; },
        [](const TrailEvent& a, const TrailEvent& b) {
            return a.line != b.line || a.proved != b.proved || a.lane != b.lane;
        });
}

int TrailModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int TrailModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant TrailModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& event = m_events[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return valueOf(event, column);
    case EventRole:
        return static_cast<qulonglong>(event.index);
    case LaneRole:
        return static_cast<int>(event.lane);
    case OutcomeRole:
        return shownText(event.entry.outcome);
    case SortRole:
        // Several entries share a millisecond; the log knows which came first.
        return column == Column::Time ? valueOf(event, Column::Entry) : valueOf(event, column);
    default:
        return {};
    }
}

QVariant TrailModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole &&
        (section == static_cast<int>(Column::Entry)))
        return QVariant::fromValue<int>(Qt::AlignRight | Qt::AlignVCenter); // over its figures
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Time:
        return tr("Time");
    case Column::Who:
        return tr("Who");
    case Column::What:
        return tr("What");
    case Column::From:
        return tr("From");
    case Column::Entry:
        return tr("Entry");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace countersign::client
