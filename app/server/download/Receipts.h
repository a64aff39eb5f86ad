#pragma once

#include "server/download/DownloadRooms.h"
#include "server/download/TicketRows.h"

namespace countersign::server {

/// `POST /v1/tickets/{ticket}/receipt`: the fetcher's signed word that the file arrived as it was released.
/// Stores the receipt, burns the ticket, counts the download and moves the export, all or nothing. The same
/// receipt for the ticket that it burned is answered with its entry again.
class Receipts
{
public:
    explicit Receipts(const DownloadRooms& rooms) : m_rooms(rooms) {}

    /// `NotFound`, `TicketOtherDevice`, `NotRecipient`; `TicketUsed` once burned; `Conflict` before the last
    /// byte was sent, or for a receipt that was given for another ticket; `StatementRefused` for another
    /// release or file, `LengthMismatch`, `DigestMismatch`; what trust::checkAuthor and checkSeen say.
    [[nodiscard]] Result<http::Response> take(Call& call);

private:
    [[nodiscard]] Result<std::uint64_t> enter(Transaction& transaction, const Call& call,
                                              const std::string& hash, const wire::SignedStatement& receipt,
                                              const wire::AuditEntry& attempt) const;

    DownloadRooms m_rooms;
};

} // namespace countersign::server
