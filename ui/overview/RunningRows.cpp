#include "ui/overview/RunningRows.h"

#include "ui/theme/FocusOrder.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QGridLayout>
#include <QProgressBar>

namespace countersign::ui {

namespace {
constexpr std::size_t mostRows = 8;
constexpr int barSteps = 1000;
enum Place { Title, Bar, Amount, Turn };

/// In one line, else in two of which the second is cut: a button does not wrap by itself.
QString inTwoLines(const QString& text, const QFontMetrics& metrics, int width)
{
    if (metrics.horizontalAdvance(text) <= width)
        return text;
    auto split = text.size();
    do
        split = text.lastIndexOf(u' ', split - 1);
    while (split > 0 && metrics.horizontalAdvance(text.left(split)) > width);
    if (split <= 0)
        return metrics.elidedText(text, Qt::ElideRight, width);
    return text.left(split) + u'\n' + metrics.elidedText(text.mid(split + 1), Qt::ElideRight, width);
}

} // namespace

RunningRows::RunningRows(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    setFocusPolicy(Qt::ClickFocus); // see FocusOrder.h
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::m);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(Title, 5);
    m_grid->setColumnStretch(Turn, 4);
    m_grid->setColumnMinimumWidth(Amount, 72);
}

void RunningRows::addRow()
{
    const auto number = static_cast<int>(m_rows.size());
    Row row{makeButton({}, ButtonKind::Link, QStringLiteral("runningRow-%1").arg(number)), new QProgressBar,
            textLabel(), mutedLabel({}), new QFrame};
    row.title->setProperty("look", QStringLiteral("rowTitle"));
    row.title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row.bar->setTextVisible(false);
    row.bar->setRange(0, barSteps);
    row.amount->setTextFormat(Qt::PlainText);
    row.amount->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row.turn->setWordWrap(true);
    row.line->setObjectName(QStringLiteral("rowLine"));
    row.line->setFixedHeight(1);
    const int at = 2 * number;
    m_grid->addWidget(row.line, at, 0, 1, Turn + 1);
    m_grid->addWidget(row.title, at + 1, Title, Qt::AlignVCenter);
    m_grid->addWidget(row.bar, at + 1, Bar, Qt::AlignVCenter);
    m_grid->addWidget(row.amount, at + 1, Amount);
    m_grid->addWidget(row.turn, at + 1, Turn);
    followInFocus(number > 0 ? static_cast<QWidget*>(m_rows.back().title) : this, row.title);
    const auto index = m_rows.size();
    connect(row.title, &QPushButton::clicked, this,
            [this, index] { emit opened(m_items[index].page, m_items[index].item); });
    m_rows.push_back(row);
}

void RunningRows::set(std::vector<RunningItem> items)
{
    items.resize(std::min(items.size(), mostRows));
    m_items = std::move(items);
    while (m_rows.size() < m_items.size())
        addRow();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        auto& row = m_rows[i];
        const bool used = i < m_items.size();
        for (auto* part : {static_cast<QWidget*>(row.title), static_cast<QWidget*>(row.bar),
                           static_cast<QWidget*>(row.amount), static_cast<QWidget*>(row.turn), row.line})
            part->setVisible(used);
        m_grid->setRowMinimumHeight(2 * static_cast<int>(i) + 1, used ? space::twoLineRow : 0);
        if (!used)
            continue;
        const auto& item = m_items[i];
        row.title->setAccessibleName(tr("Open %1").arg(item.title));
        row.title->setEnabled(!item.page.isEmpty());
        row.bar->setVisible(item.bar.has_value());
        row.bar->setValue(static_cast<int>(item.bar.value_or(0) * barSteps));
        row.bar->setAccessibleName(tr("Progress of %1").arg(item.title));
        ui::setTone(row.bar, item.tone);
        row.amount->setText(item.amount);
        row.turn->setText(breakable(item.turn, longWord));
    }
    const bool bars = std::any_of(m_items.begin(), m_items.end(), [](const auto& item) { return item.bar; });
    m_grid->setColumnStretch(Bar, bars ? 4 : 0);
    fitTitles();
}

void RunningRows::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTitles();
}

void RunningRows::fitTitles()
{
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        auto* title = m_rows[i].title;
        auto bold = title->font();
        bold.setWeight(QFont::DemiBold);
        const auto room = m_grid->cellRect(2 * static_cast<int>(i) + 1, Title).width() - space::xs;
        const auto text = inTwoLines(m_items[i].title, QFontMetrics(bold), std::max(room, 40));
        title->setText(buttonText(text));
        title->setToolTip(text.contains(u'…') ? toolTipText(m_items[i].title) : QString());
    }
}

} // namespace countersign::ui
