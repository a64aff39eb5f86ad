#pragma once

#include "client/Client.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QPushButton;

namespace countersign::ui {

class CodeBoxes;
class Notice;

/// Stands in place of everything while the console is locked; the same person's password and code bring it
/// back.
class LockOverlay final : public QFrame
{
    Q_OBJECT

public:
    explicit LockOverlay(client::Client& client, QWidget* parent = nullptr);

    /// `why`: what the server said when it ended the session, or empty.
    void begin(const QString& why);

signals:
    void signOutWanted();

private:
    QWidget* makeCard();
    void submit();
    void setBusy(bool busy);
    void updateButton();

    client::Client& m_client;
    QLabel* m_person;
    Notice* m_notice;
    QLineEdit* m_password;
    CodeBoxes* m_code;
    QPushButton* m_unlock;
    QPushButton* m_out;
    bool m_busy = false;
};

} // namespace countersign::ui
