#include "client/FileTransfer.h"

#include "base/Base64.h"
#include "client/PersonKeys.h"
#include "crypto/Jwe.h"
#include "crypto/Jws.h"

#include <algorithm>

#include <QNetworkReply>
#include <QPointer>

namespace countersign::client {

namespace {

using State = Retrieval::FileState;

constexpr qint64 leastPiece = 512 * 1024; // smaller ones wait for more
constexpr int mostResumes = 16;           // of one ticket (protocols.md §5)
constexpr int longestPause = 30;          // seconds
constexpr std::string_view ticketsPath = "/v1/tickets/";

// What another try may mend.
bool isPassing(ErrorCode code)
{
    switch (code) {
    case ErrorCode::ServerUnreachable:
    case ErrorCode::CertificateRefused: // a network that asks to sign in; nothing is sent to it
    case ErrorCode::Timeout:
    case ErrorCode::ShuttingDown:
    case ErrorCode::TooManyRequests:
    case ErrorCode::Storage:
    case ErrorCode::ClockSkew: // somebody sets it right
        return true;
    default:
        return false;
    }
}

bool isTicketPath(const std::string& path)
{
    return path.starts_with(ticketsPath) &&
           std::all_of(path.begin() + ticketsPath.size(), path.end(),
                       [](char c) {
                           return isIdText({&c, 1}) && c != '.';
                       }) &&
           path.size() > ticketsPath.size();
}

void discard(const Result<QNetworkReply*>& reply)
{
    if (!reply)
        return;
    (*reply)->abort();
    (*reply)->deleteLater();
}

} // namespace

FileTransfer::FileTransfer(Connection& connection, Session& session, LogFollower& log, Order order,
                           Retrieval::File& file)
    : m_connection(connection),
      m_session(session),
      m_log(log),
      m_statements(connection, session, log),
      m_order(std::move(order)),
      m_file(file)
{
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &FileTransfer::tick);
}

FileTransfer::~FileTransfer()
{
    dropReply();
}

void FileTransfer::setState(State state)
{
    m_file.state = state;
    emit changed();
}

void FileTransfer::go()
{
    if (m_stage == Stage::Ended || m_stage == Stage::Checks || m_reply)
        return;
    m_second.stop();
    m_file.resumesInSeconds = 0;
    m_file.error.reset();
    m_wanted = true;
    setState(m_stage == Stage::Receipt ? State::Checking : State::Fetching);
    if (!m_running)
        detach(run());
}

void FileTransfer::stop()
{
    m_second.stop();
    m_file.resumesInSeconds = 0;
    if (m_stage >= Stage::Checks && m_file.state != State::Lost)
        return;
    m_wanted = false;
    m_ticketRenewed = false;
    m_pauseSeconds = 1;
    if (m_reply) {
        // What has come is used: the server counts it as sent.
        take(m_reply->readAll());
        if (m_stage != Stage::Bytes)
            return;
        dropReply();
    }
    setState(State::Paused);
}

QCoro::Task<void> FileTransfer::run()
{
    const QPointer<FileTransfer> self(this);
    m_running = true;
    Result<void> done;
    while (m_wanted && done && !m_reply && m_stage != Stage::Checks && m_stage != Stage::Ended) {
        if (m_session.state() != Session::State::SignedIn || !m_session.keys())
            done = fail(ErrorCode::SessionEnded);
        else if (m_stage == Stage::Ticket)
            done = co_await takeTicket();
        else if (m_stage == Stage::Bytes)
            done = co_await openStream();
        else
            done = co_await sendReceipt();
        if (!self)
            co_return;
    }
    m_running = false;
    if (!done)
        failed(done.error());
}

QCoro::Task<Result<void>> FileTransfer::takeTicket()
{
    const QPointer<FileTransfer> self(this);
    m_opening.reset();
    // First, so that no ticket is spent where the file can't lie.
    auto quarantine = Quarantine::create(m_order.folder, m_file.file.name, m_file.file.id);
    if (!quarantine)
        co_return tl::unexpected(quarantine.error());
    wire::TicketAsk ask;
    ask.retrieval = m_order.retrieval;
    const QString path =
        QStringLiteral("/v1/files/") + qt(m_file.file.id.text()) + QStringLiteral("/tickets");
    auto ticket = co_await m_connection.post<wire::Ticket>(path, ask);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    if (!ticket)
        co_return tl::unexpected(ticket.error());
    co_return accept(std::move(*ticket), std::move(*quarantine));
}

// Nothing of a ticket is believed: which file, how long, and for whom and what the key was wrapped.
Result<void> FileTransfer::accept(wire::Ticket ticket, Quarantine quarantine)
{
    const auto* keys = m_session.keys();
    if (!keys)
        return fail(ErrorCode::SessionEnded);
    const auto& file = m_file.file;
    if (ticket.file != file.id)
        return fail(ErrorCode::SealBroken, "a ticket for another file");
    if (!isTicketPath(ticket.path))
        return fail(ErrorCode::Internal, "a ticket with a strange path");
    if (ticket.sealedLength != m_file.sealedLength)
        return fail(ErrorCode::LengthMismatch, "the ticket announces " + std::to_string(ticket.sealedLength) +
                                                   " bytes instead of " +
                                                   std::to_string(m_file.sealedLength));
    auto key = crypto::openFileKey(ticket.wrappedKey, keys->encryption, file.id, m_order.release);
    if (!key)
        return tl::unexpected(key.error());
    auto id = fromHex(file.id.text());
    if (!id)
        return tl::unexpected(id.error());
    m_opening = std::make_unique<FileOpening>(std::move(quarantine), *key,
                                              crypto::streaming::associatedData(*id, m_order.request),
                                              FileOpening::Expected{file.length, file.sha256});
    connect(m_opening.get(), &FileOpening::room, this, &FileTransfer::pump);
    connect(m_opening.get(), &FileOpening::ended, this, &FileTransfer::checked);
    m_ticket = std::move(ticket);
    m_streams = 0;
    m_stage = Stage::Bytes;
    return {};
}

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

void FileTransfer::check()
{
    // A name says that approvals, log and digest hold.
    if (const auto& broken = m_log.broken()) {
        refuse(*broken);
        return;
    }
    m_stage = Stage::Checks;
    setState(State::Checking);
    m_opening->finish();
}

// The opening has ended: early, because something is wrong, or with the file named.
void FileTransfer::checked()
{
    if (m_stage == Stage::Ended)
        return;
    const auto outcome = m_opening->outcome();
    m_opening.reset();
    if (!outcome) {
        refuse(outcome.error());
        return;
    }
    m_file.path = *outcome;
    m_stage = Stage::Receipt;
    m_wanted = true;
    if (!m_running)
        detach(run());
}

QCoro::Task<Result<void>> FileTransfer::sendReceipt()
{
    const QPointer<FileTransfer> self(this);
    wire::ReceiptBody body;
    body.release = m_order.release;
    body.file = m_file.file.id;
    body.length = m_file.file.length;
    body.sha256 = m_file.file.sha256;
    const auto draft = m_statements.draft(std::move(body));
    if (!draft)
        co_return tl::unexpected(draft.error());
    wire::ReceiptPost message;
    message.receipt = crypto::signJws(bytesOf(draft->payload), wire::statementTyp, m_session.keys()->signing);
    const QString path = qt(m_ticket.path) + QStringLiteral("/receipt");
    const bool triedBefore = std::exchange(m_receiptTried, true);
    auto done = co_await m_connection.post<wire::Done>(path, message);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    // Our last try may have arrived though its answer was lost.
    const bool arrivedBefore = !done && triedBefore && done.error().code == ErrorCode::TicketUsed;
    if (!done && !arrivedBefore)
        co_return tl::unexpected(done.error());
    m_stage = Stage::Ended;
    setState(State::Verified);
    co_return Result<void>{};
}

void FileTransfer::failed(const Error& error)
{
    if (error.code == ErrorCode::SessionEnded) {
        stopForPerson();
        emit sessionMissing();
    } else if (error.code == ErrorCode::RetrievalClosed) {
        stopForPerson();
        emit retrievalClosed();
    } else if (error.code == ErrorCode::Cancelled) {
        stop(); // the console is closing
    } else if (mayRenewTicket(error)) {
        go();
    } else if (!mayPass(error)) {
        refuse(error);
    } else if (m_wanted) {
        lose(error);
    }
}

bool FileTransfer::mayPass(const Error& error) const
{
    if (m_stage == Stage::Bytes && m_streams > mostResumes)
        return false;
    // The server has not yet noticed that our last connection is gone.
    return isPassing(error.code) || (error.code == ErrorCode::Conflict && m_stage == Stage::Bytes);
}

// Not begun in time, e.g. on a slow machine or after a pause: a new one, once.
bool FileTransfer::mayRenewTicket(const Error& error)
{
    if (error.code != ErrorCode::TicketExpired || m_stage != Stage::Bytes || m_streams > 0 || m_ticketRenewed)
        return false;
    m_ticketRenewed = true;
    m_opening.reset();
    m_stage = Stage::Ticket;
    return true;
}

void FileTransfer::lose(const Error& error)
{
    m_file.error = error;
    m_file.resumesInSeconds = m_pauseSeconds;
    m_pauseSeconds = std::min(m_pauseSeconds * 2, longestPause);
    m_second.start();
    setState(State::Lost);
}

void FileTransfer::tick()
{
    if (--m_file.resumesInSeconds <= 0)
        go();
    else
        emit changed();
}

void FileTransfer::stopForPerson()
{
    m_wanted = false;
    setState(State::Paused);
}

void FileTransfer::refuse(const Error& error)
{
    m_stage = Stage::Ended;
    m_second.stop();
    dropReply();
    m_opening.reset(); // and the quarantined file with it
    m_file.error = error;
    setState(State::Refused);
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
