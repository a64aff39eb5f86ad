#pragma once

#include "ui/session/Step.h"

namespace countersign::ui {

/// Where keys are kept in a sealed file: its passphrase, chosen twice the first time.
class PassphrasePage final : public Step
{
    Q_OBJECT

public:
    explicit PassphrasePage(client::Client& client, QWidget* parent = nullptr);

    void begin();
    void takeFocus() override;

signals:
    void opened();

protected:
    bool ready() const override;
    QString lacking() const override;

private:
    void submit();
    void explainForgotten();
    void beginNewFile();
    void open(const Secret& passphrase);

    client::Client& m_client;
    QLabel* m_text;
    QLineEdit* m_passphrase;
    QLineEdit* m_again;
    QPushButton* m_open;
    QPushButton* m_forgotten;
    QPushButton* m_newFile;
    bool m_choosing = false;
};

} // namespace countersign::ui
