#include "client/Replies.h"

#include <algorithm>
#include <memory>

#include <QDateTime>
#include <QLocale>
#include <QNetworkReply>
#include <QSslError>
#include <QTimer>

namespace countersign::client {

namespace {

constexpr auto onlyExpired = "certificateOnlyExpired"; // property of a reply
constexpr int streamLook = 20'000;                     // ms; the server's heartbeat comes every 15 s
constexpr int streamStillLooks = 3;                    // without a byte, and the stream counts as lost

} // namespace

int statusOf(QNetworkReply* reply)
{
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool isLost(QNetworkReply* reply)
{
    switch (reply->error()) {
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError:
        return statusOf(reply) == 0;
    default:
        return false;
    }
}

void noteCertificateFaults(QNetworkReply* reply)
{
    QObject::connect(reply, &QNetworkReply::sslErrors, reply, [reply](const QList<QSslError>& faults) {
        reply->setProperty(onlyExpired, std::all_of(faults.begin(), faults.end(), [](const QSslError& fault) {
                               return fault.error() == QSslError::CertificateExpired;
                           }));
    });
}

Error networkError(QNetworkReply* reply)
{
    const auto detail = reply->errorString().toStdString();
    switch (reply->error()) {
    case QNetworkReply::SslHandshakeFailedError:
        return {reply->property(onlyExpired).toBool() ? ErrorCode::CertificateExpired
                                                      : ErrorCode::CertificateRefused,
                detail};
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // also the timeouts
        return {ErrorCode::Timeout, detail};
    default:
        return {ErrorCode::ServerUnreachable, detail};
    }
}

ErrorCode codeOfStatus(int status)
{
    switch (status) {
    case 404:
        return ErrorCode::NotFound;
    case 405:
        return ErrorCode::MethodNotAllowed;
    case 413:
        return ErrorCode::TooLarge;
    case 429:
        return ErrorCode::TooManyRequests;
    case 502:
    case 503:
    case 504:
        return ErrorCode::ServerUnreachable;
    default:
        return status >= 400 && status < 500 ? ErrorCode::BadRequest : ErrorCode::Internal;
    }
}

// Qt's own RFC formats do not know "GMT".
std::optional<qint64> secondsOfDate(const QByteArray& field)
{
    auto date = QLocale::c().toDateTime(QString::fromLatin1(field),
                                        QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    date.setTimeSpec(Qt::UTC);
    return date.isValid() ? std::optional(date.toSecsSinceEpoch()) : std::nullopt;
}

void abortWhenStill(QNetworkReply* reply)
{
    auto* look = new QTimer(reply);
    const auto still = std::make_shared<int>(0);
    const auto moved = [still] { *still = 0; };
    QObject::connect(reply, &QNetworkReply::metaDataChanged, look, moved);
    QObject::connect(reply, &QNetworkReply::readyRead, look, moved);
    QObject::connect(reply, &QNetworkReply::finished, look, &QTimer::stop);
    QObject::connect(look, &QTimer::timeout, reply, [reply, still] {
        if (++*still >= streamStillLooks)
            reply->abort();
    });
    look->start(streamLook);
}

} // namespace countersign::client
