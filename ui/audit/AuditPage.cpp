#include "ui/audit/AuditPage.h"

#include "client/Strings.h"
#include "ui/audit/EventCard.h"
#include "ui/audit/Timeline.h"
#include "ui/audit/TrailTable.h"
#include "ui/job/JobList.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

constexpr int eventWidth = 316;
constexpr int lookAgainMs = 1000; // the server publishes as often at the most

} // namespace

AuditPage::AuditPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_jobs(nullptr),
      m_stack(new QStackedWidget),
      m_title(pageTitle({})),
      m_id(mutedLabel({})),
      m_proof(new Chip),
      m_notice(new Notice),
      m_timeline(new Timeline(client.clock())),
      m_table(new TrailTable),
      m_event(new EventCard)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    column->addWidget(pageTitle(tr("Audit")));
    column->addWidget(m_notice);
    auto* halves = new QSplitter(Qt::Horizontal);
    halves->setObjectName(QStringLiteral("auditSplitter"));
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(space::m);
    halves->addWidget(makeJobs());
    m_stack->addWidget(new EmptyState(
        tr("Choose an export"), tr("Its trail is shown here: who did what, when and from where, each entry "
                                   "proved to stand in the log.")));
    m_stack->addWidget(makeTrail());
    halves->addWidget(m_stack);
    halves->setStretchFactor(1, 1);
    halves->setSizes({280, 776});
    column->addWidget(halves, 1);

    connect(m_timeline, &Timeline::selectedChanged, this, &AuditPage::select);
    connect(m_table, &TrailTable::chosen, m_timeline, &Timeline::select);
    connect(&client.book(), &client::ExportBook::changed, this, &AuditPage::follow);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &AuditPage::showProof);
    // What was done a moment ago is published a moment later: the trail follows the log while it may grow.
    m_soon.setSingleShot(true);
    m_soon.setInterval(lookAgainMs);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (isVisible() && mayGrow())
            load();
    });
    connect(&client.log(), &client::LogFollower::advanced, this, [this] {
        if (isVisible() && mayGrow() && !m_soon.isActive())
            m_soon.start();
    });
    connect(&client.events(), &client::Events::jobChanged, this, [this](const QString& job) {
        if (isVisible() && job.toStdString() == m_job.text())
            load();
    });
}

QWidget* AuditPage::makeJobs()
{
    m_jobs = new JobList(m_client.book(), m_client.clock(), QStringLiteral("auditJobs"),
                         [](const client::ExportView&) { return true; });
    m_jobs->setEmptyState(tr("No exports yet"),
                          tr("Each export that somebody asks for is listed here for good."));
    connect(m_jobs, &JobList::opened, this, &AuditPage::openItem);
    connect(m_jobs, &JobList::currentChanged, this, [this] {
        if (const auto* view = m_jobs->current())
            openItem(client::shownText(view->job.text()));
    });
    m_jobs->setNarrow();
    auto* card = new Card(tr("Exports"));
    card->setFlush();
    card->setMinimumWidth(240);
    card->body()->addWidget(m_jobs);
    return card;
}

QWidget* AuditPage::makeTrail()
{
    m_title->setObjectName(QStringLiteral("auditTitle"));
    m_proof->setObjectName(QStringLiteral("auditProof"));
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* trail = new QWidget;
    auto* column = new QVBoxLayout(trail);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addWidget(m_id);
    head->addWidget(m_proof);
    head->addStretch();
    column->addLayout(head);
    auto* lanes = new Card;
    lanes->body()->addWidget(m_timeline);
    column->addWidget(lanes);
    auto* area = scrollingColumn({m_event});
    area->setFixedWidth(eventWidth);
    auto* below = new QHBoxLayout;
    below->setSpacing(space::m);
    auto* list = new Card;
    list->setFlush();
    list->body()->addWidget(m_table);
    below->addWidget(list, 1);
    below->addWidget(area);
    column->addLayout(below, 1);
    return trail;
}

void AuditPage::activate()
{
    QCoro::connect(m_client.book().refresh(), this, [this](const Result<void>& done) {
        showLoaded(*m_notice, done);
        m_jobs->setFailed(!done);
    });
    if (!m_job.empty())
        load();
}

void AuditPage::openItem(const QString& job)
{
    const JobId wanted(job.toStdString());
    if (wanted == m_job)
        return;
    m_job = wanted;
    m_table->setEvents({});
    m_timeline->setEvents({});
    m_event->clear();
    m_stack->setCurrentIndex(1);
    follow();
    load();
}

// Whether entries may still come; after the last one of an export none does.
bool AuditPage::mayGrow() const
{
    if (m_job.empty())
        return false;
    const auto& events = m_table->events();
    return std::none_of(events.begin(), events.end(), [](const client::TrailEvent& event) {
        const auto& action = event.entry.action;
        return event.entry.outcome == "done" && (action == "job.destroyed" || action == "job.rejected" ||
                                                 action == "job.lapsed" || action == "request.withdraw");
    });
}

void AuditPage::load()
{
    if (m_loading) {
        m_loadAgain = true;
        return;
    }
    m_loading = true;
    if (m_table->events().empty())
        m_proof->set(tr("checking…"), Tone::Neutral);
    QCoro::connect(m_client.trail().load(m_job), this,
                   [this, job = m_job](const Result<std::vector<client::TrailEvent>>& events) {
                       m_loading = false;
                       if (m_loadAgain || job != m_job) {
                           m_loadAgain = false;
                           load();
                       }
                       if (job != m_job)
                           return;
                       if (!events) {
                           m_notice->show(sentence(events.error()), Tone::Bad);
                           m_proof->set(tr("not verified"), Tone::Bad);
                           return;
                       }
                       m_notice->clear();
                       showTrail(*events);
                   });
}

void AuditPage::showTrail(std::vector<client::TrailEvent> events)
{
    const int before = m_timeline->selected();
    m_table->setEvents(events);
    m_timeline->setEvents(std::move(events));
    showProof();
    if (before < 0 && !m_table->events().empty())
        m_timeline->select(static_cast<int>(m_table->events().size()) - 1);
}

void AuditPage::select(int event)
{
    showEntry(event);
    if (event < 0 || event >= static_cast<int>(m_table->events().size()))
        return;
    m_table->select(event);
}

void AuditPage::showEntry(int event)
{
    const auto& events = m_table->events();
    if (event < 0 || event >= static_cast<int>(events.size())) {
        m_event->clear();
        return;
    }
    m_event->set(events[static_cast<std::size_t>(event)], m_client.clock().now(),
                 m_client.log().verifiedThrough(), !m_client.log().broken());
}

void AuditPage::showProof()
{
    const auto& events = m_table->events();
    const auto unproved =
        std::count_if(events.begin(), events.end(), [](const auto& event) { return !event.proved; });
    if (m_client.log().broken())
        m_proof->set(tr("not verified: the log is broken"), Tone::Bad);
    else if (unproved > 0)
        m_proof->set(tr("%n entry(s) not proved", nullptr, static_cast<int>(unproved)), Tone::Bad);
    else if (events.empty())
        m_proof->set(tr("no entries"), Tone::Neutral);
    else
        m_proof->set(tr("%n entry(s), every one proved", nullptr, static_cast<int>(events.size())), Tone::Ok);
    showEntry(m_timeline->selected()); // what is scrolled to stays where it is
}

void AuditPage::follow()
{
    m_jobs->refilter();
    const auto* view = m_client.book().find(m_job);
    const auto id = client::shownText(m_job.text());
    m_title->setText(view ? client::shownText(view->request.title) : id);
    m_id->setText(view ? id : QString());
}

} // namespace countersign::ui
