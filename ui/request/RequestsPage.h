#pragma once

#include "client/Client.h"
#include "ui/shell/Page.h"

class QStackedWidget;

namespace countersign::ui {

class JobList;
class NewRequest;
class Notice;
class RequestDetail;

/// The operator's page: own exports, one of them, or a new one.
class RequestsPage final : public Page
{
    Q_OBJECT

public:
    explicit RequestsPage(client::Client& client, QWidget* parent = nullptr);

    void activate() override;
    /// A job id, or `new`.
    void openItem(const QString& item) override;

private:
    QWidget* makeList();
    void follow();

    client::Client& m_client;
    QStackedWidget* m_stack;
    JobList* m_list;
    RequestDetail* m_detail;
    NewRequest* m_new;
    Notice* m_notice;
};

} // namespace countersign::ui
