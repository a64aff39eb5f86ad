#include "ui/audit/TrailResult.h"

#include "client/Strings.h"
#include "ui/audit/TrailWords.h"
#include "ui/shell/Amounts.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

constexpr int rowHeight = 26;
constexpr std::size_t mostShown = 200; // each is a row of widgets; all stand in the report

QLabel* wrapped(const QString& text)
{
    auto* label = textLabel(breakable(text, longWord));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

TrailResult::TrailResult(QWidget* parent)
    : QWidget(parent), m_verdict(new Notice), m_sum(mutedLabel({})), m_parts(nullptr)
{
    m_verdict->setObjectName(QStringLiteral("trailVerdict"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    column->addWidget(m_verdict);
    m_sum->setObjectName(QStringLiteral("trailSum"));
    m_sum->setWordWrap(true);
    column->addWidget(m_sum);
    auto* content = new QWidget;
    m_parts = new QVBoxLayout(content);
    m_parts->setContentsMargins(0, 0, 0, 0);
    m_parts->setSpacing(space::m);
    m_parts->addStretch();
    column->addWidget(scrolling(content), 1);
}

void TrailResult::clear()
{
    m_sum->clear();
    while (m_parts->count() > 1) {
        auto* item = m_parts->takeAt(0);
        delete item->widget();
        delete item;
    }
}

void TrailResult::set(const client::WholeTrailReport& report, Time now)
{
    clear();
    m_verdict->show(trailVerdictText(report), trailVerdictTone(report));
    m_sum->setText(trailSumText(report));
    int at = 0;
    if (!report.found.findings.empty())
        m_parts->insertWidget(at++, makeFindings(report, now));
    m_parts->insertWidget(at++, makeFacts(report));
    m_parts->insertWidget(at, makeLimits(report));
}

void TrailResult::revoke()
{
    clear();
    m_verdict->show(tr("The log broke after this check, so nothing here counts as verified any more."),
                    Tone::Bad);
}

QWidget* TrailResult::makeFacts(const client::WholeTrailReport& report) const
{
    auto* card = new Card(tr("What was checked"));
    card->setObjectName(QStringLiteral("trailFacts"));
    // Two columns, so that what matters stands above the fold of a small window.
    auto facts = trailFacts(report);
    std::erase_if(facts, [](const auto& fact) { return fact.value.isEmpty(); });
    auto* columns = new QHBoxLayout;
    columns->setSpacing(space::xl);
    const auto half = (facts.size() + 1) / 2;
    for (std::size_t begin = 0; begin < facts.size(); begin += half) {
        auto* grid = new FactGrid;
        for (auto i = begin; i < std::min(facts.size(), begin + half); ++i) {
            const auto& fact = facts[i];
            if (fact.digest)
                grid->add(fact.name, new DigestLabel(fact.value));
            else
                grid->add(fact.name, fact.value);
        }
        columns->addWidget(grid, 1, Qt::AlignTop);
    }
    card->body()->addLayout(columns);
    return card;
}

QWidget* TrailResult::makeFindings(const client::WholeTrailReport& report, Time now)
{
    auto* card = new Card(tr("Findings"));
    card->setObjectName(QStringLiteral("trailFindings"));
    const auto& found = report.found;
    auto* rows = new QGridLayout;
    rows->setHorizontalSpacing(space::m);
    rows->setVerticalSpacing(space::xs);
    rows->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < std::min(found.findings.size(), mostShown); ++i)
        addRow(*rows, found.findings[i], now);
    card->body()->addLayout(rows);
    const auto all = found.wrong + found.unseen + found.notes;
    if (all > mostShown)
        card->body()->addWidget(
            mutedLabel(tr("The first %1 of %2 are shown. The report lists up to a thousand, and counts all.")
                           .arg(countText(mostShown), countText(all))));
    return card;
}

void TrailResult::addRow(QGridLayout& rows, const trust::TrailFinding& finding, Time now)
{
    const int row = rows.rowCount();
    auto* mark = new Chip(trailSeverityText(finding.severity), trailSeverityTone(finding.severity));
    mark->setObjectName(QStringLiteral("trailFinding"));
    // Beside the first line of the sentence, however many it has.
    auto* lowered = new QVBoxLayout;
    lowered->setContentsMargins(0, (rowHeight - Chip::pillHeight) / 2, 0, 0);
    lowered->addWidget(mark);
    rows.addLayout(lowered, row, 0, Qt::AlignTop | Qt::AlignLeft);
    auto* text = wrapped(trailFindingText(finding, now));
    text->setMinimumHeight(rowHeight);
    rows.addWidget(text, row, 1);
    if (!finding.job || !finding.index)
        return;
    auto* open = makeButton(tr("Show entry"), ButtonKind::Link, QStringLiteral("trailShowEntry"));
    open->setAccessibleName(tr("Show entry %1").arg(countText(*finding.index)));
    open->setFixedHeight(rowHeight);
    connect(open, &QPushButton::clicked, this,
            [this, job = client::shownText(*finding.job), index = *finding.index] {
                emit entryWanted(job, index);
            });
    rows.addWidget(open, row, 2, Qt::AlignTop);
}

QWidget* TrailResult::makeLimits(const client::WholeTrailReport& report)
{
    auto* card = new Card(tr("What this check does not prove"));
    card->setObjectName(QStringLiteral("trailLimits"));
    for (const auto& limit : trailLimits(report))
        card->body()->addWidget(wrapped(limit));
    return card;
}

} // namespace countersign::ui
