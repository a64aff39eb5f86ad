#include "ui/approval/ApprovalsPage.h"

#include "client/Strings.h"
#include "ui/approval/ApprovalDetail.h"
#include "ui/job/JobList.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace countersign::ui {

ApprovalsPage::ApprovalsPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_stack(new QStackedWidget),
      m_waiting(nullptr),
      m_others(nullptr),
      m_detail(new ApprovalDetail(client)),
      m_notice(new Notice)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->addWidget(m_stack);
    m_stack->addWidget(makeQueue());
    m_stack->addWidget(m_detail);
    connect(m_detail, &ApprovalDetail::back, this, [this] { m_stack->setCurrentIndex(0); });
    connect(m_detail, &ApprovalDetail::next, this, &ApprovalsPage::openNext);
    connect(&client.book(), &client::ExportBook::changed, this, &ApprovalsPage::follow);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &ApprovalsPage::follow);
}

QWidget* ApprovalsPage::makeQueue()
{
    m_waiting = new JobList(m_client.book(), m_client.clock(), QStringLiteral("approvalsWaiting"),
                            [](const client::ExportView& view) { return view.waitsForMe(); });
    m_waiting->setEmptyState(
        tr("Nothing waits for you"),
        tr("New requests and releases appear here by themselves as soon as they are signed."));
    m_others = new JobList(m_client.book(), m_client.clock(), QStringLiteral("approvalsOthers"),
                           [](const client::ExportView& view) { return !view.waitsForMe(); });
    m_others->setEmptyState(tr("No other exports"), tr("Decided and running exports are listed here."));
    for (auto* list : {m_waiting, m_others})
        connect(list, &JobList::opened, this, &ApprovalsPage::openItem);

    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    column->addWidget(pageTitle(tr("Approvals")));
    column->addWidget(m_notice);
    auto* waiting = new Card(tr("Waiting for you"));
    waiting->setFlush();
    waiting->body()->addWidget(m_waiting);
    auto* others = new Card(tr("All others"));
    others->setFlush();
    others->body()->addWidget(m_others);
    column->addWidget(waiting, 1);
    column->addWidget(others, 1);
    return page;
}

void ApprovalsPage::activate()
{
    QCoro::connect(m_client.book().refresh(), this, [this](const Result<void>& done) {
        showLoaded(*m_notice, done);
        for (auto* list : {m_waiting, m_others})
            list->setFailed(!done);
    });
}

void ApprovalsPage::openItem(const QString& job)
{
    m_detail->open(JobId(job.toStdString()));
    m_stack->setCurrentIndex(1);
}

void ApprovalsPage::openNext()
{
    const auto waiting = m_client.book().waitingForMe();
    const auto isHere = [this](const client::ExportView* view) { return view->job == m_detail->job(); };
    if (std::all_of(waiting.begin(), waiting.end(), isHere)) {
        m_stack->setCurrentIndex(0);
        return;
    }
    // After the last one comes the first, and the first, too, where this one waits no more.
    const auto here = std::find_if(waiting.begin(), waiting.end(), isHere);
    const bool last = here == waiting.end() || here + 1 == waiting.end();
    openItem(client::shownText((*(last ? waiting.begin() : here + 1))->job.text()));
}

void ApprovalsPage::follow()
{
    m_waiting->refilter();
    m_others->refilter();
    emit badgeChanged(static_cast<int>(m_client.book().waitingForMe().size()));
    if (m_stack->currentIndex() == 1)
        m_detail->refresh();
}

} // namespace countersign::ui
