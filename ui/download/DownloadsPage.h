#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

class QPushButton;
class QVBoxLayout;

namespace countersign::ui {

class BeginDownload;
class EmptyState;
class Notice;
class SealedCard;

/// What was released to this person, what they fetch, and what they keep sealed.
class DownloadsPage final : public Page
{
    Q_OBJECT

public:
    explicit DownloadsPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;

private:
    void follow();
    void followSealed();
    void followUntold();
    void findSealed();
    void addRetrieval(client::Retrieval* retrieval);

    client::Client& m_client;
    QVBoxLayout* m_retrievals;
    QVBoxLayout* m_released;
    QVBoxLayout* m_sealed;
    QPushButton* m_find;
    EmptyState* m_empty;
    Notice* m_notice;
    Notice* m_untold; ///< openings that the server has not heard of, or that nobody can tell
    bool m_failed = false;
    std::vector<BeginDownload*> m_cards;
    std::vector<SealedCard*> m_sealedCards;
};

} // namespace countersign::ui
