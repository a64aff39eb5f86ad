#include "ui/audit/TrailStart.h"

#include "ui/shell/Amounts.h"
#include "ui/theme/Theme.h"

#include <limits>

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

enum What { Whole, Entries, Days };
constexpr int suggestedEntries = 1000; // the newest
constexpr int suggestedDays = 7;
constexpr int fieldWidth = 148;

template <typename W>
W* named(W* widget, const char* name, const QString& accessible)
{
    widget->setObjectName(QLatin1String(name));
    widget->setAccessibleName(accessible);
    widget->setMinimumWidth(fieldWidth);
    return widget;
}

/// "from [first] to [last]" in one line.
QWidget* rangeOf(const QString& from, QWidget* first, const QString& to, QWidget* last)
{
    auto* range = new QWidget;
    auto* row = new QHBoxLayout(range);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    row->addWidget(mutedLabel(from));
    row->addWidget(first);
    row->addWidget(mutedLabel(to));
    row->addWidget(last);
    row->addStretch();
    return range;
}

} // namespace

TrailStart::TrailStart(QWidget* parent)
    : Card(tr("Check the whole trail"), parent),
      m_what(new QComboBox),
      m_ranges(new QStackedWidget),
      m_whole(mutedLabel({})),
      m_first(nullptr),
      m_last(nullptr),
      m_from(nullptr),
      m_to(nullptr),
      m_start(makeButton(tr("Start the check"), ButtonKind::Primary, QStringLiteral("trailStart"))),
      m_flaw(mutedLabel({}))
{
    setObjectName(QStringLiteral("trailStartCard"));
    auto* what = textLabel(tr(
        "Each entry of the audit log is fetched anew and proved to stand where the signed checkpoint says. "
        "Every signature that it names is checked, and every change is held against the rules of the "
        "statements. Nothing is changed, and no copy stays on this computer."));
    what->setWordWrap(true);
    body()->addWidget(what);
    body()->addSpacing(space::xs);
    m_what->setObjectName(QStringLiteral("trailWhat"));
    m_what->setAccessibleName(tr("What is checked"));
    m_what->addItems({tr("The whole log"), tr("Entries by number"), tr("Entries by day")});
    auto* choice = new QHBoxLayout;
    choice->setSpacing(space::m);
    choice->addWidget(m_what);
    m_ranges->addWidget(m_whole);
    m_ranges->addWidget(makeEntries());
    m_ranges->addWidget(makeDays());
    m_ranges->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    choice->addWidget(m_ranges, 1);
    body()->addLayout(choice);
    body()->addSpacing(space::xs);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(space::m);
    foot->addWidget(m_start);
    m_flaw->setWordWrap(true);
    m_flaw->setObjectName(QStringLiteral("trailFlaw"));
    foot->addWidget(m_flaw, 1);
    body()->addLayout(foot);
    connect(m_what, &QComboBox::currentIndexChanged, m_ranges, &QStackedWidget::setCurrentIndex);
    connect(m_what, &QComboBox::currentIndexChanged, this, &TrailStart::follow);
    connect(m_start, &QPushButton::clicked, this, &TrailStart::wanted);
}

QWidget* TrailStart::makeEntries()
{
    m_first = named(new QSpinBox, "trailFirst", tr("First entry"));
    m_last = named(new QSpinBox, "trailLast", tr("Last entry"));
    for (auto* box : {m_first, m_last}) {
        box->setGroupSeparatorShown(true);
        connect(box, &QSpinBox::valueChanged, this, &TrailStart::follow);
    }
    return rangeOf(tr("from"), m_first, tr("to"), m_last);
}

QWidget* TrailStart::makeDays()
{
    m_from = named(new QDateEdit, "trailFrom", tr("First day"));
    m_to = named(new QDateEdit, "trailTo", tr("Last day"));
    for (auto* day : {m_from, m_to}) {
        day->setCalendarPopup(true);
        day->setDisplayFormat(QStringLiteral("d MMM yyyy"));
        connect(day, &QDateEdit::dateChanged, this, &TrailStart::follow);
    }
    return rangeOf(tr("from"), m_from, tr("to"), m_to);
}

void TrailStart::setKnown(std::uint64_t entries, QDate today)
{
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
    const int last = entries == 0 ? 0 : static_cast<int>(std::min(entries - 1, most));
    for (auto* box : {m_first, m_last})
        box->setRange(0, last);
    for (auto* day : {m_from, m_to})
        day->setMaximumDate(today);
    if (entries > 0 && !std::exchange(m_suggested, true)) {
        m_last->setValue(last);
        m_first->setValue(std::max(0, last - suggestedEntries + 1));
        m_to->setDate(today);
        m_from->setDate(today.addDays(1 - suggestedDays));
    }
    m_whole->setText(entries > 0 ? tr("entries 0 to %1, and what was entered since")
                                       .arg(countText(static_cast<std::uint64_t>(last)))
                                 : tr("nothing of it is verified yet"));
    follow();
}

void TrailStart::follow()
{
    const bool backwards = (m_what->currentIndex() == Entries && m_first->value() > m_last->value()) ||
                           (m_what->currentIndex() == Days && m_from->date() > m_to->date());
    m_start->setEnabled(!backwards);
    m_flaw->setText(backwards ? tr("The end lies before the beginning.") : QString());
}

client::TrailExtent TrailStart::extent() const
{
    switch (m_what->currentIndex()) {
    case Entries:
        return client::EntryRange{static_cast<std::uint64_t>(m_first->value()),
                                  static_cast<std::uint64_t>(m_last->value())};
    case Days:
        return client::TimeRange{fromQDateTime(m_from->date().startOfDay()),
                                 fromQDateTime(m_to->date().addDays(1).startOfDay())};
    default:
        return client::WholeLog();
    }
}

} // namespace countersign::ui
