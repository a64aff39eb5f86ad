#include "ui/overview/OverviewPage.h"

#include "client/PersonKeys.h"
#include "client/Strings.h"
#include "ui/overview/HealthCard.h"
#include "ui/overview/LatelyCard.h"
#include "ui/overview/RunningRows.h"
#include "ui/overview/WaitingRows.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <QCoro/QCoroTask>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

namespace {
constexpr auto redraw = std::chrono::seconds(30);
}

OverviewPage::OverviewPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_greeting(pageTitle({})),
      m_new(makeButton(tr("New export"), ButtonKind::Primary, QStringLiteral("overviewNew"))),
      m_notice(new Notice),
      m_failure(new Notice),
      m_waiting(new WaitingRows),
      m_running(new RunningRows),
      m_runningTitle(sectionTitle(tr("In progress"))),
      m_empty(new EmptyState({}, {})),
      m_health(new HealthCard(client)),
      m_lately(new LatelyCard)
{
    m_greeting->setObjectName(QStringLiteral("overviewGreeting"));
    m_notice->setObjectName(QStringLiteral("overviewNotice"));
    m_failure->setObjectName(QStringLiteral("overviewFailure"));
    m_empty->setObjectName(QStringLiteral("waitingEmpty"));
    auto* head = new QHBoxLayout;
    head->addWidget(m_greeting);
    head->addStretch();
    head->addWidget(m_new);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(space::m);
    halves->addWidget(makeLeft(), 8);
    halves->addWidget(makeRight(), 5);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    column->addLayout(head);
    column->addWidget(m_notice);
    column->addWidget(m_failure);
    column->addLayout(halves, 1);

    connect(&client.book(), &client::ExportBook::changed, this, &OverviewPage::follow);
    connect(&client.people(), &client::People::changed, this, &OverviewPage::follow);
    connect(&client.log(), &client::LogFollower::advanced, this, &OverviewPage::follow);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &OverviewPage::follow);
    connect(&client.session(), &client::Session::meChanged, this, &OverviewPage::follow);
    connect(&client.connection(), &client::Connection::onlineChanged, this, &OverviewPage::follow);
    connect(&m_minute, &QTimer::timeout, this, &OverviewPage::follow);
    connect(m_new, &QPushButton::clicked, this,
            [this] { emit wantsPage(QStringLiteral("requests"), QStringLiteral("new")); });
    connect(m_waiting, &WaitingRows::opened, this, &Page::wantsPage);
    connect(m_running, &RunningRows::opened, this, &Page::wantsPage);
    m_minute.start(redraw);
    follow();
}

QWidget* OverviewPage::makeLeft()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(space::s, 0, space::s, 0);
    column->setSpacing(space::s);
    column->addWidget(m_waiting);
    m_runningTitle->setContentsMargins(space::s, space::s, 0, 0);
    column->addWidget(m_runningTitle);
    column->addWidget(m_running);
    column->addStretch();
    auto* card = new Card(tr("Waiting for you"));
    card->setFlush();
    card->body()->addWidget(m_empty);
    card->body()->addWidget(scrolling(content), 1);
    return card;
}

QWidget* OverviewPage::makeRight()
{
    auto* area = scrollingColumn({m_health, m_lately});
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

void OverviewPage::activate()
{
    m_health->activate();
    QCoro::connect(m_client.book().refresh(), this, [this](const Result<void>& done) {
        showLoaded(*m_failure, done);
        m_failed = !done;
        follow();
    });
    follow();
}

void OverviewPage::follow()
{
    const auto now = m_client.clock().now();
    auto waiting = waitingItems(m_client);
    auto running = runningItems(m_client);
    m_greeting->setText(
        greeting(now, isKnown() ? std::optional(static_cast<int>(waiting.size())) : std::nullopt));
    m_new->setVisible(m_client.session().holds(wire::Role::ExportOperator) && waiting.empty() && isKnown());
    showEmptyState(!waiting.empty(), !running.empty());
    m_waiting->setVisible(!waiting.empty());
    m_runningTitle->setVisible(!running.empty());
    m_running->setVisible(!running.empty());
    m_waiting->set(std::move(waiting), now);
    m_running->set(std::move(running));
    m_lately->set(latelyItems(m_client), now);
    m_health->follow();
    showNotice();
}

// Whether all that could wait for this person was asked for.
bool OverviewPage::isKnown() const
{
    const bool admin = m_client.session().holds(wire::Role::Admin);
    return m_client.book().loaded() && (!admin || !m_client.people().people().empty());
}

void OverviewPage::showEmptyState(bool waiting, bool running)
{
    const auto& session = m_client.session();
    m_empty->setVisible(!waiting);
    using Known = EmptyState::Known;
    m_empty->setKnown(isKnown() ? Known::Yes : m_failed ? Known::Failed : Known::Asking);
    if (session.me().roles.empty())
        m_empty->set(tr("No role is in force for you yet"),
                     tr("An admin grants it and another one countersigns. It appears here by itself."));
    else if (session.holds(wire::Role::SecurityApprover))
        m_empty->set(tr("Nothing waits for you"),
                     tr("New requests and releases appear here by themselves as soon as they are signed."));
    else if (session.holds(wire::Role::ArtifactDownloader))
        m_empty->set(tr("Nothing is released to you"),
                     tr("Exports appear here once their release is approved and you are named to fetch "
                        "them."));
    else if (session.holds(wire::Role::ExportOperator))
        m_empty->set(tr("Nothing waits for you"),
                     running ? tr("Your exports are with others now.") : tr("Start with New export."));
    else
        m_empty->set(tr("Nothing waits for you"), tr("What needs you appears here by itself."));
}

void OverviewPage::showNotice()
{
    const auto& session = m_client.session();
    const auto& trust = m_client.log().trust();
    if (!session.keys() || !trust.founded() ||
        trust.keyAt(session.keys()->signing.thumbprint(), trust.size())) {
        m_notice->clear();
        return;
    }
    m_notice->show(tr("Your signing key waits for two admins. Read its thumbprint to them: %1")
                       .arg(client::shownText(session.keys()->signing.thumbprint().text())),
                   Tone::Warn);
}

} // namespace countersign::ui
