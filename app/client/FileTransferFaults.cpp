#include "client/FileTransfer.h"

#include <algorithm>

/// What goes wrong with a file, and what becomes of it then.
namespace countersign::client {

namespace {

constexpr int mostResumes = 16;  // of one ticket (protocols.md §5)
constexpr int longestPause = 30; // seconds

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
    case ErrorCode::ServerDiskFull: // somebody makes room
    case ErrorCode::CertificateExpired:
    case ErrorCode::ClockSkew: // somebody sets it right
        return true;
    default:
        return false;
    }
}

} // namespace

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
    setState(Retrieval::FileState::Lost);
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
    setState(Retrieval::FileState::Paused);
}

void FileTransfer::refuse(const Error& error)
{
    m_stage = Stage::Ended;
    m_second.stop();
    dropReply();
    m_opening.reset(); // and the quarantined file with it
    m_file.error = error;
    setState(Retrieval::FileState::Refused);
}

} // namespace countersign::client
