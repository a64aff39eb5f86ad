#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace countersign::e2e {

/// The network between consoles and server, which can be cut in the middle of a file. What it passes on is
/// TLS from end to end. Consoles are told its port as the server's (`Trial::reachedAt`).
class TrialRelay final : public QObject
{
    Q_OBJECT

public:
    TrialRelay();

    [[nodiscard]] quint16 port() const { return m_listener.serverPort(); }
    /// Where the server listens.
    void leadTo(quint16 port) { m_target = port; }
    /// Once so many bytes more came down one connection, all are cut, and `cut` is emitted; then never again.
    void cutAfter(qint64 bytes);

signals:
    void cut();

private:
    void accept(QTcpSocket* console);
    void passDown(QTcpSocket* server, QTcpSocket* console);

    QTcpServer m_listener;
    quint16 m_target = 0;
    QList<QTcpSocket*> m_sockets; ///< live as long as the listener
    qint64 m_limit = -1;
};

} // namespace countersign::e2e
