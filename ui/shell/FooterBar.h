#pragma once

#include "client/Client.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace countersign::ui {

/// Whether the server is reached, through which entry its log was verified here, and when the console locks.
/// Says nothing of the kind any more once the log is broken.
class FooterBar final : public QFrame
{
    Q_OBJECT

public:
    explicit FooterBar(client::Client& client, QWidget* parent = nullptr);

signals:
    void findWanted();
    void evidenceWanted();

private:
    void follow();
    void showBroken();
    void showConnection();
    void showLog();

    client::Client& m_client;
    QLabel* m_dot;
    QLabel* m_connection;
    QLabel* m_log;
    QLabel* m_skew;
    QLabel* m_broken;
    QPushButton* m_evidence;
    QPushButton* m_find;
    QLabel* m_idle;
    QTimer m_second;
    std::optional<Time> m_verified;
};

} // namespace countersign::ui
