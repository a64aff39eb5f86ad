#include "ui/download/DownloadsPage.h"

#include "ui/download/BeginDownload.h"
#include "ui/download/RetrievalCard.h"
#include "ui/download/SealedCard.h"
#include "ui/shell/Sentences.h"
#include "ui/theme/FocusOrder.h"
#include "ui/theme/Scrolling.h"
#include "ui/theme/Theme.h"

#include <algorithm>

#include <QCoro/QCoroTask>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace countersign::ui {

DownloadsPage::DownloadsPage(client::Client& client, QWidget* parent)
    : Page(parent),
      m_client(client),
      m_retrievals(new QVBoxLayout),
      m_released(new QVBoxLayout),
      m_sealed(new QVBoxLayout),
      m_find(makeButton(tr("Find sealed files…"), ButtonKind::Link, QStringLiteral("findSealed"))),
      m_empty(new EmptyState(
          tr("Nothing is released to you"),
          tr("Exports appear here once the release is approved and you are named to fetch them."))),
      m_notice(new Notice),
      m_untold(new Notice)
{
    auto* content = new QWidget;
    auto* cards = new QVBoxLayout(content);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(space::m);
    for (auto* list : {m_retrievals, m_released, m_sealed}) {
        list->setSpacing(space::m);
        cards->addLayout(list);
    }
    cards->addWidget(m_empty);
    cards->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + space::xs, space::l, space::l + space::xs, space::l);
    column->setSpacing(space::m);
    auto* head = new QHBoxLayout;
    head->addWidget(pageTitle(tr("Downloads")), 1);
    m_find->setToolTip(
        tr("Files that were kept sealed and lie in another folder than when they were fetched"));
    head->addWidget(m_find);
    column->addLayout(head);
    m_notice->setFocusPolicy(Qt::ClickFocus); // see FocusOrder.h
    column->addWidget(m_notice);
    m_untold->setObjectName(QStringLiteral("untoldOpenings"));
    column->addWidget(m_untold);
    column->addWidget(scrolling(content), 1);

    connect(&client.book(), &client::ExportBook::changed, this, &DownloadsPage::follow);
    connect(&client.log(), &client::LogFollower::brokenChanged, this, &DownloadsPage::follow);
    connect(&client.sealedFiles(), &client::SealedFiles::changed, this, &DownloadsPage::followSealed);
    connect(m_find, &QPushButton::clicked, this, &DownloadsPage::findSealed);
    connect(&client.downloads(), &client::Downloads::added, this, &DownloadsPage::addRetrieval);
}

void DownloadsPage::activate()
{
    followSealed();
    m_client.sealedFiles().tellUnreported();
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
    for (auto* card : m_sealedCards)
        card->refresh(card->group()); // its title, and whether the log holds
    using Known = EmptyState::Known;
    m_empty->setKnown(m_client.book().loaded() ? Known::Yes : m_failed ? Known::Failed : Known::Asking);
    m_empty->setVisible(m_cards.empty() && m_retrievals->isEmpty() && m_sealedCards.empty());
    emit badgeChanged(static_cast<int>(m_cards.size()));
}

void DownloadsPage::followSealed()
{
    auto groups = m_client.sealedFiles().groups();
    const auto sameAs = [](const client::SealedFiles::Group& group) {
        return [&group](const SealedCard* card) {
            return card->group().folder == group.folder && card->group().release == group.release;
        };
    };
    std::erase_if(m_sealedCards, [&](SealedCard* card) {
        const bool stays =
            std::any_of(groups.begin(), groups.end(), [&](const auto& group) { return sameAs(group)(card); });
        if (!stays)
            card->deleteLater();
        return !stays;
    });
    for (auto& group : groups) {
        const auto known = std::find_if(m_sealedCards.begin(), m_sealedCards.end(), sameAs(group));
        if (known != m_sealedCards.end()) {
            (*known)->refresh(std::move(group));
            continue;
        }
        auto* card = new SealedCard(m_client, std::move(group));
        m_sealed->addWidget(card);
        followInFocus(this, card);
        m_sealedCards.push_back(card);
    }
    m_empty->setVisible(m_cards.empty() && m_retrievals->isEmpty() && m_sealedCards.empty());
    followUntold();
}

void DownloadsPage::followUntold()
{
    const auto untold = m_client.sealedFiles().unreported();
    if (!untold)
        m_untold->show(sentence(untold.error()), Tone::Bad);
    else if (*untold > 0)
        m_untold->show(
            tr("%n opening(s) not yet in the server's log, as far as this console can tell. Each is "
               "kept, and told again at each sign-in and whenever this page is opened; tell your "
               "compliance officer if this stays.",
               nullptr, *untold),
            Tone::Warn);
    else
        m_untold->clear();
}

void DownloadsPage::findSealed()
{
    auto* dialog = new QFileDialog(this, tr("The folder in which the sealed files lie"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        const auto before = m_sealedCards.size();
        const auto kept = m_client.sealedFiles().remember(folder);
        if (!kept)
            m_notice->show(sentence(kept.error()), Tone::Bad);
        else if (m_sealedCards.size() == before)
            m_notice->show(
                tr("No files that were sealed for you by this server lie in that folder, or they are "
                   "shown already."),
                Tone::Warn);
        else
            m_notice->clear();
    });
    dialog->open();
}

} // namespace countersign::ui
