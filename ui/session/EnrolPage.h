#pragma once

#include "ui/session/Step.h"

namespace countersign::ui {

/// The first time: authenticator, password, proof of one code; then this console makes the person's keys.
class EnrolPage final : public Step
{
    Q_OBJECT

public:
    explicit EnrolPage(client::Client& client, QWidget* parent = nullptr);

    /// Asks the server for the secret.
    void begin();
    void takeFocus() override;

signals:
    void passed(const QStringList& recoveryCodes);
    void refused(const Error& error);

protected:
    bool ready() const override;

private:
    void showOffer(const wire::EnrolOffer& offer);
    void submit();
    void forget();

    client::Client& m_client;
    QLabel* m_who;
    QLabel* m_qr;
    QLabel* m_secret;
    QLineEdit* m_password;
    QLineEdit* m_again;
    CodeField* m_code;
    QPushButton* m_finish;
    bool m_offered = false;
};

} // namespace countersign::ui
