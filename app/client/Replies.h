#pragma once

#include "base/Error.h"

#include <optional>

#include <QByteArray>

class QNetworkReply;

/// What a reply of Qt's says, in our terms.
namespace countersign::client {

/// 0: there was no answer.
[[nodiscard]] int statusOf(QNetworkReply* reply);
/// The connection went away while we waited: the server may or may not have acted.
[[nodiscard]] bool isLost(QNetworkReply* reply);
/// To be called before the reply can fail: keeps what is wrong with the server's certificate, for
/// `networkError`.
void noteCertificateFaults(QNetworkReply* reply);
/// Why there was no answer, or no whole one.
[[nodiscard]] Error networkError(QNetworkReply* reply);
/// Of an answer that is no problem of ours (RFC 9457): by a proxy, most likely.
[[nodiscard]] ErrorCode codeOfStatus(int status);
/// A Date field (RFC 9110 §5.6.7) as seconds since the epoch.
[[nodiscard]] std::optional<qint64> secondsOfDate(const QByteArray& field);
/// Aborts a stream that brought nothing for about a minute (`Timeout`), in place of Qt's transfer timeout,
/// which posts two timer events with each record: several hundred thousand a gigabyte.
void abortWhenStill(QNetworkReply* reply);

} // namespace countersign::client
