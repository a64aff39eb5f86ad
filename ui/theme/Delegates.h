#pragma once

#include "ui/theme/Widgets.h"

#include <QStyledItemDelegate>

class QTableView;
class QTreeView;

namespace countersign::ui {

/// Paints a chip, a bar, a sparkline or two lines in a cell. What to paint is asked of a function, so that
/// the model holds raw values and the texts are made in the page.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    struct Cell
    {
        QString text;
        QString secondLine;        ///< muted, below
        QString aside;             ///< muted, after `text`; not beside `secondLine`
        std::optional<Tone> chip;  ///< `text` on a pill
        std::optional<double> bar; ///< 0 to 1
        Tone barTone = Tone::Accent;
        std::vector<double> sparkline;
        bool bold = false;
        bool muted = false;
        bool monospaced = false;
        bool dot = false;   ///< a dot in place of `text`, which is copied and read out
        bool group = false; ///< heads rows below it
        Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    };
    using Describe = std::function<Cell(const QModelIndex&)>;

    explicit CellDelegate(Describe describe, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QString displayText(const QVariant& value, const QLocale& locale) const override;
    /// Shows in a tooltip what the cell had to cut.
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;
    /// What a cell says, in one line: for copying and exporting.
    [[nodiscard]] QString plainText(const QModelIndex& index) const;

private:
    Describe m_describe;
};

/// Our table: row lines only, sorting, remembered columns (under `name`), copy with Ctrl+C, export to CSV by
/// the context menu.
void dressTable(QTableView* table, const QString& name, int rowHeight = 30);
void dressTree(QTreeView* tree, const QString& name);
/// As high as so many rows and the header, `most` at the most; for tables that stand in a page that scrolls.
void fitRows(QTableView* table, int rows, int most = 12);

} // namespace countersign::ui
