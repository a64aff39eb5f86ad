#include "client/Events.h"

#include <QNetworkReply>

namespace countersign::client {

namespace {

constexpr int longestPause = 30; // s
constexpr qsizetype longestEvent = 64 * 1024;

struct JobEvent
{
    std::string id;
    std::uint64_t revision = 0;
};
template <typename V>
void fields(V& v, JobEvent& m)
{
    v("id", m.id);
    v("revision", m.revision);
}

struct LogEvent
{
    std::string log;
};
template <typename V>
void fields(V& v, LogEvent& m)
{
    v("log", m.log);
}

} // namespace

Events::Events(Connection& connection, QObject* parent) : QObject(parent), m_connection(connection)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, [this] { detach(listen(m_generation)); });
}

Events::~Events()
{
    stop();
}

void Events::start()
{
    stop();
    m_pauseSeconds = 1;
    detach(listen(m_generation));
}

void Events::stop()
{
    ++m_generation; // a stream that opens now is nobody's
    m_again.stop();
    if (auto* reply = m_reply.data()) {
        m_reply.clear();
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

QCoro::Task<void> Events::listen(quint64 generation)
{
    const QPointer<Events> self(this);
    const QString path = QStringLiteral("/v1/events");
    auto reply = co_await m_connection.open(path, 0, Connection::Activity::Background);
    if (!self || generation != m_generation) {
        if (reply) {
            (*reply)->abort();
            (*reply)->deleteLater();
        }
        co_return;
    }
    if (reply)
        follow(*reply);
    else if (reply.error().code != ErrorCode::Cancelled && m_connection.hasTokens())
        lost(); // without a session there is nothing to wait for: the next one starts us
}

void Events::follow(QNetworkReply* reply)
{
    m_reply = reply;
    m_line.clear();
    m_event.clear();
    m_data.clear();
    m_pauseSeconds = 1;
    connect(reply, &QNetworkReply::readyRead, this, &Events::read);
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        if (m_reply != reply)
            return;
        read();
        m_reply.clear();
        reply->deleteLater();
        lost();
    });
    emit connected();
    if (m_reply == reply && reply->isFinished())
        emit reply->finished();
    else
        read();
}

void Events::lost()
{
    m_again.start(std::chrono::seconds(m_pauseSeconds));
    m_pauseSeconds = std::min(m_pauseSeconds * 2, longestPause);
}

// Lines end with LF, as our server writes them; WHATWG's other line ends do not occur.
void Events::read()
{
    while (m_reply && m_reply->bytesAvailable() > 0) {
        m_line += m_reply->readLine(longestEvent);
        if (m_line.endsWith('\n')) {
            m_line.chop(1);
            takeLine(std::exchange(m_line, {}));
        } else if (m_line.size() > longestEvent) {
            m_reply->abort();
        }
    }
}

void Events::takeLine(const QByteArray& line)
{
    const auto value = [&](const char* field) { return line.mid(qsizetype(qstrlen(field))).trimmed(); };
    if (line.isEmpty()) {
        if (!m_event.isEmpty())
            take(std::exchange(m_event, {}), std::exchange(m_data, {}));
        m_event.clear();
        m_data.clear();
    } else if (line.startsWith("event:")) {
        m_event = value("event:");
    } else if (line.startsWith("data:")) {
        m_data += m_data.isEmpty() ? value("data:") : '\n' + value("data:");
        if (m_data.size() > longestEvent && m_reply)
            m_reply->abort();
    }
}

void Events::take(const QByteArray& event, const QByteArray& data)
{
    if (event == "people") {
        emit peopleChanged();
    } else if (event == "job") {
        if (const auto job = wire::decode<JobEvent>(viewOf(data)))
            emit jobChanged(qt(job->id), job->revision);
    } else if (event == "log") {
        if (const auto log = wire::decode<LogEvent>(viewOf(data)))
            emit logChanged(qt(log->log));
    }
}

} // namespace countersign::client
