#pragma once

#include "server/download/RetrievalRows.h"
#include "server/download/Transfers.h"
#include "server/job/FileRows.h"

namespace countersign::server {

/// `POST /v1/files/{id}/tickets`: leave to fetch one file of an open retrieval, with its key wrapped to the
/// fetcher. The ticket replaces those of the same person and file that are not used up.
class Tickets
{
public:
    Tickets(const DownloadRooms& rooms, const Transfers& transfers) : m_rooms(rooms), m_transfers(transfers)
    {
    }

    /// `RetrievalClosed` unless the retrieval is open for this person, session and device; `NotFound` for a
    /// file that its release does not name; `DownloadsExhausted`; `KeyMissing` once the file's key is
    /// destroyed; what entitlementOf says.
    [[nodiscard]] Result<http::Response> issue(Call& call);

private:
    struct Offer;
    struct Ask
    {
        const Call& call;
        RetrievalId retrieval;
        FileId file;
    };

    [[nodiscard]] Result<Offer> check(soci::session& sql, const trust::TrustState& state, const Ask& ask,
                                      Time now) const;
    [[nodiscard]] Result<Offer> look(const Ask& ask) const;
    [[nodiscard]] Result<std::string> wrappedKey(const Offer& offer) const;
    [[nodiscard]] Result<TicketRow> enter(Transaction& transaction, const Ask& ask, const Offer& offer,
                                          const std::string& hash, const wire::AuditEntry& attempt) const;

    DownloadRooms m_rooms;
    const Transfers& m_transfers;
};

} // namespace countersign::server
