#include "ui/keys/EncryptionKeys.h"

#include "client/KeyModel.h"
#include "client/Strings.h"
#include "ui/keys/KeyCells.h"
#include "ui/keys/KeyOrder.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace countersign::ui {

using client::KeyModel;
using Column = KeyModel::Column;

EncryptionKeys::EncryptionKeys(client::Client& client, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_model(new KeyModel(this)),
      m_sorted(new KeyOrder(*m_model, this)),
      m_stack(new QStackedWidget),
      m_empty(new EmptyState(tr("No keys yet"),
                             tr("The server makes the first key when the first file is sealed."))),
      m_tree(new QTreeView),
      m_card(new Card),
      m_facts(new FactGrid),
      m_due(new Chip),
      m_notice(new Notice)
{
    m_due->setObjectName(QStringLiteral("keysDue"));
    m_due->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(m_due);
    head->addStretch();
    auto* again = makeButton(tr("Refresh"), ButtonKind::Plain, QStringLiteral("keysRefresh"));
    connect(again, &QPushButton::clicked, this, &EncryptionKeys::load);
    head->addWidget(again);
    column->addLayout(head);
    column->addWidget(m_notice);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(space::m);
    halves->addWidget(makeTree(), 2);
    halves->addWidget(makeDetail(), 1);
    column->addLayout(halves, 1);
}

QWidget* EncryptionKeys::makeTree()
{
    m_tree->setModel(m_sorted);
    m_tree->setObjectName(QStringLiteral("keys"));
    m_tree->setAccessibleName(tr("Keys by environment and tenant"));
    m_tree->setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            if (const auto* key = m_sorted->row(index))
                return keyCell(*key, static_cast<Column>(index.column()), m_client.clock().now());
            CellDelegate::Cell cell;
            cell.text = index.data().toString();
            cell.bold = true;
            cell.group = true;
            return cell;
        },
        m_tree));
    for (const auto& [section, width] : {std::pair{Column::State, 144},
                                         {Column::Age, 118},
                                         {Column::Files, 84},
                                         {Column::Use, 96},
                                         {Column::Provider, 96}})
        m_tree->setColumnWidth(static_cast<int>(section), width);
    dressTree(m_tree, QStringLiteral("keys"));
    m_tree->setUniformRowHeights(false); // a branch has one line, a key two
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(static_cast<int>(Column::Name), QHeaderView::Stretch);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &EncryptionKeys::showSelected);
    auto* card = new Card;
    card->setFlush();
    card->body()->addWidget(m_stack);
    m_empty->setKnown(EmptyState::Known::Asking);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_tree);
    return card;
}

QWidget* EncryptionKeys::makeDetail()
{
    m_card->setObjectName(QStringLiteral("keyCard"));
    m_card->body()->addWidget(m_facts);
    auto* area = scrollingColumn({m_card});
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    showSelected();
    return area;
}

void EncryptionKeys::load()
{
    QCoro::connect(m_client.keys().load(), this, [this](const Result<std::vector<wire::KeyRow>>& rows) {
        m_notice->clear();
        if (!rows) {
            m_notice->show(sentence(rows.error()), Tone::Bad);
            m_notice->setAction(tr("Try again"), [this] { load(); });
        }
        if (rows)
            showRows(*rows);
        m_empty->setKnown(rows ? EmptyState::Known::Yes : EmptyState::Known::Failed);
    });
}

void EncryptionKeys::openItem(const QString& key)
{
    m_wanted = key;
    select(key);
}

void EncryptionKeys::showRows(std::vector<wire::KeyRow> rows)
{
    const auto now = m_client.clock().now();
    const auto* chosen = m_sorted->row(m_tree->currentIndex());
    const auto kept = !m_wanted.isEmpty() ? m_wanted
                      : chosen            ? client::shownText(chosen->id.text())
                                          : QString();
    const auto dueNow = static_cast<int>(
        std::count_if(rows.begin(), rows.end(), [&](const auto& key) { return rotationDue(key, now); }));
    m_due->setVisible(dueNow > 0);
    m_due->set(tr("%n rotation(s) due", nullptr, dueNow), Tone::Warn);
    m_stack->setCurrentIndex(rows.empty() ? 0 : 1);
    m_model->setRows(std::move(rows), now.time_since_epoch().count());
    m_tree->expandAll();
    for (int i = 0; i < m_sorted->rowCount(); ++i)
        m_tree->setFirstColumnSpanned(i, {}, true);
    select(kept);
    showSelected();
}

void EncryptionKeys::select(const QString& key)
{
    for (int branch = 0; branch < m_sorted->rowCount(); ++branch) {
        const auto parent = m_sorted->index(branch, 0);
        for (int i = 0; i < m_sorted->rowCount(parent); ++i) {
            const auto index = m_sorted->index(i, 0, parent);
            const auto* row = m_sorted->row(index);
            if (row && (key.isEmpty() || row->id.text() == key.toStdString())) {
                m_tree->setCurrentIndex(index);
                m_wanted.clear();
                return;
            }
        }
    }
}

void EncryptionKeys::showSelected()
{
    m_facts->clear();
    const auto* key = m_sorted->row(m_tree->currentIndex());
    if (!key) {
        m_card->setTitle(tr("No key chosen"));
        m_facts->add(tr("Choose"), tr("a key of the list"));
        return;
    }
    const auto now = m_client.clock().now();
    m_card->setTitle(client::shownText(key->environment) + QStringLiteral(" · ") +
                     client::shownText(key->tenant) + QStringLiteral(" · ") +
                     sensitivityText(key->sensitivity));
    const auto state = keyStateCell(*key, now);
    auto* chip = new Chip(state.text, *state.chip);
    chip->setObjectName(QStringLiteral("keyState"));
    m_facts->add(tr("State"), chip);
    m_facts->add(tr("Protects"), tr("%Ln file(s)", nullptr, static_cast<int>(key->files)));
    m_facts->add(tr("Held by"), key->provider == "software" ? tr("the server's software key store")
                                                            : client::shownText(key->provider));
    m_facts->add(tr("Last used"), lastUseText(*key, now));
    m_facts->add(tr("Use, 30 days"), keyUseCell(*key).text);
    m_facts->add(tr("Made"), dayText(key->created));
    m_facts->add(tr("Age"), tr("%1 of %2 days").arg(ageDays(*key, now)).arg(key->periodDays));
    m_facts->add(tr("Key"), new DigestLabel(client::shownText(key->id.text())));
}

} // namespace countersign::ui
