#include "client/JobModel.h"

#include "client/Strings.h"

namespace countersign::client {

namespace {

QVariant progressOf(const ExportView& view)
{
    if (view.intake.filesTotal == 0)
        return {};
    return static_cast<double>(view.intake.filesDone) / static_cast<double>(view.intake.filesTotal);
}

qint64 sinceOf(const ExportView& view)
{
    return view.since.time_since_epoch().count();
}

QVariant valueOf(const ExportView& view, JobModel::Column column)
{
    switch (column) {
    case JobModel::Column::Title:
        return qt(view.request.title);
    case JobModel::Column::AskedBy:
        return view.requestSignature.personName;
    case JobModel::Column::Purpose:
        return qt(wire::enumText(view.request.purpose));
    case JobModel::Column::Recipient:
        return qt(view.request.recipient);
    case JobModel::Column::State:
        return qt(wire::enumText(view.state));
    case JobModel::Column::Since:
        return sinceOf(view);
    case JobModel::Column::Progress:
        return progressOf(view);
    case JobModel::Column::Count:
        break;
    }
    return {};
}

// States sort by the order of an export's life, texts without regard to case.
QVariant sortValueOf(const ExportView& view, JobModel::Column column)
{
    if (column == JobModel::Column::State)
        return static_cast<int>(view.state);
    const auto value = valueOf(view, column);
    if (value.typeId() == QMetaType::QString)
        return value.toString().toCaseFolded();
    return value.isValid() ? value : QVariant(-1.0);
}

} // namespace

JobModel::JobModel(ExportBook& book, QObject* parent) : JobModel(book.exports(), parent)
{
    connect(&book, &ExportBook::changed, this, &JobModel::follow);
}

JobModel::JobModel(const std::vector<ExportView>& exports, QObject* parent)
    : RowFollower(parent), m_exports(exports)
{
    for (const auto& view : exports)
        m_rows.push_back(rowOf(view));
}

JobModel::Row JobModel::rowOf(const ExportView& view)
{
    Row row{view.job, view.revision, view.waitsForMe(), {}, view.requestGate.given + view.releaseGate.given};
    if (view.fault)
        row.fault = view.fault->code;
    return row;
}

void JobModel::follow()
{
    std::vector<Row> wanted;
    wanted.reserve(m_exports.size());
    for (const auto& view : m_exports)
        wanted.push_back(rowOf(view));
    followRows(
        m_rows, std::move(wanted), [](const Row& a, const Row& b) { return a.job == b.job; },
        [](const Row& a, const Row& b) { return a != b; });
}

int JobModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int JobModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

const ExportView* JobModel::view(const QModelIndex& index) const
{
    if (!index.isValid() || !checkIndex(index))
        return nullptr;
    const auto row = static_cast<std::size_t>(index.row());
    const auto& job = m_rows[row].job;
    if (row < m_exports.size() && m_exports[row].job == job)
        return &m_exports[row];
    // Between a change of the list and the end of `follow`.
    const auto found = std::find_if(m_exports.begin(), m_exports.end(),
                                    [&](const ExportView& other) { return other.job == job; });
    return found == m_exports.end() ? nullptr : &*found;
}

QVariant JobModel::data(const QModelIndex& index, int role) const
{
    const auto* shown = view(index);
    if (!shown)
        return {};
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return valueOf(*shown, column);
    case JobRole:
        return qt(shown->job.text());
    case StateRole:
        return static_cast<int>(shown->state);
    case SinceRole:
        return sinceOf(*shown);
    case ProgressRole:
        return progressOf(*shown);
    case SensitivityRole:
        return static_cast<int>(shown->request.sensitivity);
    case GateRole:
        if (const auto gate = shown->openGate())
            return static_cast<int>(*gate);
        return {};
    case WaitsForMeRole:
        return shown->waitsForMe();
    case SortRole:
        return sortValueOf(*shown, column);
    default:
        return {};
    }
}

QVariant JobModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Title:
        return tr("Export");
    case Column::AskedBy:
        return tr("Asked by");
    case Column::Purpose:
        return tr("Purpose");
    case Column::Recipient:
        return tr("Recipient");
    case Column::State:
        return tr("State");
    case Column::Since:
        return tr("Since");
    case Column::Progress:
        return tr("Progress");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace countersign::client
