#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QCheckBox;

namespace countersign::ui {

class ChainPicture;

/// One released export: what it is, until when; destination, code, Download.
class BeginDownload final : public Card
{
    Q_OBJECT

public:
    BeginDownload(client::Client& client, const JobId& job, QWidget* parent = nullptr);
    void refresh();
    [[nodiscard]] const JobId& job() const { return m_job; }

private:
    void choose();
    void begin();
    void updateButton();

    client::Client& m_client;
    JobId m_job;
    QLabel* m_facts;
    QWidget* m_marks;
    ChainPicture* m_chain;
    Chip* m_approvals;
    Chip* m_log;
    QLineEdit* m_folder;
    QPushButton* m_choose;
    CodeField* m_code;
    QPushButton* m_download;
    QCheckBox* m_sealed;
    Notice* m_notice;
    bool m_chainHolds = false;
    bool m_busy = false;
    bool m_goesOn = false; ///< a retrieval that stopped for want of a code
};

} // namespace countersign::ui
