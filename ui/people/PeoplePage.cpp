#include "ui/people/PeoplePage.h"

#include "client/PeopleModel.h"
#include "client/Strings.h"
#include "ui/people/ActionCard.h"
#include "ui/people/InviteCard.h"
#include "ui/people/OneTimeCode.h"
#include "ui/people/PersonCard.h"
#include "ui/people/RoleOrder.h"
#include "ui/people/WaitingCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace countersign::ui {

using Column = client::PeopleModel::Column;

namespace {

constexpr int rightWidth = 312;
constexpr int leastName = 140;

bool holds(const std::vector<wire::Role>& roles, wire::Role role)
{
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

CellDelegate::Cell roleCell(const client::PersonView& person, wire::Role role)
{
    CellDelegate::Cell cell;
    if (holds(person.roles, role)) {
        cell.text = PeoplePage::tr("holds it");
        cell.dot = true;
    } else if (holds(person.row.invited, role)) {
        cell.text = PeoplePage::tr("invited");
        cell.chip = Tone::Warn;
    }
    return cell;
}

CellDelegate::Cell describe(const client::PersonView& person, Column column, Time now)
{
    CellDelegate::Cell cell;
    switch (column) {
    case Column::Name:
        cell.text = person.name;
        cell.bold = true;
        break;
    case Column::Operator:
    case Column::Approver:
    case Column::Downloader:
    case Column::Admin:
    case Column::Compliance:
        return roleCell(
            person,
            rolesInOrder[static_cast<std::size_t>(column) - static_cast<std::size_t>(Column::Operator)]);
    case Column::Key:
        cell.text = keyText(person.key);
        cell.chip = keyTone(person.key);
        break;
    case Column::State:
        cell.text = personStateText(person.row);
        cell.chip = personStateTone(person.row);
        break;
    case Column::Seen:
        cell.text = person.row.seen ? spanText(now - *person.row.seen) : PeoplePage::tr("never");
        cell.muted = true;
        break;
    case Column::Count:
        break;
    }
    return cell;
}

/// Headers of the roles stand over their dots.
class Sorted final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        const auto column = static_cast<Column>(section);
        if (role == Qt::TextAlignmentRole && orientation == Qt::Horizontal && column >= Column::Operator &&
            column <= Column::Compliance)
            return QVariant::fromValue<int>(Qt::AlignCenter);
        return QSortFilterProxyModel::headerData(section, orientation, role);
    }
};

} // namespace

PeoplePage::PeoplePage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_model(new client::PeopleModel(client.people(), this)),
      m_sorted(new Sorted(this)),
      m_table(new QTableView),
      m_empty(new EmptyState(tr("Nobody is here yet"), tr("Start with Add person."))),
      m_count(mutedLabel({})),
      m_notice(new Notice),
      m_code(new OneTimeCode),
      m_invite(new InviteCard(client)),
      m_person(new PersonCard),
      m_action(new ActionCard(client)),
      m_waiting(new WaitingCard(client))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(pageTitle(tr("People")));
    head->addWidget(m_count);
    head->addStretch();
    auto* add = makeButton(tr("Add person…"), ButtonKind::Primary, QStringLiteral("addPerson"));
    head->addWidget(add);
    column->addLayout(head);
    column->addWidget(m_notice);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(space::m);
    halves->addWidget(makeTable(), 1);
    halves->addWidget(makeRight());
    column->addLayout(halves, 1);

    connect(add, &QPushButton::clicked, m_invite, &InviteCard::begin);
    connect(m_invite, &InviteCard::closed, m_invite, &QWidget::hide);
    connect(m_invite, &InviteCard::invited, this, [this](const wire::EnrolmentCode& code) {
        m_invite->hide();
        m_code->set(code, m_client.clock().now());
    });
    connect(m_action, &ActionCard::gaveCode, this,
            [this](const wire::EnrolmentCode& code) { m_code->set(code, m_client.clock().now()); });
    connect(&client.people(), &client::People::changed, this, &PeoplePage::follow);
    connect(&client.events(), &client::Events::peopleChanged, this, [this] {
        if (isVisible())
            activate();
    });
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &PeoplePage::follow);
}

QWidget* PeoplePage::makeTable()
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(client::PeopleModel::SortRole);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_sorted);
    m_table->setObjectName(QStringLiteral("people"));
    m_table->setAccessibleName(tr("People"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            const auto* person = m_model->person(m_sorted->mapToSource(index));
            if (!person)
                return CellDelegate::Cell{};
            const auto column = static_cast<Column>(index.column());
            auto cell = describe(*person, column, m_client.clock().now());
            if (column == Column::Name)
                cell.secondLine = stateOf(*person);
            return cell;
        },
        m_table));
    for (const auto& [section, width] : {std::pair{Column::Operator, 88},
                                         {Column::Approver, 90},
                                         {Column::Downloader, 110},
                                         {Column::Admin, 74},
                                         {Column::Compliance, 106},
                                         {Column::Key, 117},
                                         {Column::State, 88},
                                         {Column::Seen, 64}})
        m_table->setColumnWidth(static_cast<int>(section), width);
    // They stand under the name and in the person's card; the header's menu brings them.
    m_table->setColumnHidden(static_cast<int>(Column::State), true);
    m_table->setColumnHidden(static_cast<int>(Column::Seen), true);
    dressTable(m_table, QStringLiteral("people"), space::twoLineRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PeoplePage::showChosen);
    auto* card = new Card;
    card->setFlush();
    card->body()->addWidget(m_empty);
    card->body()->addWidget(m_table);
    m_empty->setKnown(EmptyState::Known::Asking);
    m_table->hide();
    return card;
}

// Who it is stays in sight, with the roles; a column that stretches would shrink to nothing.
void PeoplePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    auto* header = m_table->horizontalHeader();
    const auto name = static_cast<int>(Column::Name);
    int others = 0;
    for (int column = name + 1; column < header->count(); ++column)
        others += header->sectionSize(column); // 0 where it is hidden
    const int room = contentsRect().width() - 2 * (space::l + space::xs) - space::m - rightWidth;
    m_narrow = room < others + leastName;
    header->setSectionResizeMode(name, m_narrow ? QHeaderView::Fixed : QHeaderView::Stretch);
    if (m_narrow)
        header->resizeSection(name, leastName);
}

QString PeoplePage::stateOf(const client::PersonView& person) const
{
    QStringList parts;
    for (const auto role : m_narrow ? person.roles : std::vector<wire::Role>())
        parts << roleText(role);
    if (parts.isEmpty() || personStateTone(person.row) != Tone::Ok)
        parts << personStateText(person.row);
    return parts.join(QStringLiteral(" · "));
}

QWidget* PeoplePage::makeRight()
{
    m_invite->hide();
    auto* area = scrollingColumn({m_code, m_invite, m_waiting, m_person, m_action});
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFixedWidth(rightWidth);
    return area;
}

void PeoplePage::activate()
{
    QCoro::connect(m_client.people().refresh(), this, [this](const Result<void>& done) {
        showLoaded(*m_notice, done);
        m_empty->setKnown(done ? EmptyState::Known::Yes : EmptyState::Known::Failed);
    });
}

void PeoplePage::openItem(const QString& person)
{
    for (int i = 0; i < m_sorted->rowCount(); ++i) {
        const auto index = m_sorted->index(i, 0);
        const auto* view = m_model->person(m_sorted->mapToSource(index));
        if (view && view->row.id.text() == person.toStdString()) {
            m_table->selectRow(i);
            m_table->scrollTo(index);
            return;
        }
    }
}

void PeoplePage::follow()
{
    const auto waiting = m_client.people().waiting();
    const bool any = !m_client.people().people().empty();
    m_table->setVisible(any);
    m_empty->setVisible(!any);
    m_count->setVisible(any);
    m_count->setText(tr("%n people", nullptr, static_cast<int>(m_client.people().people().size())));
    m_waiting->set(waiting);
    emit badgeChanged(static_cast<int>(
        std::count_if(waiting.begin(), waiting.end(), [](const auto& it) { return !it.whyNotMe; })));
    showChosen();
}

std::vector<const client::PersonView*> PeoplePage::chosen() const
{
    std::vector<const client::PersonView*> people;
    for (const auto& row : m_table->selectionModel()->selectedRows())
        if (const auto* person = m_model->person(m_sorted->mapToSource(row)))
            people.push_back(person);
    return people;
}

void PeoplePage::showChosen()
{
    const auto people = chosen();
    if (people.size() == 1)
        m_person->set(*people.front(), m_client.clock().now());
    else
        m_person->setCount(static_cast<int>(people.size()));
    m_action->set(people);
    m_waiting->setCompact(!people.empty());
}

} // namespace countersign::ui
