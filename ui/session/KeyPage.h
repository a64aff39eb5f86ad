#pragma once

#include "ui/session/Step.h"

namespace countersign::ui {

/// The person's signing key: its thumbprint to read to an admin, or what is wrong with it and how to make a
/// new one.
class KeyPage final : public Step
{
    Q_OBJECT

public:
    explicit KeyPage(client::Client& client, QWidget* parent = nullptr);

    void begin();
    void takeFocus() override;

signals:
    void done();

private:
    void make();
    void lookAgain();
    void update();

    client::Client& m_client;
    QLabel* m_text;
    QLabel* m_thumbprint;
    CodeField* m_code;
    QPushButton* m_make;
    QPushButton* m_look;
    QPushButton* m_continue;
};

} // namespace countersign::ui
