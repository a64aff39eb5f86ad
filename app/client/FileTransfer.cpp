#include "client/FileTransfer.h"

#include "base/Base64.h"
#include "client/PersonKeys.h"
#include "client/SealedFile.h"
#include "crypto/Jwe.h"
#include "crypto/Jws.h"

#include <algorithm>

#include <QNetworkReply>
#include <QPointer>

namespace countersign::client {

namespace {

using State = Retrieval::FileState;

constexpr std::string_view ticketsPath = "/v1/tickets/";

bool isTicketPath(const std::string& path)
{
    return path.starts_with(ticketsPath) &&
           std::all_of(path.begin() + ticketsPath.size(), path.end(),
                       [](char c) {
                           return isIdText({&c, 1}) && c != '.';
                       }) &&
           path.size() > ticketsPath.size();
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
    const auto name =
        m_order.keep == ReleasedFile::Keep::Sealed ? sealedName(m_file.file.name) : m_file.file.name;
    auto quarantine = Quarantine::create(m_order.folder, name, m_file.file.id);
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
    if (m_log.broken()) // meanwhile: the retrieval has stopped, and asks anew should it go on
        co_return Result<void>{};
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
        return fail(ErrorCode::TicketOtherFile, "a ticket for another file");
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
    m_opening = std::make_unique<FileOpening>(
        std::move(quarantine), *key, crypto::streaming::associatedData(*id, m_order.request),
        FileOpening::Expected{file.length, file.sha256}, m_order.keep, noteOf(ticket));
    connect(m_opening.get(), &FileOpening::room, this, &FileTransfer::pump);
    connect(m_opening.get(), &FileOpening::ended, this, &FileTransfer::checked);
    m_ticket = std::move(ticket);
    m_streams = 0;
    m_stage = Stage::Bytes;
    return {};
}

// None for a file that is opened: what its key needs is of no use any more.
FileOpening::BeforeName FileTransfer::noteOf(const wire::Ticket& ticket) const
{
    if (m_order.keep == ReleasedFile::Keep::Opened)
        return {};
    SealedNote note;
    note.server = m_connection.profile().server;
    note.person = m_session.me().person;
    note.job = m_order.job;
    note.request = m_order.request;
    note.release = m_order.release;
    note.key = m_session.keys()->encryption.thumbprint();
    note.file = m_file.file;
    note.wrappedKey = ticket.wrappedKey;
    note.received = m_connection.signingTime().value_or(Time());
    return [note, folder = m_order.folder] { return writeSealedNote(folder, note); };
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
    m_file.receipts.push_back({std::nullopt,
                               "download.receipt",
                               m_file.file.id.text(),
                               draft->statement.author.person,
                               {{"receipt", draft->digest.text()}}});
    const QString path = qt(m_ticket.path) + QStringLiteral("/receipt");
    const bool triedBefore = std::exchange(m_receiptTried, true);
    auto done = co_await m_connection.post<wire::Done>(path, message);
    if (!self)
        co_return fail(ErrorCode::Cancelled);
    // Our last try may have arrived though its answer was lost.
    const bool arrivedBefore = !done && triedBefore && done.error().code == ErrorCode::TicketUsed;
    if (!done && !arrivedBefore)
        co_return tl::unexpected(done.error());
    if (done)
        m_file.receipts.back().index = done->auditIndex;
    m_stage = Stage::Ended;
    setState(State::Verified);
    co_return Result<void>{};
}

} // namespace countersign::client
