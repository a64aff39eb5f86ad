#include "ui/audit/AuditPage.h"

#include "client/Strings.h"
#include "ui/audit/EventCard.h"
#include "ui/audit/EvidenceView.h"
#include "ui/audit/Timeline.h"
#include "ui/audit/TrailTable.h"
#include "ui/audit/WholeTrailView.h"
#include "ui/job/ChainPicture.h"
#include "ui/job/JobList.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"
#include "ui/theme/WholeChip.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {

constexpr int lookAgainMs = 1000; // the server publishes as often at the most

} // namespace

AuditPage::AuditPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_tabs(new QTabBar),
      m_views(new QStackedWidget),
      m_jobs(nullptr),
      m_stack(new QStackedWidget),
      m_title(pageTitle({})),
      m_id(mutedLabel({})),
      m_proof(new WholeChip),
      m_notice(new Notice),
      m_chain(new ChainPicture),
      m_timeline(new Timeline(client.clock())),
      m_table(new TrailTable),
      m_event(new EventCard),
      m_evidence(new EvidenceView(client)),
      m_whole(new WholeTrailView(client)),
      m_save(makeButton(tr("Save evidence…"), ButtonKind::Plain, QStringLiteral("evidenceSave")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    column->addLayout(makeHead());
    m_notice->setObjectName(QStringLiteral("auditNotice"));
    column->addWidget(m_notice);
    m_views->addWidget(makeExports());
    m_views->addWidget(m_whole);
    column->addWidget(m_views, 1);
    connectTrail();
    followLog();
}

void AuditPage::connectTrail()
{
    connect(m_save, &QPushButton::clicked, this, [this] { chooseEvidence(true); });
    connect(m_evidence, &EvidenceView::closed, this,
            [this] { m_stack->setCurrentIndex(m_job.empty() ? NothingChosen : TrailShown); });
    connect(m_timeline, &Timeline::selectedChanged, this, &AuditPage::select);
    connect(m_table, &TrailTable::chosen, m_timeline, &Timeline::select);
    connect(m_chain, &ChainPicture::opened, m_event, &QWidget::setHidden);
    connect(m_whole, &WholeTrailView::entryWanted, this, &AuditPage::openEntry);
}

void AuditPage::followLog()
{
    connect(&m_client.book(), &client::ExportBook::changed, this, &AuditPage::follow);
    connect(&m_client.log(), &client::LogFollower::brokenChanged, this, &AuditPage::showProof);
    connect(&m_client.session(), &client::Session::meChanged, this, &AuditPage::followRole);
    // What was done a moment ago is published a moment later: the trail follows the log while it may grow.
    m_soon.setSingleShot(true);
    m_soon.setInterval(lookAgainMs);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (isVisible() && mayGrow())
            load();
    });
    connect(&m_client.log(), &client::LogFollower::advanced, this, [this] {
        if (isVisible() && mayGrow() && !m_soon.isActive())
            m_soon.start();
    });
    connect(&m_client.events(), &client::Events::jobChanged, this, [this](const QString& job) {
        if (isVisible() && job.toStdString() == m_job.text())
            load();
    });
}

// The audit log's entries are for compliance officers.
void AuditPage::followRole()
{
    const bool may = m_client.session().holds(wire::Role::ComplianceOfficer);
    m_tabs->setVisible(may);
    if (!may)
        m_tabs->setCurrentIndex(ExportsTab);
}

void AuditPage::activate()
{
    followRole();
    m_whole->activate();
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
    if (!wanted.empty())
        m_tabs->setCurrentIndex(ExportsTab);
    if (wanted == m_job)
        return;
    m_job = wanted;
    m_table->setEvents({});
    m_timeline->setEvents({});
    m_event->clear();
    m_stack->setCurrentIndex(TrailShown);
    follow();
    load();
}

void AuditPage::openEntry(const QString& job, std::uint64_t entry)
{
    m_wanted = entry;
    openItem(job);
    selectWanted();
}

// The entry that somebody came for, once it is there.
void AuditPage::selectWanted()
{
    const auto& events = m_table->events();
    const auto found = std::find_if(events.begin(), events.end(),
                                    [this](const auto& event) { return event.index == m_wanted; });
    if (!m_wanted || found == events.end())
        return;
    m_wanted.reset();
    m_timeline->select(static_cast<int>(found - events.begin()));
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
    selectWanted();
}

void AuditPage::select(int event)
{
    showEntry(event);
    if (event >= 0)
        m_chain->closeLink();
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
    showChain();
    showEntry(m_timeline->selected()); // what is scrolled to stays where it is
}

void AuditPage::follow()
{
    m_jobs->refilter();
    const auto* view = m_client.book().find(m_job);
    const auto id = client::shownText(m_job.text());
    m_title->setText(view ? client::shownText(view->request.title) : id);
    m_id->setText(view ? id : QString());
    showChain();
}

void AuditPage::showChain()
{
    const auto* view = m_client.book().find(m_job);
    m_chain->setVisible(view && !view->chain.links.empty());
    if (view)
        m_chain->set(*view, m_client.clock().now(), !m_client.log().broken());
}

} // namespace countersign::ui
