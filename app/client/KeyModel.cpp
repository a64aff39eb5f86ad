#include "client/KeyModel.h"

#include "client/Strings.h"

#include <map>
#include <numeric>

namespace countersign::client {

namespace {

constexpr qint64 dayInMilliseconds = 24LL * 60 * 60 * 1000;

QString titleOf(const wire::KeyRow& row)
{
    return shownText(row.environment) + QStringLiteral(" · ") + shownText(row.tenant);
}

QVariantList useOf(const wire::KeyRow& row)
{
    QVariantList use;
    for (const auto count : row.use)
        use.append(static_cast<qulonglong>(count));
    return use;
}

bool sameKey(const wire::KeyRow& a, const wire::KeyRow& b)
{
    return a.id == b.id;
}

bool differs(const wire::KeyRow& a, const wire::KeyRow& b)
{
    return wire::encode(a) != wire::encode(b);
}

} // namespace

KeyModel::KeyModel(QObject* parent) : RowFollower(parent) {}

void KeyModel::setRows(std::vector<wire::KeyRow> rows, qint64 nowMilliseconds)
{
    std::map<QString, std::vector<wire::KeyRow>> byTitle;
    for (auto& row : rows)
        byTitle[titleOf(row)].push_back(std::move(row));
    std::vector<QString> titles;
    for (const auto& [title, keys] : byTitle)
        titles.push_back(title);
    followBranches(titles);
    for (std::size_t i = 0; i < m_branches.size(); ++i)
        followRows(m_branches[i].rows, std::move(byTitle[titles[i]]), sameKey, differs,
                   index(static_cast<int>(i), 0));
    moveClock(nowMilliseconds);
}

// An empty branch is inserted, then filled; both lists are sorted.
void KeyModel::followBranches(const std::vector<QString>& titles)
{
    std::vector<Branch> wanted;
    for (const auto& title : titles)
        wanted.push_back({title, ++m_lastId});
    followRows(
        m_branches, std::move(wanted), [](const Branch& a, const Branch& b) { return a.title == b.title; },
        [](const Branch&, const Branch&) { return false; });
}

// Ages are told anew where a day has passed.
void KeyModel::moveClock(qint64 nowMilliseconds)
{
    const auto before = std::exchange(m_now, nowMilliseconds);
    const auto age = static_cast<int>(Column::Age);
    for (std::size_t i = 0; i < m_branches.size(); ++i) {
        const auto parent = index(static_cast<int>(i), 0);
        const auto& rows = m_branches[i].rows;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const auto made = rows[k].created.time_since_epoch().count();
            if ((before - made) / dayInMilliseconds == (m_now - made) / dayInMilliseconds)
                continue;
            const auto changed = index(static_cast<int>(k), age, parent);
            emit dataChanged(changed, changed);
        }
    }
}

const KeyModel::Branch* KeyModel::branchOf(const QModelIndex& key) const
{
    const auto found = std::find_if(m_branches.begin(), m_branches.end(),
                                    [&](const Branch& branch) { return branch.id == key.internalId(); });
    return key.internalId() == 0 || found == m_branches.end() ? nullptr : &*found;
}

const wire::KeyRow* KeyModel::row(const QModelIndex& index) const
{
    if (!index.isValid() || index.model() != this)
        return nullptr;
    const auto* branch = branchOf(index);
    const auto at = static_cast<std::size_t>(index.row());
    return branch && at < branch->rows.size() ? &branch->rows[at] : nullptr;
}

QModelIndex KeyModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, quintptr{0});
    return createIndex(row, column, m_branches[static_cast<std::size_t>(parent.row())].id);
}

QModelIndex KeyModel::parent(const QModelIndex& index) const
{
    const auto* branch = index.isValid() ? branchOf(index) : nullptr;
    if (!branch)
        return {};
    return createIndex(static_cast<int>(branch - m_branches.data()), 0, quintptr{0});
}

int KeyModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_branches.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_branches[static_cast<std::size_t>(parent.row())].rows.size());
}

int KeyModel::columnCount(const QModelIndex&) const
{
    return static_cast<int>(Column::Count);
}

int KeyModel::ageDays(const wire::KeyRow& row) const
{
    return static_cast<int>((m_now - row.created.time_since_epoch().count()) / dayInMilliseconds);
}

QVariant KeyModel::valueOf(const wire::KeyRow& row, Column column) const
{
    switch (column) {
    case Column::Name:
        return qt(row.id.text());
    case Column::State:
        return qt(wire::enumText(row.state));
    case Column::Age:
        return ageDays(row);
    case Column::Files:
        return static_cast<qulonglong>(row.files);
    case Column::Use:
        return static_cast<qulonglong>(std::accumulate(row.use.begin(), row.use.end(), std::uint64_t{}));
    case Column::Provider:
        return shownText(row.provider);
    case Column::Count:
        break;
    }
    return {};
}

QVariant KeyModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto* key = row(index);
    if (!key) {
        if (role == Qt::DisplayRole && index.column() == 0)
            return m_branches[static_cast<std::size_t>(index.row())].title;
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return valueOf(*key, static_cast<Column>(index.column()));
    case KeyRole:
        return qt(key->id.text());
    case AgeDaysRole:
        return ageDays(*key);
    case PeriodDaysRole:
        return key->periodDays;
    case UseRole:
        return useOf(*key);
    case StateRole:
        return static_cast<int>(key->state);
    default:
        return {};
    }
}

QVariant KeyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole &&
        (section == static_cast<int>(Column::Files)))
        return QVariant::fromValue<int>(Qt::AlignRight | Qt::AlignVCenter); // over its figures
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Name:
        return tr("Key");
    case Column::State:
        return tr("State");
    case Column::Age:
        return tr("Age");
    case Column::Files:
        return tr("Files");
    case Column::Use:
        return tr("Use");
    case Column::Provider:
        return tr("Provider");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace countersign::client
