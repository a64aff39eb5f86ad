#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

class QVBoxLayout;

namespace countersign::ui {

class BeginDownload;
class EmptyState;
class Notice;

/// What was released to this person, and what they fetch.
class DownloadsPage final : public Page
{
    Q_OBJECT

public:
    explicit DownloadsPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;

private:
    void follow();
    void addRetrieval(client::Retrieval* retrieval);

    client::Client& m_client;
    QVBoxLayout* m_retrievals;
    QVBoxLayout* m_released;
    EmptyState* m_empty;
    Notice* m_notice;
    bool m_failed = false;
    std::vector<BeginDownload*> m_cards;
};

} // namespace countersign::ui
