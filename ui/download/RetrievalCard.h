#pragma once

#include "client/Client.h"
#include "client/FileModel.h"
#include "ui/theme/Widgets.h"

class QTableView;

namespace countersign::ui {

/// A retrieval under way or done.
class RetrievalCard final : public Card
{
    Q_OBJECT

public:
    RetrievalCard(client::Retrieval& retrieval, client::Client& client, QWidget* parent = nullptr);

private:
    void refresh();
    void openFolder();

    client::Retrieval& m_retrieval;
    client::Client& m_client;
    client::FileModel* m_model;
    QTableView* m_table;
    QLabel* m_sum;
    Chip* m_approvals;
    Chip* m_log;
    Chip* m_digests;
    Notice* m_notice;
    QPushButton* m_pause;
    QPushButton* m_open;
};

} // namespace countersign::ui
