#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QCheckBox;

namespace countersign::ui {

/// Adds a person: id, name and the roles that admins will be asked to endorse.
class InviteCard final : public Card
{
    Q_OBJECT

public:
    explicit InviteCard(client::Client& client, QWidget* parent = nullptr);
    void begin();

signals:
    void invited(const wire::EnrolmentCode& code);
    void closed();

private:
    void updateButton();
    void send();
    [[nodiscard]] std::vector<wire::Role> roles() const;

    client::Client& m_client;
    QLineEdit* m_id;
    QLineEdit* m_name;
    std::vector<QCheckBox*> m_roles;
    CodeField* m_code;
    QPushButton* m_send;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
