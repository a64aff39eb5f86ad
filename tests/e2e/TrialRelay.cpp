#include "e2e/TrialRelay.h"

#include <stdexcept>

namespace countersign::e2e {

TrialRelay::TrialRelay()
{
    connect(&m_listener, &QTcpServer::newConnection, this, [this] {
        while (auto* console = m_listener.nextPendingConnection())
            accept(console);
    });
    if (!m_listener.listen(QHostAddress::LocalHost))
        throw std::runtime_error("the relay cannot listen");
}

void TrialRelay::cutAfter(qint64 bytes)
{
    m_limit = bytes;
    for (auto* socket : m_sockets)
        socket->setProperty("passed", 0);
}

void TrialRelay::accept(QTcpSocket* console)
{
    auto* server = new QTcpSocket(console);
    m_sockets += {console, server};
    connect(server, &QTcpSocket::connected, this, [this, console, server] {
        const auto passUp = [console, server] { server->write(console->readAll()); };
        connect(console, &QTcpSocket::readyRead, server, passUp);
        connect(server, &QTcpSocket::readyRead, this, [this, server, console] { passDown(server, console); });
        passUp();
    });
    connect(server, &QTcpSocket::disconnected, console, &QTcpSocket::disconnectFromHost);
    connect(server, &QTcpSocket::errorOccurred, console, &QTcpSocket::disconnectFromHost);
    connect(console, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
    server->connectToHost(QHostAddress::LocalHost, m_target);
}

void TrialRelay::passDown(QTcpSocket* server, QTcpSocket* console)
{
    auto piece = server->readAll();
    const auto passed = server->property("passed").toLongLong();
    const bool full = m_limit >= 0 && passed + piece.size() >= m_limit;
    if (full)
        piece.truncate(m_limit - passed);
    server->setProperty("passed", passed + piece.size());
    console->write(piece);
    if (!full)
        return;
    m_limit = -1;
    // What has come down is still delivered: nobody takes back what a computer has received.
    for (auto* socket : m_sockets)
        socket->disconnectFromHost();
    emit cut();
}

} // namespace countersign::e2e
