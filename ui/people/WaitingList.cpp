#include "ui/people/WaitingList.h"

#include "client/Strings.h"
#include "ui/people/MatterWords.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/FocusOrder.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Widgets.h"

#include <algorithm>

#include <QCheckBox>
#include <QScrollBar>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

constexpr int highestCompact = 156;
constexpr int highest = 264; // px: reason, code and buttons stay in view at 720 px of height

} // namespace

WaitingList::WaitingList(QWidget* parent) : QScrollArea(parent), m_column(nullptr)
{
    setObjectName(QStringLiteral("waitingList"));
    setAccessibleName(tr("What waits for another admin"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::ClickFocus); // Tab goes to its ticks, which follow it; they are scrolled to
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::m);
    setWidget(content);
}

WaitingList::Row WaitingList::makeRow(const client::AdminMatterView& matter, std::size_t number, bool ticked)
{
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, space::xs, 0);
    line->setSpacing(space::s);
    auto* tick = new QCheckBox;
    tick->setObjectName(QStringLiteral("waitingTick-%1").arg(number));
    tick->setAccessibleName(matterText(matter));
    tick->setAccessibleDescription(matterDetails(matter));
    tick->setChecked(ticked);
    tick->setEnabled(!matter.whyNotMe);
    connect(tick, &QCheckBox::toggled, this, &WaitingList::changed);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    for (auto* label : {textLabel(breakable(matterText(matter), longWord)),
                        mutedLabel(breakable(matterDetails(matter), longWord))}) {
        label->setWordWrap(true);
        texts->addWidget(label);
    }
    line->addWidget(tick, 0, Qt::AlignTop);
    line->addLayout(texts, 1);
    return {row, matter.whyNotMe ? nullptr : tick};
}

void WaitingList::set(std::vector<client::AdminMatterView> matters)
{
    const auto before = ticked();
    const std::set<Digest> kept(before.begin(), before.end());
    m_matters = std::move(matters);
    for (auto& row : m_rows) {
        row.widget->hide(); // of those that stay, the room is reckoned now
        row.widget->deleteLater();
    }
    m_rows.clear();
    std::set<Digest> seen;
    for (std::size_t i = 0; i < m_matters.size(); ++i) {
        const auto& digest = m_matters[i].digest;
        // What came meanwhile was not read yet, so it is not ticked either.
        m_rows.push_back(makeRow(m_matters[i], i, kept.contains(digest)));
        m_column->addWidget(m_rows.back().widget);
        followInFocus(this, m_rows.back().widget);
        if (m_seen.contains(digest))
            seen.insert(digest);
    }
    m_seen = std::move(seen);
    fit();
    look();
}

void WaitingList::tickAll(bool on)
{
    for (const auto& row : m_rows)
        if (row.tick)
            row.tick->setChecked(on);
}

void WaitingList::setCompact(bool compact)
{
    m_compact = compact;
    fit();
}

std::size_t WaitingList::open() const
{
    return static_cast<std::size_t>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.tick != nullptr; }));
}

std::vector<Digest> WaitingList::ticked() const
{
    std::vector<Digest> chosen;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].tick && m_rows[i].tick->isChecked())
            chosen.push_back(m_matters[i].digest);
    return chosen;
}

bool WaitingList::isUnseen(std::size_t row) const
{
    return m_rows[row].tick && m_rows[row].tick->isChecked() && !m_seen.contains(m_matters[row].digest);
}

int WaitingList::unseen() const
{
    int count = 0;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        count += isUnseen(i);
    return count;
}

void WaitingList::showUnseen()
{
    auto* bar = verticalScrollBar();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (!isUnseen(i))
            continue;
        const auto row = m_rows[i].widget->geometry();
        const bool inside = row.top() <= bar->value() && bar->value() < row.bottom();
        bar->setValue(inside ? bar->value() + bar->pageStep() / 2 : row.top());
        return;
    }
}

// As high as its rows, up to what leaves room for the rest of the card.
void WaitingList::fit()
{
    const int width = viewport()->width();
    const auto* column = m_column;
    const int wanted =
        column->hasHeightForWidth() ? column->totalHeightForWidth(width) : column->totalSizeHint().height();
    setFixedHeight(std::min(wanted, m_compact ? highestCompact : highest));
}

// A matter was seen once its end was in view; what was only gone past was not.
void WaitingList::look()
{
    if (!isVisible() || visibleRegion().isEmpty())
        return;
    m_column->activate();
    const int top = verticalScrollBar()->value();
    const int bottom = top + viewport()->height();
    const auto before = m_seen.size();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (const int end = m_rows[i].widget->geometry().bottom(); end >= top && end < bottom)
            m_seen.insert(m_matters[i].digest);
    if (m_seen.size() != before)
        emit changed();
}

void WaitingList::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    fit();
    look();
}

void WaitingList::showEvent(QShowEvent* event)
{
    QScrollArea::showEvent(event);
    look();
}

void WaitingList::scrollContentsBy(int dx, int dy)
{
    QScrollArea::scrollContentsBy(dx, dy);
    look();
}

bool WaitingList::eventFilter(QObject* watched, QEvent* event)
{
    const bool done = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::Resize)
        look();
    return done;
}

} // namespace countersign::ui
