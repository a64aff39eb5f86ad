#include "ui/shell/Finder.h"

#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr int finderWidth = 520;
constexpr int finderTop = 88;
} // namespace

Finder::Finder(client::Client& client, const std::vector<PageEntry>& pages, QWidget* parent)
    : QFrame(parent), m_client(client), m_pages(pages), m_field(new QLineEdit), m_list(new QListWidget)
{
    setObjectName(QStringLiteral("finder"));
    m_field->setObjectName(QStringLiteral("finderField"));
    m_field->setAccessibleName(tr("Find a page, an export, a job id or a person"));
    m_field->setPlaceholderText(tr("Find a page, an export, a job id or a person"));
    m_list->setObjectName(QStringLiteral("finderList"));
    m_list->setAccessibleName(tr("What was found"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            CellDelegate::Cell cell;
            const auto row = static_cast<std::size_t>(index.row());
            cell.muted = row >= m_hits.size();
            cell.text = cell.muted ? index.data().toString() : m_hits[row].title;
            cell.aside = cell.muted ? QString() : m_hits[row].what;
            return cell;
        },
        m_list));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::s, space::s, space::s, space::s);
    column->setSpacing(space::xs);
    column->addWidget(m_field);
    column->addWidget(m_list);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &Finder::find);
    connect(m_field, &QLineEdit::returnPressed, this, [this] { choose(m_list->currentRow()); });
    connect(m_list, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { choose(m_list->row(item)); });
    hide();
}

void Finder::open()
{
    m_field->clear();
    find({});
    const int width = std::min(finderWidth, parentWidget()->width() - 2 * space::xl);
    setFixedWidth(width);
    move((parentWidget()->width() - width) / 2, finderTop);
    show();
    raise();
    m_field->setFocus();
}

void Finder::find(const QString& query)
{
    m_hits = findHits(query, m_pages, m_client);
    m_list->clear();
    for (const auto& hit : m_hits) {
        auto* item = new QListWidgetItem(tr("%1, %2", "found, what it is").arg(hit.title, hit.what), m_list);
        item->setSizeHint({0, space::row});
    }
    if (m_hits.empty()) {
        auto* item = new QListWidgetItem(tr("Nothing is called like that here."), m_list);
        item->setFlags(Qt::NoItemFlags);
        item->setSizeHint({0, space::row});
    }
    m_list->setCurrentRow(m_hits.empty() ? -1 : 0);
    m_list->setFixedHeight(space::row * m_list->count() + 2);
    adjustSize();
}

void Finder::choose(int row)
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_hits.size())
        return;
    const auto hit = m_hits[static_cast<std::size_t>(row)];
    hide();
    emit chosen(hit.page, hit.item);
}

bool Finder::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        const int count = static_cast<int>(m_hits.size());
        if (key == Qt::Key_Escape) {
            hide();
            return true;
        }
        if ((key == Qt::Key_Down || key == Qt::Key_Up) && count > 0) {
            m_list->setCurrentRow((m_list->currentRow() + (key == Qt::Key_Down ? 1 : count - 1)) % count);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace countersign::ui
