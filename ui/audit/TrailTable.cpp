#include "ui/audit/TrailTable.h"

#include "client/Strings.h"
#include "ui/audit/Timeline.h"
#include "ui/shell/ConnectionWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"

#include <QHeaderView>
#include <QLocale>
#include <QSortFilterProxyModel>

namespace countersign::ui {

using Column = client::TrailModel::Column;

namespace {

QString nameOf(const wire::AuditEntry& entry)
{
    return client::shownText(entry.actor.name.empty() ? entry.actor.person : entry.actor.name);
}

CellDelegate::Cell describe(const client::TrailEvent& event, Column column)
{
    CellDelegate::Cell cell;
    const auto& entry = event.entry;
    switch (column) {
    case Column::Time: {
        const auto then = toQDateTime(entry.time).toLocalTime();
        cell.text = QLocale().toString(then.time(), QStringLiteral("HH:mm:ss"));
        cell.secondLine = QLocale().toString(then.date(), QStringLiteral("ddd d MMM"));
        break;
    }
    case Column::Who:
        cell.text = nameOf(entry);
        break;
    case Column::What:
        cell.text = actionText(entry.action);
        cell.secondLine = nameOf(entry);
        if (entry.outcome != "done") {
            cell.secondLine.prepend(outcomeText(entry.outcome) + QStringLiteral(" · "));
            cell.bold = true;
        }
        break;
    case Column::From:
        cell.muted = !entry.network;
        cell.text = entry.network ? client::shownText(entry.network->address) : QStringLiteral("—");
        cell.secondLine = entry.network ? tlsText(client::shownText(entry.network->tls)) : QString();
        break;
    case Column::Entry:
        cell.text = countText(event.index);
        cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case Column::Count:
        break;
    }
    return cell;
}

} // namespace

TrailTable::TrailTable(QWidget* parent)
    : QTableView(parent), m_model(new client::TrailModel(this)), m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(client::TrailModel::SortRole);
    setModel(m_sorted);
    setObjectName(QStringLiteral("trail"));
    setAccessibleName(tr("Entries of the export"));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            const auto row = static_cast<std::size_t>(m_sorted->mapToSource(index).row());
            return row < events().size() ? describe(events()[row], static_cast<Column>(index.column()))
                                         : CellDelegate::Cell{};
        },
        this));
    for (const auto& [section, width] :
         {std::pair{Column::Time, 92}, {Column::Who, 110}, {Column::From, 88}, {Column::Entry, 78}})
        setColumnWidth(static_cast<int>(section), width);
    setColumnHidden(static_cast<int>(Column::Who), true); // stands under what was done
    dressTable(this, QStringLiteral("trail"), space::twoLineRow);
    horizontalHeader()->setSectionResizeMode(static_cast<int>(Column::What), QHeaderView::Stretch);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        if (row.isValid())
            emit chosen(m_sorted->mapToSource(row).row());
    });
}

void TrailTable::setEvents(std::vector<client::TrailEvent> events)
{
    m_model->setEvents(std::move(events));
}

void TrailTable::select(int event)
{
    const auto row = m_sorted->mapFromSource(m_model->index(event, 0));
    if (currentIndex().row() != row.row())
        setCurrentIndex(row);
    scrollTo(row);
}

} // namespace countersign::ui
