#include "server/download/Transfer.h"

#include "server/download/RetrievalRows.h"
#include "server/download/TicketRows.h"

#include <spdlog/spdlog.h>

namespace countersign::server {

Transfer::Transfer(const DownloadRooms& rooms, Order order) : m_rooms(rooms), m_order(std::move(order)) {}

void Transfer::begun(Entitlement entitlement)
{
    m_entitlement = std::move(entitlement);
    m_checked = m_rooms.clock->now();
    m_begun = true;
}

Result<void> Transfer::pass(std::uint64_t bytes)
{
    const auto now = m_rooms.clock->now();
    // Also when the clock was set back, or nothing would be asked until it is again where it was.
    if (now < m_checked || now - m_checked >= checkEvery) {
        m_checked = now;
        if (auto good = checkStanding(now); !good) {
            // That the bytes stop matters more than that the entry is written.
            std::ignore = save(Moment::End, good.error());
            leave();
            return good;
        }
    }
    m_sent += bytes;
    if (m_rooms.delivered)
        m_rooms.delivered(bytes);
    if (atEnd())
        return save(Moment::End, {});
    return unsaved() < saveEvery ? Result<void>() : save(Moment::Underway, {});
}

void Transfer::end()
{
    if (auto done = save(Moment::End, {}); !done)
        spdlog::error("the end of a transfer of {} could not be written: {}", m_order.file.text(),
                      done.error().detail);
}

Result<void> Transfer::checkStanding(Time now) const
{
    if (!m_rooms.authority->alive(m_order.session))
        return fail(ErrorCode::SessionEnded, "the session ended while its file was sent");
    return m_rooms.store->read([&](soci::session& sql) -> Result<void> {
        const auto ticket = findTicket(sql, m_order.ticket);
        if (!ticket || ticket->burned)
            return fail(ErrorCode::TicketUsed, "burned while its file was sent");
        if (now >= ticket->expires)
            return fail(ErrorCode::TicketExpired);
        // An hour that is over only ends what begins: a file that takes longer goes on.
        const auto retrieval = findRetrieval(sql, ticket->retrieval);
        if (!retrieval || retrieval->closed)
            return fail(ErrorCode::RetrievalClosed);
        Result<void> good;
        m_rooms.store->withTrust([&](const trust::TrustState& state) {
            good = checkStillEntitled(sql, state, m_entitlement, m_order.person, now);
        });
        return good;
    });
}

// `done` says that the ticket has sent its file, not that a connection got what it asked for.
wire::AuditEntry Transfer::entryFor(Moment moment, const std::optional<Error>& why,
                                    std::uint64_t covered) const
{
    const bool good = moment == Moment::Underway || covered >= m_order.length;
    auto entry = m_order.entry;
    entry.action = moment == Moment::End ? "download.end" : "download.progress";
    entry.outcome = why ? "denied" : good ? "done" : "failed";
    entry.detail["from"] = std::to_string(m_order.from);
    entry.detail["sent"] = std::to_string(m_sent);
    entry.detail["covered"] = std::to_string(covered);
    entry.detail["length"] = std::to_string(m_order.length);
    if (why)
        entry.detail["code"] = codeText(why->code);
    return entry;
}

Result<void> Transfer::save(Moment moment, const std::optional<Error>& why)
{
    const std::lock_guard lock(m_saving);
    if (m_ended)
        return {};
    const std::uint64_t fresh = unsaved();
    const std::uint64_t sentHere = m_saved + fresh;
    auto done = m_rooms.store->write([&](Transaction& transaction) -> Result<void> {
        auto ticket = findTicket(transaction.sql(), m_order.ticket);
        if (!ticket)
            return fail(ErrorCode::Storage, "a ticket is gone");
        ticket->sent += fresh;
        ticket->cover(m_order.from, sentHere);
        const auto index = transaction.audit(entryFor(moment, why, ticket->covered));
        if (!index)
            return tl::unexpected(index.error());
        if (moment == Moment::End)
            ticket->unended.reset();
        if (atEnd() && ticket->covered >= m_order.length)
            ticket->lastByte = transaction.now();
        updateTicket(transaction.sql(), *ticket, *index);
        return {};
    });
    if (!done)
        return done;
    m_saved += fresh;
    m_ended = moment == Moment::End;
    return {};
}

} // namespace countersign::server
