#pragma once

#include "client/Connection.h"

#include <QPointer>
#include <QTimer>

namespace countersign::client {

/// The server's event stream, taken up again by itself after a loss (with a pause that grows to 30 s). No
/// sign of a person: the server's idle limit goes on.
class Events final : public QObject
{
    Q_OBJECT

public:
    explicit Events(Connection& connection, QObject* parent = nullptr);
    ~Events() override;
    void start();
    void stop();

signals:
    /// The stream stands, for the first time or again: whatever changed meanwhile sent no event.
    void connected();
    void jobChanged(const QString& job, quint64 revision);
    void peopleChanged();
    void logChanged(const QString& log);

private:
    [[nodiscard]] QCoro::Task<void> listen(quint64 generation);
    void follow(QNetworkReply* reply);
    void read();
    void takeLine(const QByteArray& line);
    void take(const QByteArray& event, const QByteArray& data);
    void lost();

    Connection& m_connection;
    quint64 m_generation = 0;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_line;
    QByteArray m_event;
    QByteArray m_data;
    QTimer m_again;
    int m_pauseSeconds = 1;
};

} // namespace countersign::client
