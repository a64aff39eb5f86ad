#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

class QStackedWidget;

namespace countersign::ui {

class ApprovalDetail;
class JobList;
class Notice;

/// The approver's queue, and one export of it.
class ApprovalsPage final : public Page
{
    Q_OBJECT

public:
    explicit ApprovalsPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;
    void openItem(const QString& job) override;

private:
    void follow();
    void openNext();
    QWidget* makeQueue();

    client::Client& m_client;
    QStackedWidget* m_stack;
    JobList* m_waiting;
    JobList* m_others;
    ApprovalDetail* m_detail;
    Notice* m_notice;
};

} // namespace countersign::ui
