#include "ui/keys/KeysPage.h"

#include "client/KeyModel.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Delegates.h"
#include "ui/theme/Theme.h"

#include <algorithm>
#include <numeric>

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace countersign::ui {

using client::KeyModel;
using Column = KeyModel::Column;

namespace {

constexpr int dueSoonDays = 7;

int ageDays(const wire::KeyRow& key, Time now)
{
    return static_cast<int>(std::chrono::floor<std::chrono::days>(now - key.created).count());
}

int daysLeft(const wire::KeyRow& key, Time now)
{
    return key.periodDays - ageDays(key, now);
}

bool due(const wire::KeyRow& key, Time now)
{
    return key.state == wire::KeyState::Active && daysLeft(key, now) <= dueSoonDays;
}

CellDelegate::Cell stateCell(const wire::KeyRow& key, Time now)
{
    CellDelegate::Cell cell;
    switch (key.state) {
    case wire::KeyState::Active:
        cell.chip = due(key, now) ? Tone::Warn : Tone::Ok;
        if (daysLeft(key, now) <= 0)
            cell.text = KeysPage::tr("rotation overdue");
        else if (due(key, now))
            cell.text = KeysPage::tr("rotate in %n day(s)", nullptr, daysLeft(key, now));
        else
            cell.text = KeysPage::tr("active");
        break;
    case wire::KeyState::Retired:
        cell.chip = Tone::Neutral;
        cell.text = KeysPage::tr("retired, opens only");
        break;
    case wire::KeyState::Destroyed:
        cell.chip = Tone::Bad;
        cell.text = KeysPage::tr("destroyed");
        break;
    }
    return cell;
}

CellDelegate::Cell ageCell(const wire::KeyRow& key, Time now)
{
    CellDelegate::Cell cell;
    if (key.state != wire::KeyState::Active) {
        cell.text = KeysPage::tr("made %1").arg(dayText(key.created));
        cell.muted = true;
        return cell;
    }
    cell.text = KeysPage::tr("%1 of %2 days").arg(ageDays(key, now)).arg(key.periodDays);
    cell.bar = key.periodDays > 0 ? static_cast<double>(ageDays(key, now)) / key.periodDays : 1.0;
    cell.barTone = due(key, now) ? Tone::Warn : Tone::Accent;
    return cell;
}

CellDelegate::Cell useCell(const wire::KeyRow& key)
{
    CellDelegate::Cell cell;
    std::uint64_t sum = 0;
    for (const auto uses : key.use)
        sum += uses;
    cell.text = KeysPage::tr("%1 in 30 days").arg(countText(sum));
    cell.muted = true;
    if (sum > 0)
        cell.sparkline.assign(key.use.begin(), key.use.end());
    return cell;
}

// As digests are shown: beginning and end tell keys apart; whole in the card.
QString shortId(const wire::KeyRow& key)
{
    const auto id = QString::fromStdString(key.id.text());
    return id.size() <= 15 ? id : id.left(8) + u'…' + id.right(6);
}

CellDelegate::Cell describe(const wire::KeyRow& key, Column column, Time now)
{
    CellDelegate::Cell cell;
    switch (column) {
    case Column::Name:
        cell.text = sensitivityText(key.sensitivity);
        cell.secondLine = shortId(key);
        cell.muted = key.state != wire::KeyState::Active;
        break;
    case Column::State:
        return stateCell(key, now);
    case Column::Age:
        return ageCell(key, now);
    case Column::Files:
        cell.text = countText(key.files);
        cell.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case Column::Use:
        return useCell(key);
    case Column::Provider:
        cell.text =
            key.provider == "software" ? KeysPage::tr("Software") : QString::fromStdString(key.provider);
        break;
    case Column::Count:
        break;
    }
    return cell;
}

QString lastUseText(const wire::KeyRow& key, Time now)
{
    if (!key.lastUsed)
        return KeysPage::tr("never");
    const auto ago = KeysPage::tr("%1 ago").arg(spanText(now - *key.lastUsed));
    return ago + QStringLiteral(", ") +
           (key.lastUse == "wrap" ? KeysPage::tr("wrapped a file's key")
                                  : KeysPage::tr("unwrapped a file's key"));
}

} // namespace

/// Sorts the keys within their branch by what a column means, not by its text.
class KeysPage::Sorted final : public QSortFilterProxyModel
{
public:
    Sorted(KeyModel& model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model)
    {
        setSourceModel(&model);
    }
    [[nodiscard]] const wire::KeyRow* row(const QModelIndex& index) const
    {
        return m_model.row(mapToSource(index));
    }

protected:
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override
    {
        const auto* a = m_model.row(left);
        const auto* b = m_model.row(right);
        if (!a || !b)
            return QSortFilterProxyModel::lessThan(left, right);
        switch (static_cast<Column>(left.column())) {
        case Column::State:
            return a->state < b->state;
        case Column::Age:
            return a->created > b->created;
        case Column::Files:
            return a->files < b->files;
        case Column::Use:
            return std::accumulate(a->use.begin(), a->use.end(), std::uint64_t{}) <
                   std::accumulate(b->use.begin(), b->use.end(), std::uint64_t{});
        case Column::Provider:
            return a->provider < b->provider;
        default:
            return a->sensitivity < b->sensitivity;
        }
    }

private:
    KeyModel& m_model;
};

KeysPage::KeysPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_model(new KeyModel(this)),
      m_sorted(new Sorted(*m_model, this)),
      m_stack(new QStackedWidget),
      m_tree(new QTreeView),
      m_card(new Card),
      m_facts(new FactGrid),
      m_due(new Chip),
      m_notice(new Notice)
{
    m_due->setObjectName(QStringLiteral("keysDue"));
    m_due->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(pageTitle(tr("Keys")));
    head->addWidget(m_due);
    head->addStretch();
    auto* again = makeButton(tr("Refresh"), ButtonKind::Plain, QStringLiteral("keysRefresh"));
    connect(again, &QPushButton::clicked, this, &KeysPage::activate);
    head->addWidget(again);
    column->addLayout(head);
    column->addWidget(m_notice);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(space::m);
    halves->addWidget(makeTree(), 2);
    halves->addWidget(makeDetail(), 1);
    column->addLayout(halves, 1);
}

QWidget* KeysPage::makeTree()
{
    m_tree->setModel(m_sorted);
    m_tree->setObjectName(QStringLiteral("keys"));
    m_tree->setAccessibleName(tr("Keys by environment and tenant"));
    m_tree->setItemDelegate(new CellDelegate(
        [this](const QModelIndex& index) {
            if (const auto* key = m_sorted->row(index))
                return describe(*key, static_cast<Column>(index.column()), m_client.clock().now());
            CellDelegate::Cell cell;
            cell.text = index.data().toString();
            cell.bold = true;
            cell.group = true;
            return cell;
        },
        m_tree));
    for (const auto& [section, width] : {std::pair{Column::State, 144},
                                         {Column::Age, 118},
                                         {Column::Files, 76},
                                         {Column::Use, 96},
                                         {Column::Provider, 96}})
        m_tree->setColumnWidth(static_cast<int>(section), width);
    dressTree(m_tree, QStringLiteral("keys"));
    m_tree->setUniformRowHeights(false); // a branch has one line, a key two
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(static_cast<int>(Column::Name), QHeaderView::Stretch);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &KeysPage::showSelected);
    auto* card = new Card;
    card->setFlush();
    card->body()->addWidget(m_stack);
    m_stack->addWidget(new EmptyState(tr("No keys yet"),
                                      tr("The server makes the first key when the first file is sealed.")));
    m_stack->addWidget(m_tree);
    return card;
}

QWidget* KeysPage::makeDetail()
{
    m_card->setObjectName(QStringLiteral("keyCard"));
    m_card->body()->addWidget(m_facts);
    auto* right = new QWidget;
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    column->addStretch();
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(right);
    showSelected();
    return area;
}

void KeysPage::activate()
{
    QCoro::connect(m_client.keys().load(), this, [this](const Result<std::vector<wire::KeyRow>>& rows) {
        if (!rows) {
            m_notice->show(sentence(rows.error()), Tone::Bad);
            return;
        }
        m_notice->clear();
        showRows(*rows);
    });
}

void KeysPage::openItem(const QString& key)
{
    m_wanted = key;
    select(key);
}

void KeysPage::showRows(std::vector<wire::KeyRow> rows)
{
    const auto now = m_client.clock().now();
    const auto* chosen = m_sorted->row(m_tree->currentIndex());
    const auto kept = !m_wanted.isEmpty() ? m_wanted
                      : chosen            ? QString::fromStdString(chosen->id.text())
                                          : QString();
    const auto dueNow = static_cast<int>(
        std::count_if(rows.begin(), rows.end(), [&](const auto& key) { return due(key, now); }));
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

void KeysPage::select(const QString& key)
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

void KeysPage::showSelected()
{
    m_facts->clear();
    const auto* key = m_sorted->row(m_tree->currentIndex());
    if (!key) {
        m_card->setTitle(tr("No key chosen"));
        m_facts->add(tr("Choose"), tr("a key of the list"));
        return;
    }
    const auto now = m_client.clock().now();
    m_card->setTitle(QString::fromStdString(key->environment) + QStringLiteral(" · ") +
                     QString::fromStdString(key->tenant) + QStringLiteral(" · ") +
                     sensitivityText(key->sensitivity));
    const auto state = stateCell(*key, now);
    auto* chip = new Chip(state.text, *state.chip);
    chip->setObjectName(QStringLiteral("keyState"));
    m_facts->add(tr("State"), chip);
    m_facts->add(tr("Protects"), tr("%Ln file(s)", nullptr, static_cast<int>(key->files)));
    m_facts->add(tr("Held by"), key->provider == "software" ? tr("the server's software key store")
                                                            : QString::fromStdString(key->provider));
    m_facts->add(tr("Last used"), lastUseText(*key, now));
    m_facts->add(tr("Use, 30 days"), useCell(*key).text);
    m_facts->add(tr("Made"), dayText(key->created));
    m_facts->add(tr("Age"), tr("%1 of %2 days").arg(ageDays(*key, now)).arg(key->periodDays));
    m_facts->add(tr("Key"), new DigestLabel(QString::fromStdString(key->id.text())));
}

} // namespace countersign::ui
