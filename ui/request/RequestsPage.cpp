#include "ui/request/RequestsPage.h"

#include "ui/job/JobList.h"
#include "ui/request/NewRequest.h"
#include "ui/request/RequestDetail.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
enum Place { List, Detail, New };
}

RequestsPage::RequestsPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_stack(new QStackedWidget),
      m_list(nullptr),
      m_detail(new RequestDetail(client)),
      m_new(new NewRequest(client)),
      m_notice(new Notice)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->addWidget(m_stack);
    m_stack->addWidget(makeList());
    m_stack->addWidget(m_detail);
    m_stack->addWidget(m_new);
    connect(m_detail, &RequestDetail::back, this, [this] { m_stack->setCurrentIndex(List); });
    connect(m_detail, &RequestDetail::wantsTrail, this,
            [this](const QString& job) { emit wantsPage(QStringLiteral("audit"), job); });
    connect(m_new, &NewRequest::back, this, [this] { m_stack->setCurrentIndex(List); });
    connect(m_new, &NewRequest::signedRequest, this, &RequestsPage::openItem);
    connect(&client.book(), &client::ExportBook::changed, this, &RequestsPage::follow);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &RequestsPage::follow);
}

QWidget* RequestsPage::makeList()
{
    m_list = new JobList(m_client.book(), m_client.clock(), QStringLiteral("requestList"),
                         [this](const client::ExportView& view) {
                             return view.requestStatement.author.person == m_client.session().me().person;
                         });
    m_list->setEmptyState(
        tr("You have not asked for an export yet"),
        tr("Start with New export. People decide before any patient's data leaves the source."));
    connect(m_list, &JobList::opened, this, &RequestsPage::openItem);

    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(pageTitle(tr("Requests")));
    head->addStretch();
    auto* add = makeButton(tr("New export"), ButtonKind::Primary, QStringLiteral("newRequest"));
    head->addWidget(add);
    column->addLayout(head);
    column->addWidget(m_notice);
    auto* card = new Card;
    card->setFlush();
    card->body()->addWidget(m_list);
    column->addWidget(card, 1);
    connect(add, &QPushButton::clicked, this, [this] { openItem(QStringLiteral("new")); });
    return page;
}

void RequestsPage::activate()
{
    QCoro::connect(m_client.book().refresh(), this, [this](const Result<void>& done) {
        showLoaded(*m_notice, done);
        m_list->setFailed(!done);
    });
}

void RequestsPage::openItem(const QString& item)
{
    if (item == u"new") {
        m_new->load();
        m_stack->setCurrentIndex(New);
        m_new->takeFocus();
        return;
    }
    m_detail->open(JobId(item.toStdString()));
    m_stack->setCurrentIndex(Detail);
}

void RequestsPage::follow()
{
    m_list->refilter();
    if (m_stack->currentIndex() == Detail)
        m_detail->refresh();
}

} // namespace countersign::ui
