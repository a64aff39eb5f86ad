#include "ui/download/DownloadsPage.h"

#include "ui/download/BeginDownload.h"
#include "ui/download/RetrievalCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/FocusOrder.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

DownloadsPage::DownloadsPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_retrievals(new QVBoxLayout),
      m_released(new QVBoxLayout),
      m_empty(new EmptyState(
          tr("Nothing is released to you"),
          tr("Exports appear here once the release is approved and you are named to fetch them."))),
      m_notice(new Notice)
{
    auto* content = new QWidget;
    auto* cards = new QVBoxLayout(content);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(space::m);
    for (auto* list : {m_retrievals, m_released}) {
        list->setSpacing(space::m);
        cards->addLayout(list);
    }
    cards->addWidget(m_empty);
    cards->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    column->addWidget(pageTitle(tr("Downloads")));
    m_notice->setFocusPolicy(Qt::ClickFocus); // see FocusOrder.h
    column->addWidget(m_notice);
    column->addWidget(scrolling(content), 1);

    connect(&client.book(), &client::ExportBook::changed, this, &DownloadsPage::follow);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &DownloadsPage::follow);
    connect(&client.downloads(), &client::Downloads::added, this, &DownloadsPage::addRetrieval);
}

void DownloadsPage::activate()
{
    QCoro::connect(m_client.book().refresh(), this, [this](const Result<void>& done) {
        showLoaded(*m_notice, done);
        m_failed = !done;
        follow();
    });
    follow();
}

void DownloadsPage::addRetrieval(client::Retrieval* retrieval)
{
    auto* card = new RetrievalCard(*retrieval, m_client);
    m_retrievals->insertWidget(0, card);
    followInFocus(m_notice, card);
    // The client forgets its retrievals when another person signs in; the card goes with its retrieval.
    connect(retrieval, &QObject::destroyed, card, &QObject::deleteLater);
    // Failed, or in need of a new code, it is offered anew.
    connect(retrieval, &client::Retrieval::stateChanged, this, &DownloadsPage::follow, Qt::QueuedConnection);
    follow();
}

void DownloadsPage::follow()
{
    const auto available = m_client.downloads().available();
    std::erase_if(m_cards, [&](BeginDownload* card) {
        const bool stays =
            std::any_of(available.begin(), available.end(),
                        [&](const client::ExportView* view) { return view->job == card->job(); });
        if (!stays)
            card->deleteLater();
        return !stays;
    });
    for (const auto* view : available) {
        const auto known = std::find_if(m_cards.begin(), m_cards.end(),
                                        [&](const BeginDownload* card) { return card->job() == view->job; });
        if (known != m_cards.end()) {
            (*known)->refresh();
            continue;
        }
        auto* card = new BeginDownload(m_client, view->job);
        m_released->addWidget(card);
        followInFocus(this, card);
        m_cards.push_back(card);
    }
    using Known = EmptyState::Known;
    m_empty->setKnown(m_client.book().loaded() ? Known::Yes : m_failed ? Known::Failed : Known::Asking);
    m_empty->setVisible(m_cards.empty() && m_retrievals->isEmpty());
    emit badgeChanged(static_cast<int>(m_cards.size()));
}

} // namespace countersign::ui
