#pragma once

#include "client/Client.h"
#include "ui/theme/Widgets.h"

class QComboBox;

namespace countersign::ui {

/// What an admin does to the people chosen: endorse them together, change one's roles or standing, unlock,
/// give a new code.
class ActionCard final : public Card
{
    Q_OBJECT

public:
    explicit ActionCard(client::Client& client, QWidget* parent = nullptr);
    void set(std::vector<const client::PersonView*> chosen);

signals:
    void gaveCode(const wire::EnrolmentCode& code);

private:
    [[nodiscard]] static QString endorsedText(const client::PersonView& person);
    enum Action { Endorse, Grant, Withdraw, Disable, Enable, ResetMfa, Unlock, NewCode };

    void updateParts();
    void send();
    void finish(const Result<void>& done);
    void finishCode(const Result<wire::EnrolmentCode>& code);
    [[nodiscard]] Action action() const;
    [[nodiscard]] bool isStatement() const;
    [[nodiscard]] bool possible() const;
    [[nodiscard]] QString explanation() const;

    client::Client& m_client;
    std::vector<PersonId> m_people;
    QString m_names;
    QString m_endorsed; ///< a line for each person chosen
    int m_toEndorse = 0;
    QComboBox* m_action;
    QComboBox* m_role;
    QLineEdit* m_reason;
    CodeField* m_code;
    QPushButton* m_send;
    QLabel* m_what;
    Notice* m_notice;
    bool m_busy = false;
};

} // namespace countersign::ui
