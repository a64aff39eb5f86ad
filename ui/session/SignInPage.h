#pragma once

#include "ui/session/Step.h"

namespace countersign::ui {

/// The server as this console trusts it; name and password.
class SignInPage final : public Step
{
    Q_OBJECT

public:
    explicit SignInPage(client::Client& client, QWidget* parent = nullptr);

    /// Shows which keys are pinned now.
    void refresh();
    void takeFocus() override;

signals:
    /// The password was right: code or enrolment comes next.
    void passed();

protected:
    bool ready() const override;

private:
    void submit();
    QWidget* makeServer();

    client::Client& m_client;
    FactGrid* m_pins;
    Chip* m_reach;
    QLineEdit* m_name;
    QLineEdit* m_password;
    QPushButton* m_continue;
};

} // namespace countersign::ui
