#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHeaderView>
#include <QHelpEvent>
#include <QMenu>
#include <QPointer>
#include <QSaveFile>
#include <QSettings>
#include <QTableView>
#include <QTimer>
#include <QToolTip>
#include <QTreeView>

namespace countersign::ui {

namespace {

constexpr int rememberAfterMs = 400;

QString textAt(const QAbstractItemView* view, const QModelIndex& index)
{
    if (const auto* cells = qobject_cast<const CellDelegate*>(view->itemDelegateForIndex(index)))
        return cells->plainText(index);
    return index.data(Qt::DisplayRole).toString();
}

std::vector<int> shownColumns(const QHeaderView* header)
{
    std::vector<int> columns;
    for (int place = 0; place < header->count(); ++place)
        if (const int column = header->logicalIndex(place); !header->isSectionHidden(column))
            columns.push_back(column);
    return columns;
}

void collectRows(const QAbstractItemView* view, const QModelIndex& parent, QModelIndexList& rows)
{
    const auto* model = view->model();
    for (int row = 0; row < model->rowCount(parent); ++row) {
        rows.append(model->index(row, 0, parent));
        collectRows(view, rows.back(), rows);
    }
}

/// RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe.
QString csvCell(QString text)
{
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front()))
        text.prepend(u'\'');
    text.replace(u'"', QStringLiteral("\"\""));
    return u'"' + text + u'"';
}

QByteArray csvOf(const QAbstractItemView* view, const QHeaderView* header)
{
    QModelIndexList rows;
    collectRows(view, view->rootIndex(), rows);
    const auto columns = shownColumns(header);
    QStringList lines;
    QStringList cells;
    for (const int column : columns)
        cells += csvCell(view->model()->headerData(column, Qt::Horizontal).toString());
    lines += cells.join(u',');
    for (const auto& row : rows) {
        cells.clear();
        for (const int column : columns)
            cells += csvCell(textAt(view, row.siblingAtColumn(column)));
        lines += cells.join(u',');
    }
    return (lines.join(QStringLiteral("\r\n")) + QStringLiteral("\r\n")).toUtf8();
}

void copySelected(const QAbstractItemView* view, const QHeaderView* header)
{
    if (!view->selectionModel())
        return;
    QStringList lines;
    for (const auto& row : view->selectionModel()->selectedRows()) {
        QStringList cells;
        for (const int column : shownColumns(header))
            cells += textAt(view, row.siblingAtColumn(column));
        lines += cells.join(u'\t');
    }
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(u'\n'));
}

void exportTable(QAbstractItemView* view, const QHeaderView* header)
{
    auto* dialog = new QFileDialog(view->window(), QCoreApplication::translate("Tables", "Export the table"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->setNameFilter(QCoreApplication::translate("Tables", "Comma-separated values (*.csv)"));
    // Taken now: what was on screen when it was asked for.
    QObject::connect(dialog, &QFileDialog::fileSelected, view,
                     [text = csvOf(view, header)](const QString& path) {
                         QSaveFile file(path);
                         if (file.open(QIODevice::WriteOnly)) {
                             file.write(text);
                             file.commit();
                         }
                     });
    dialog->open();
}

/// A header that had to be cut says in a tooltip what it is.
class HeaderTips final : public QObject
{
public:
    explicit HeaderTips(QHeaderView* header) : QObject(header), m_header(header)
    {
        header->viewport()->installEventFilter(this);
    }
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() != QEvent::ToolTip)
            return false;
        const auto* help = static_cast<QHelpEvent*>(event);
        const int section = m_header->logicalIndexAt(help->pos());
        if (section < 0 || m_header->sectionSizeHint(section) <= m_header->sectionSize(section))
            return false;
        const auto title = m_header->model()->headerData(section, Qt::Horizontal).toString();
        QToolTip::showText(help->globalPos(), title.toHtmlEscaped(), m_header);
        return true;
    }

private:
    QHeaderView* m_header;
};

/// Without names the settings would land in nobody's file (tests).
bool mayRemember()
{
    return !QCoreApplication::organizationName().isEmpty();
}

void remember(QHeaderView* header, const QString& name)
{
    if (!mayRemember())
        return;
    const auto key = QStringLiteral("tables/") + name;
    auto* timer = new QTimer(header);
    timer->setSingleShot(true);
    timer->setInterval(rememberAfterMs);
    QObject::connect(timer, &QTimer::timeout, header,
                     [header, key] { QSettings().setValue(key, header->saveState()); });
    const auto later = [timer] { timer->start(); };
    QObject::connect(header, &QHeaderView::sectionMoved, timer, later);
    QObject::connect(header, &QHeaderView::sortIndicatorChanged, timer, later);
    QObject::connect(header, &QHeaderView::sectionResized, timer, later);
    header->restoreState(QSettings().value(key).toByteArray());
}

void offerColumns(QHeaderView* header)
{
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(header, &QHeaderView::customContextMenuRequested, header, [header](const QPoint& at) {
        auto* menu = new QMenu(header);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        // The first column tells what the row is; it stays.
        for (int column = 1; column < header->count(); ++column) {
            const auto title = header->model()->headerData(column, Qt::Horizontal).toString();
            if (title.isEmpty())
                continue;
            auto* action = menu->addAction(title);
            action->setCheckable(true);
            action->setChecked(!header->isSectionHidden(column));
            QObject::connect(action, &QAction::toggled, header,
                             [header, column](bool shown) { header->setSectionHidden(column, !shown); });
        }
        menu->popup(header->mapToGlobal(at));
    });
}

void dress(QAbstractItemView* view, QHeaderView* header, const QString& name)
{
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setMouseTracking(true);
    if (view->objectName().isEmpty())
        view->setObjectName(name);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setTextElideMode(Qt::ElideRight);
    new HeaderTips(header);
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    offerColumns(header);
    remember(header, name);

    auto* copy = new QAction(QCoreApplication::translate("Tables", "Copy"), view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(copy, &QAction::triggered, view, [view, header] { copySelected(view, header); });
    auto* save = new QAction(QCoreApplication::translate("Tables", "Export as CSV…"), view);
    QObject::connect(save, &QAction::triggered, view, [view, header] { exportTable(view, header); });
    view->addActions({copy, save});
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace

void dressTable(QTableView* table, const QString& name, int rowHeight)
{
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setCornerButtonEnabled(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->verticalHeader()->setMinimumSectionSize(rowHeight);
    dress(table, table->horizontalHeader(), name);
    table->setSortingEnabled(true);
}

void fitRows(QTableView* table, int rows, int most)
{
    const int shown = std::clamp(rows, 1, most);
    const int frame = 2 * table->frameWidth();
    table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    table->setFixedHeight(table->horizontalHeader()->sizeHint().height() +
                          shown * table->verticalHeader()->defaultSectionSize() + frame);
    table->setVerticalScrollBarPolicy(rows > most ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
}

void dressTree(QTreeView* tree, const QString& name)
{
    tree->setUniformRowHeights(true);
    tree->setIndentation(space::l + space::xs);
    tree->setAllColumnsShowFocus(true);
    dress(tree, tree->header(), name);
    tree->setSortingEnabled(true);
}

} // namespace countersign::ui
