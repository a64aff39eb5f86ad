#include "ui/overview/WaitingRows.h"

#include "ui/shell/Sentences.h"
#include "ui/theme/FocusOrder.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QGridLayout>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

constexpr std::size_t mostRows = 8;
constexpr auto lapsesSoon = std::chrono::hours(24);
enum Place { Export, AskedBy, For, Waiting, Lapses, Action };

bool same(const WaitingItem& a, const WaitingItem& b)
{
    return a.page == b.page && a.item == b.item;
}

} // namespace

WaitingRows::WaitingRows(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::m);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(Export, 9);
    m_grid->setColumnStretch(AskedBy, 2);
    m_grid->setColumnStretch(For, 2);
    setFocusPolicy(Qt::ClickFocus); // see FocusOrder.h
    addHeader();
}

void WaitingRows::addHeader()
{
    const std::pair<Place, QString> names[] = {{Export, tr("Export")},
                                               {AskedBy, tr("Asked by")},
                                               {For, tr("For")},
                                               {Waiting, tr("Waiting")},
                                               {Lapses, tr("Lapses")}};
    for (const auto& [place, text] : names) {
        auto* label = mutedLabel(text);
        label->setProperty("look", QStringLiteral("columnTitle"));
        m_grid->addWidget(label, 0, place);
        m_header.push_back(label);
    }
    m_grid->setRowMinimumHeight(0, space::row);
}

void WaitingRows::addRow()
{
    Row row{new QLabel, new QLabel, new QLabel, new QLabel, new QLabel, new Chip, nullptr, {}};
    const auto number = static_cast<int>(m_rows.size());
    row.button = makeButton({}, number == 0 ? ButtonKind::Primary : ButtonKind::Plain,
                            QStringLiteral("waitingRow-%1").arg(number));
    row.title->setProperty("look", QStringLiteral("sectionTitle"));
    row.under->setProperty("look", QStringLiteral("muted"));
    // Who decides reads the whole title: it wraps rather than being cut.
    for (auto* label : {row.title, row.under, row.askedBy, row.purpose, row.waiting}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(label != row.waiting);
    }
    auto* line = new QFrame;
    line->setObjectName(QStringLiteral("rowLine"));
    line->setFixedHeight(1);
    auto* name = new QWidget;
    auto* lines = new QVBoxLayout(name);
    lines->setContentsMargins(0, space::s - 2, 0, space::s - 2);
    lines->setSpacing(0);
    lines->addWidget(row.title);
    lines->addWidget(row.under);
    const int at = 1 + 2 * number;
    m_grid->addWidget(line, at, 0, 1, Action + 1);
    m_grid->addWidget(name, at + 1, Export);
    m_grid->addWidget(row.askedBy, at + 1, AskedBy);
    m_grid->addWidget(row.purpose, at + 1, For);
    m_grid->addWidget(row.waiting, at + 1, Waiting);
    m_grid->addWidget(row.lapses, at + 1, Lapses, Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->addWidget(row.button, at + 1, Action, Qt::AlignVCenter);
    followInFocus(number > 0 ? static_cast<QWidget*>(m_rows.back().button) : this, row.button);
    row.all = {line, name, row.askedBy, row.purpose, row.waiting, row.lapses, row.button};
    const auto index = m_rows.size();
    connect(row.button, &QPushButton::clicked, this,
            [this, index] { emit opened(m_items[index].page, m_items[index].item); });
    m_rows.push_back(std::move(row));
}

void WaitingRows::set(std::vector<WaitingItem> items, Time now)
{
    items.resize(std::min(items.size(), mostRows));
    const bool stay =
        items.size() >= m_items.size() && std::equal(m_items.begin(), m_items.end(), items.begin(), same);
    if (!stay && underMouse()) {
        m_later.emplace(std::move(items), now);
        return;
    }
    m_later.reset();
    show(std::move(items), now);
}

void WaitingRows::leaveEvent(QEvent*)
{
    if (auto later = std::exchange(m_later, std::nullopt))
        show(std::move(later->first), later->second);
}

void WaitingRows::show(std::vector<WaitingItem> items, Time now)
{
    m_items = std::move(items);
    while (m_rows.size() < m_items.size())
        addRow();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        auto& row = m_rows[i];
        const bool used = i < m_items.size();
        for (auto* part : row.all)
            part->setVisible(used);
        if (!used)
            continue;
        const auto& item = m_items[i];
        row.title->setText(breakable(item.title));
        row.under->setText(breakable(item.under));
        row.askedBy->setText(breakable(item.askedBy));
        row.purpose->setText(breakable(item.purpose));
        row.waiting->setText(spanText(now - item.since));
        row.button->setText(item.action);
        row.button->setAccessibleName(tr("%1 %2", "action, title").arg(item.action, item.title));
        row.lapses->setVisible(item.lapses.has_value());
        if (item.lapses)
            row.lapses->set(tr("in %1").arg(spanText(*item.lapses - now)),
                            *item.lapses - now < lapsesSoon ? Tone::Warn : Tone::Neutral);
    }
    for (auto* label : m_header)
        label->setVisible(!m_items.empty());
    const bool people = std::any_of(m_items.begin(), m_items.end(),
                                    [](const WaitingItem& item) { return item.page == u"people"; });
    m_header.front()->setText(people ? tr("What") : tr("Export"));
    m_grid->setRowMinimumHeight(0, m_items.empty() ? 0 : space::row);
}

} // namespace countersign::ui
