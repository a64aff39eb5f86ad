#include "client/Strings.h"
#include "ui/audit/AuditPage.h"
#include "ui/audit/EventCard.h"
#include "ui/audit/EvidenceView.h"
#include "ui/audit/Timeline.h"
#include "ui/audit/TrailTable.h"
#include "ui/audit/WholeTrailView.h"
#include "ui/job/ChainPicture.h"
#include "ui/job/JobList.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

/// What stands where on the page.
namespace countersign::ui {

namespace {
constexpr int eventWidth = 316;
} // namespace

QLayout* AuditPage::makeHead()
{
    m_tabs->setObjectName(QStringLiteral("auditTabs"));
    m_tabs->setAccessibleName(tr("Parts of the audit"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->addTab(tr("Exports"));
    m_tabs->addTab(tr("Whole trail"));
    auto* head = new QHBoxLayout;
    head->setSpacing(space::l);
    head->addWidget(pageTitle(tr("Audit")));
    head->addWidget(m_tabs);
    head->addStretch();
    auto* check = makeButton(tr("Check evidence…"), ButtonKind::Plain, QStringLiteral("evidenceOpen"));
    head->addWidget(check);
    connect(m_tabs, &QTabBar::currentChanged, m_views, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::currentChanged, m_whole, &WholeTrailView::activate);
    connect(check, &QPushButton::clicked, this, [this] { chooseEvidence(false); });
    return head;
}

QWidget* AuditPage::makeExports()
{
    auto* halves = new QSplitter(Qt::Horizontal);
    halves->setObjectName(QStringLiteral("auditSplitter"));
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(space::m);
    halves->addWidget(makeJobs());
    m_stack->addWidget(new EmptyState(
        tr("Choose an export"), tr("Its trail is shown here: who did what, when and from where, each entry "
                                   "proved to stand in the log.")));
    m_stack->addWidget(makeTrail());
    m_stack->addWidget(m_evidence);
    halves->addWidget(m_stack);
    halves->setStretchFactor(1, 1);
    halves->setSizes({280, 776});
    return halves;
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
    head->addWidget(m_save);
    column->addLayout(head);
    column->addWidget(m_chain);
    auto* lanes = new Card;
    lanes->body()->addWidget(m_timeline);
    column->addWidget(lanes);
    auto* link = new QWidget;
    auto* linkColumn = new QVBoxLayout(link);
    linkColumn->setContentsMargins(0, 0, 0, 0);
    m_chain->openIn(linkColumn);
    link->hide();
    connect(m_chain, &ChainPicture::opened, link, &QWidget::setVisible);
    auto* area = scrollingColumn({link, m_event});
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

} // namespace countersign::ui
