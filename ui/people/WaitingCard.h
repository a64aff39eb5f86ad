#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QCheckBox;

namespace countersign::ui {

class WaitingList;

/// Statements that wait for another admin: those ticked are decided together under one code, once each of
/// them was on screen.
class WaitingCard final : public Card
{
    Q_OBJECT

public:
    explicit WaitingCard(client::Client& client, QWidget* parent = nullptr);
    void set(std::vector<client::AdminMatterView> matters);
    /// While something is done about people below it.
    void setCompact(bool compact);

private:
    void updateButtons();
    void decide(wire::Verdict verdict);

    client::Client& m_client;
    QCheckBox* m_all;
    WaitingList* m_list;
    QPushButton* m_more;
    QLineEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_reject;
    QPushButton* m_sign;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
