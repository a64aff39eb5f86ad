#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QSpinBox;

namespace countersign::ui {

/// A policy to propose: its fields, what would change, a reason and a code.
class PolicyForm final : public Card
{
    Q_OBJECT

public:
    explicit PolicyForm(client::Client& client, QWidget* parent = nullptr);
    /// From the policy in force.
    void begin();

signals:
    void signedIt();
    void closed();

private:
    void addFields();
    [[nodiscard]] std::optional<wire::Policy> policy() const;
    void updateParts();
    void send();
    void finish(const Result<void>& done);

    client::Client& m_client;
    std::vector<QSpinBox*> m_fields; ///< in the order of `fieldsOfPolicy`
    QLineEdit* m_types;
    QLabel* m_differences;
    QLineEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_send;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
