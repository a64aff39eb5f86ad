#include "client/FileTransfer.h"

#include <QNetworkReply>
#include <QPointer>

/// The sealed bytes of a file, as they come.
namespace countersign::client {

namespace {

constexpr qint64 leastPiece = 512 * 1024; // smaller ones wait for more

void discard(const Result<QNetworkReply*>& reply)
{
    if (!reply)
        return;
    (*reply)->abort();
    (*reply)->deleteLater();
}

} // namespace

QCoro::Task<Result<void>> FileTransfer::openStream()
{
    const QPointer<FileTransfer> self(this);
    if (m_file.received == m_file.sealedLength) { // the connection was lost behind the last byte
        check();
        co_return Result<void>{};
    }
    const QString path = qt(m_ticket.path);
    auto reply = co_await m_connection.open(path, m_file.received, Connection::Activity::Background);
    if (!self || !m_wanted || m_stage != Stage::Bytes) {
        discard(reply);
        co_return Result<void>{};
    }
    if (!reply)
        co_return tl::unexpected(reply.error());
    ++m_streams;
    if (auto fits = checkHead(*reply); !fits) {
        discard(reply);
        co_return fits;
    }
    m_reply = *reply;
    connect(m_reply, &QNetworkReply::readyRead, this, &FileTransfer::pump);
    connect(m_reply, &QNetworkReply::finished, this, &FileTransfer::pump);
    pump();
    co_return Result<void>{};
}

Result<void> FileTransfer::checkHead(QNetworkReply* reply) const
{
    const auto from = m_file.received;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != (from > 0 ? 206 : 200))
        return fail(ErrorCode::LengthMismatch,
                    "status " + std::to_string(status) + " from byte " + std::to_string(from));
    if (from > 0) {
        const auto range = "bytes " + std::to_string(from) + "-" + std::to_string(m_file.sealedLength - 1) +
                           "/" + std::to_string(m_file.sealedLength);
        if (reply->rawHeader("Content-Range").toStdString() != range)
            return fail(ErrorCode::LengthMismatch, "another range than asked for");
    }
    const auto length = reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid() && length.toULongLong() != m_file.sealedLength - from)
        return fail(ErrorCode::LengthMismatch,
                    "the answer announces " + length.toString().toStdString() + " bytes");
    return {};
}

void FileTransfer::pump()
{
    while (m_reply && m_reply->bytesAvailable() > 0) {
        if (m_reply->bytesAvailable() < leastPiece && !m_reply->isFinished())
            return;
        if (!m_opening->hasRoom())
            return; // the reply's buffer fills, then the network waits
        // One more byte than there is: only a read that empties it tells the reply that its buffer is free.
        take(m_reply->read(m_reply->bytesAvailable() + 1));
    }
    if (m_reply && m_reply->isFinished())
        streamEnded();
}

void FileTransfer::take(QByteArray piece)
{
    if (piece.isEmpty())
        return;
    const auto length = static_cast<std::uint64_t>(piece.size());
    if (length > m_file.sealedLength - m_file.received) {
        refuse({ErrorCode::LengthMismatch, "more bytes than the file has"});
        return;
    }
    m_file.received += length;
    m_pauseSeconds = 1;
    m_opening->add(std::move(piece));
    emit progressed();
}

void FileTransfer::streamEnded()
{
    const bool clean = m_reply->error() == QNetworkReply::NoError;
    const auto error = clean ? Error{} : m_connection.errorOf(m_reply);
    dropReply();
    if (m_file.received == m_file.sealedLength)
        check();
    else if (clean)
        refuse({ErrorCode::LengthMismatch,
                "the file ended after " + std::to_string(m_file.received) + " bytes"});
    else
        failed(error);
}

void FileTransfer::dropReply()
{
    if (!m_reply)
        return;
    auto* reply = std::exchange(m_reply, nullptr);
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
}

} // namespace countersign::client
