#pragma once

#include "client/Connection.h"

#include <QTimer>

namespace countersign::client {

/// The server's event stream, taken up again by itself after a loss (with a pause that grows to 30 s).
class Events final : public QObject
{
    Q_OBJECT

public:
    explicit Events(Connection& connection, QObject* parent = nullptr);
    void start();
    void stop();

signals:
    void jobChanged(const QString& job, quint64 revision);
    void peopleChanged();
    void logChanged(const QString& log);

private:
    [[nodiscard]] QCoro::Task<void> listen(quint64 generation);
    void take(const QByteArray& event, const QByteArray& data);

    Connection& m_connection;
    quint64 m_generation = 0;
    QTimer m_again;
    int m_pauseSeconds = 1;
};

} // namespace countersign::client
