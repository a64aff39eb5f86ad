#pragma once

#include "ui/session/Step.h"

class QComboBox;

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
    /// The servers that this console knows, to choose from; `files` are those of their profiles.
    void offerServers(const QStringList& names, const QStringList& files);
    /// While it is not known where this computer keeps keys, nobody can go on.
    void setPrepared(bool prepared);

signals:
    /// The password was right: code or enrolment comes next.
    void passed();
    /// Another server was chosen.
    void serverChosen(const QString& profileFile);

protected:
    bool ready() const override;

private:
    void submit();
    QWidget* makeServer();

    client::Client& m_client;
    QLabel* m_server;
    QComboBox* m_servers;
    FactGrid* m_pins;
    Chip* m_reach;
    QLineEdit* m_name;
    QLineEdit* m_password;
    QPushButton* m_continue;
    bool m_prepared = true;
};

} // namespace countersign::ui
