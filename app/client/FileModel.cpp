#include "client/FileModel.h"

#include "client/Strings.h"

namespace countersign::client {

namespace {

double partOf(const Retrieval::File& file)
{
    if (file.state == Retrieval::FileState::Verified)
        return 1;
    return file.sealedLength == 0
               ? 0
               : static_cast<double>(file.received) / static_cast<double>(file.sealedLength);
}

QVariant valueOf(const Retrieval::File& file, FileModel::Column column)
{
    switch (column) {
    case FileModel::Column::Name:
        return qt(file.file.name);
    case FileModel::Column::Type:
        return qt(file.file.type);
    case FileModel::Column::Count:
        return static_cast<qulonglong>(file.file.count);
    case FileModel::Column::Length:
        return static_cast<qulonglong>(file.file.length);
    case FileModel::Column::Progress:
        return partOf(file);
    case FileModel::Column::Check:
        return static_cast<int>(file.state);
    case FileModel::Column::ColumnCount:
        break;
    }
    return {};
}

} // namespace

FileModel::FileModel(Retrieval& retrieval, QObject* parent)
    : QAbstractTableModel(parent), m_retrieval(&retrieval), m_rows(static_cast<int>(retrieval.files().size()))
{
    connect(&retrieval, &Retrieval::fileChanged, this, [this](int row) {
        emit dataChanged(index(row, static_cast<int>(Column::Progress)),
                         index(row, static_cast<int>(Column::Check)));
    });
    // A view may outlive it by a turn of the event loop.
    connect(&retrieval, &QObject::destroyed, this, [this] {
        if (m_rows == 0)
            return;
        beginRemoveRows({}, 0, m_rows - 1);
        m_rows = 0;
        endRemoveRows();
    });
}

int FileModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int FileModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::ColumnCount);
}

QVariant FileModel::data(const QModelIndex& index, int role) const
{
    if (!m_retrieval || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& file = m_retrieval->files()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return valueOf(file, static_cast<Column>(index.column()));
    case StateRole:
        return static_cast<int>(file.state);
    case ReceivedRole:
        return static_cast<qulonglong>(file.received);
    case SealedLengthRole:
        return static_cast<qulonglong>(file.sealedLength);
    case ErrorRole:
        return file.error ? qt(codeText(file.error->code)) : QVariant();
    case PathRole:
        return file.path;
    case ResumesRole:
        return file.resumesInSeconds;
    default:
        return {};
    }
}

QVariant FileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole &&
        (section == static_cast<int>(Column::Count) || section == static_cast<int>(Column::Length)))
        return QVariant::fromValue<int>(Qt::AlignRight | Qt::AlignVCenter); // over its figures
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Name:
        return tr("File");
    case Column::Type:
        return tr("Type");
    case Column::Count:
        return tr("Resources");
    case Column::Length:
        return tr("Size");
    case Column::Progress:
        return tr("Progress");
    case Column::Check:
        return tr("Check");
    case Column::ColumnCount:
        break;
    }
    return {};
}

} // namespace countersign::client
