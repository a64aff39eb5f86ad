#pragma once

#include "base/Error.h"
#include "base/Ids.h"
#include "base/Time.h"

#include <optional>
#include <vector>

#include <soci/soci.h>

namespace countersign::server {

/// A row of `tickets`: leave to fetch one file once. The ticket itself is nowhere, only its hash.
struct TicketRow
{
    std::string hash; ///< SHA-256 of the ticket, as text
    RetrievalId retrieval;
    FileId file;
    KeyThumbprint device; ///< of the DPoP key
    Time beginBy{};
    std::optional<Time> begun;
    std::uint64_t sent = 0;               ///< bytes in all connections
    std::uint64_t covered = 0;            ///< how far the file was sent from its beginning on, without a gap
    std::optional<std::uint64_t> unended; ///< where a connection began whose end is not written yet
    int resumes = 0;
    std::optional<Time> lastByte; ///< when `covered` reached the file's end
    std::optional<Time> burned;   ///< by a receipt, or by the next ticket of the same person and file
    Time expires{};
    PersonId person; ///< of its retrieval

    static constexpr std::chrono::seconds beginWithin{60};
    static constexpr std::chrono::hours life{24};
    /// From the last byte to the receipt.
    static constexpr std::chrono::minutes receiptWithin{10};

    /// A connection that began at `from` has sent so many bytes by now: a tail alone covers nothing.
    void cover(std::uint64_t from, std::uint64_t sentHere);
    /// The server ended without writing a connection's end, and now somebody goes on at `next`: so much of
    /// it, and `most` at most, counts as sent.
    void coverUnended(std::uint64_t next, std::uint64_t most);
    /// Whether bytes may still be asked for with it.
    [[nodiscard]] bool live(Time now) const;
    /// `TicketOtherDevice`, `NotRecipient`.
    [[nodiscard]] Result<void> checkHolder(const KeyThumbprint& caller, const PersonId& by) const;
};

// These speak SQL and leave SOCI's exceptions to the store, which turns them into `Storage`.
[[nodiscard]] std::optional<TicketRow> findTicket(soci::session& sql, const std::string& hash);
[[nodiscard]] std::vector<TicketRow> ticketsOfFile(soci::session& sql, const FileId& file);
[[nodiscard]] std::vector<TicketRow> ticketsOfJob(soci::session& sql, const JobId& job);
void insertTicket(soci::session& sql, const TicketRow& row, std::uint64_t entry);
/// What changes: begun, sent, covered, unended, resumes, last byte, burned.
void updateTicket(soci::session& sql, const TicketRow& row, std::uint64_t entry);

} // namespace countersign::server
