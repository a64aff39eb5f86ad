#include "client/PeopleModel.h"

#include "client/Strings.h"

namespace countersign::client {

namespace {

using Column = PeopleModel::Column;

std::optional<wire::Role> roleOf(Column column)
{
    switch (column) {
    case Column::Operator:
        return wire::Role::ExportOperator;
    case Column::Approver:
        return wire::Role::SecurityApprover;
    case Column::Downloader:
        return wire::Role::ArtifactDownloader;
    case Column::Admin:
        return wire::Role::Admin;
    case Column::Compliance:
        return wire::Role::ComplianceOfficer;
    default:
        return {};
    }
}

bool contains(const std::vector<wire::Role>& roles, std::optional<wire::Role> role)
{
    return role && std::find(roles.begin(), roles.end(), *role) != roles.end();
}

QVariant seenOf(const PersonView& person)
{
    if (!person.row.seen)
        return {};
    return static_cast<qint64>(person.row.seen->time_since_epoch().count());
}

// 0 active, 1 enrolled otherwise, then what an admin has to look at.
int stateOf(const PersonView& person)
{
    if (person.row.disabled)
        return 4;
    return person.row.locked ? 3 : static_cast<int>(person.row.enrol);
}

QVariant valueOf(const PersonView& person, Column column)
{
    switch (column) {
    case Column::Name:
        return person.name;
    case Column::Key:
        return static_cast<int>(person.key);
    case Column::State:
        return stateOf(person);
    case Column::Seen:
        return seenOf(person);
    case Column::Count:
        return {};
    default:
        return contains(person.roles, roleOf(column));
    }
}

// Holders before those who were only invited.
QVariant sortValueOf(const PersonView& person, Column column)
{
    if (const auto role = roleOf(column))
        return contains(person.roles, role) ? 0 : contains(person.row.invited, role) ? 1 : 2;
    const auto value = valueOf(person, column);
    return value.isValid() ? value : QVariant(qint64(0));
}

bool sameMatter(const AdminMatterView& a, const AdminMatterView& b)
{
    return a.digest == b.digest && a.approvedBy == b.approvedBy && a.needed == b.needed &&
           a.whyNotMe.has_value() == b.whyNotMe.has_value();
}

bool differs(const PersonView& a, const PersonView& b)
{
    return wire::encode(a.row) != wire::encode(b.row) || a.name != b.name || a.roles != b.roles ||
           a.key != b.key || a.thumbprint != b.thumbprint ||
           !std::equal(a.waiting.begin(), a.waiting.end(), b.waiting.begin(), b.waiting.end(), sameMatter);
}

} // namespace

PeopleModel::PeopleModel(People& people, QObject* parent) : PeopleModel(people.people(), parent)
{
    connect(&people, &People::changed, this, &PeopleModel::follow);
}

PeopleModel::PeopleModel(const std::vector<PersonView>& people, QObject* parent)
    : RowFollower(parent), m_people(people), m_rows(people)
{
}

void PeopleModel::follow()
{
    followRows(
        m_rows, m_people, [](const PersonView& a, const PersonView& b) { return a.row.id == b.row.id; },
        differs);
}

int PeopleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PeopleModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

const PersonView* PeopleModel::person(const QModelIndex& index) const
{
    if (!index.isValid() || !checkIndex(index))
        return nullptr;
    return &m_rows[static_cast<std::size_t>(index.row())];
}

QVariant PeopleModel::data(const QModelIndex& index, int role) const
{
    const auto* shown = person(index);
    if (!shown)
        return {};
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return valueOf(*shown, column);
    case PersonRole:
        return qt(shown->row.id.text());
    case HeldRole:
        return contains(shown->roles, roleOf(column));
    case InvitedRole:
        return contains(shown->row.invited, roleOf(column));
    case KeyRole:
        return static_cast<int>(shown->key);
    case SeenRole:
        return seenOf(*shown);
    case SortRole:
        return sortValueOf(*shown, column);
    default:
        return {};
    }
}

QVariant PeopleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Name:
        return tr("Name");
    case Column::Operator:
        return tr("Operator");
    case Column::Approver:
        return tr("Approver");
    case Column::Downloader:
        return tr("Downloader");
    case Column::Admin:
        return tr("Admin");
    case Column::Compliance:
        return tr("Compliance");
    case Column::Key:
        return tr("Key");
    case Column::State:
        return tr("State");
    case Column::Seen:
        return tr("Seen");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace countersign::client
