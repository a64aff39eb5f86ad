#include "ui/shell/DoubtTable.h"

#include "ui/shell/DoubtWords.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QHeaderView>

namespace countersign::ui {

namespace {

using Column = client::DoubtModel::Column;

constexpr int mostRows = 100; // the page scrolls

CellDelegate::Cell describe(const client::Doubt& doubt, Column column, const std::string& log)
{
    CellDelegate::Cell cell;
    if (column == Column::Export) {
        cell.text = doubtTitle(doubt);
    } else {
        cell.text = doubtText(doubt, log);
        cell.secondLine = doubtOfFiles(doubt);
    }
    return cell;
}

} // namespace

DoubtTable::DoubtTable(QWidget* parent) : QTableView(parent), m_model(new client::DoubtModel(this))
{
    setModel(m_model);
    setObjectName(QStringLiteral("doubts"));
    setAccessibleName(tr("What is in doubt"));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            const auto& doubt = m_model->doubts()[static_cast<std::size_t>(index.row())];
            if (index.column() != static_cast<int>(Column::Verified))
                return describe(doubt, static_cast<Column>(index.column()), m_log);
            CellDelegate::Cell cell;
            cell.muted = doubt.about != client::Doubt::About::Export || m_verified.isEmpty();
            cell.text = cell.muted ? tr("not verified") : m_verified;
            return cell;
        },
        this));
    dressTable(this, QStringLiteral("doubts"));
    setSortingEnabled(false); // exports first, the newest of them on top
    auto* header = horizontalHeader();
    header->setSectionResizeMode(static_cast<int>(Column::InDoubt), QHeaderView::Stretch);
    header->resizeSection(static_cast<int>(Column::Export), 230);
    header->resizeSection(static_cast<int>(Column::Verified), 150);
}

void DoubtTable::set(std::vector<client::Doubt> doubts, const std::string& log, const QString& verified)
{
    m_log = log;
    m_verified = verified;
    const auto rows = static_cast<int>(doubts.size());
    const bool two = std::any_of(doubts.begin(), doubts.end(),
                                 [](const auto& doubt) { return !doubtOfFiles(doubt).isEmpty(); });
    verticalHeader()->setDefaultSectionSize(two ? space::twoLineRow : space::row);
    m_model->setDoubts(std::move(doubts));
    fitRows(this, rows, mostRows);
    viewport()->update();
}

} // namespace countersign::ui
