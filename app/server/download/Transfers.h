#pragma once

#include "server/download/TicketRows.h"
#include "server/download/Transfer.h"

#include <map>

namespace countersign::server {

/// `GET /v1/tickets/{ticket}`: the sealed bytes, whole or from an offset on. One connection a ticket.
class Transfers
{
public:
    explicit Transfers(DownloadRooms rooms) : m_rooms(std::move(rooms)) {}

    static constexpr int mostResumes = 16;
    /// What a ticket may send besides its file's length: bytes that were on their way when a connection
    /// broke.
    static constexpr std::uint64_t slack = 64ULL * 1024 * 1024;

    /// 200, or 206 for `Range: bytes=N-` (no other form), with a strong ETag. `NotFound`,
    /// `TicketOtherDevice`, `NotRecipient`, `TicketUsed` (burned, or its resumes or bytes are used up),
    /// `TicketExpired` (not begun in time, or a day old), `RetrievalClosed`, `Conflict` (another connection
    /// is sending), and what entitlementOf says.
    [[nodiscard]] Result<http::Response> begin(Call& call);
    /// Adds what running transfers have sent since their tickets' rows were written.
    void addUnsaved(std::vector<TicketRow>& tickets) const;
    /// Writes the ends of transfers whose connections broke; called every second, and before the store
    /// closes.
    void sweep();
    /// Files that are being sent now.
    [[nodiscard]] std::size_t underWay() const;

private:
    struct Asked;
    struct Sending;

    [[nodiscard]] Result<Asked> lookUp(const std::string& hash) const;
    [[nodiscard]] Result<http::Response> start(Call& call, const Asked& asked, wire::AuditEntry& attempt);
    [[nodiscard]] Result<Entitlement> admit(Transaction& transaction, const Call& call, const Asked& asked,
                                            std::uint64_t from, const wire::AuditEntry& attempt) const;
    [[nodiscard]] Result<void> takePlace(const std::string& hash, const std::shared_ptr<Transfer>& transfer);

    DownloadRooms m_rooms;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Transfer>> m_transfers; ///< by ticket
};

} // namespace countersign::server
