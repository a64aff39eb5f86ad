#include "server/download/Tickets.h"

#include "base/Base64.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/download/DownloadCount.h"
#include "wire/Download.h"

namespace countersign::server {

namespace {

constexpr std::size_t ticketBytes = 32;

} // namespace

/// What a ticket would be for.
struct Tickets::Offer
{
    Entitlement entitlement;
    FileRow file;
};

Result<Tickets::Offer> Tickets::check(soci::session& sql, const trust::TrustState& state, const Ask& ask,
                                      Time now) const
{
    const auto& caller = *ask.call.caller;
    const auto retrieval = findRetrieval(sql, ask.retrieval);
    if (!retrieval || retrieval->person != caller.person || retrieval->session != caller.session ||
        retrieval->device != caller.device || retrieval->closed || now >= retrieval->expires)
        return fail(ErrorCode::RetrievalClosed);
    auto entitlement = entitlementOf(sql, state, *m_rooms.jobs, retrieval->release, caller.person, now);
    if (!entitlement)
        return tl::unexpected(entitlement.error());
    const auto released = entitlement->file(ask.file);
    if (!released)
        return tl::unexpected(released.error());
    auto file = findFile(sql, ask.file);
    if (!file || file->job != entitlement->body.job || file->length != (*released)->length ||
        file->sha256 != (*released)->sha256)
        return fail(ErrorCode::Storage, "a file is not what was released");
    if (file->state != FileState::Sealed)
        return fail(ErrorCode::NotOpen, "the file is not there any more");
    return Offer{std::move(*entitlement), std::move(*file)};
}

Result<Tickets::Offer> Tickets::look(const Ask& ask) const
{
    return readFor<Offer>(*m_rooms.store, [&](soci::session& sql) {
        Result<Offer> offer = fail(ErrorCode::Internal);
        m_rooms.store->withTrust(
            [&](const trust::TrustState& state) { offer = check(sql, state, ask, m_rooms.clock->now()); });
        return offer;
    });
}

Result<std::string> Tickets::wrappedKey(const Offer& offer) const
{
    const auto key = m_rooms.keys->fileKey(offer.file.id);
    if (!key)
        return tl::unexpected(key.error());
    return crypto::wrapFileKey(*key, offer.entitlement.encryption, offer.file.id, offer.entitlement.release);
}

Result<TicketRow> Tickets::enter(Transaction& transaction, const Ask& ask, const Offer& offer,
                                 const std::string& hash, const wire::AuditEntry& attempt) const
{
    auto& sql = transaction.sql();
    const auto now = transaction.now();
    const auto still = check(sql, transaction.trustState(), ask, now);
    if (!still)
        return tl::unexpected(still.error());
    if (still->entitlement.encryption.thumbprint() != offer.entitlement.encryption.thumbprint())
        return fail(ErrorCode::Conflict, "the key to deliver to changed meanwhile");
    const auto entry = transaction.audit(attempt);
    if (!entry)
        return tl::unexpected(entry.error());
    auto tickets = ticketsOfFile(sql, ask.file);
    for (auto& ticket : tickets)
        if (ticket.person == ask.call.caller->person && ticket.live(now)) {
            ticket.burned = now;
            updateTicket(sql, ticket, *entry);
        }
    m_transfers.addUnsaved(tickets);
    if (downloadsUsed(tickets, offer.file.sealedLength, now) >= offer.entitlement.body.downloads)
        return fail(ErrorCode::DownloadsExhausted);
    TicketRow row;
    row.hash = hash;
    row.retrieval = ask.retrieval;
    row.file = ask.file;
    row.device = ask.call.caller->device;
    row.beginBy = now + TicketRow::beginWithin;
    row.expires = now + TicketRow::life;
    insertTicket(sql, row, *entry);
    return row;
}

Result<http::Response> Tickets::issue(Call& call)
{
    const auto body = bodyOf<wire::TicketAsk>(call);
    if (!body)
        return tl::unexpected(body.error());
    const Ask ask{call, body->retrieval, FileId(call.path.at(0))};
    auto attempt = call.entry("download.ticket", ask.file.text());
    std::ignore = m_rooms.store->read([&](soci::session& sql) -> Result<void> {
        if (const auto file = findFile(sql, ask.file))
            attempt.job = file->job.text();
        return {};
    });
    const auto refuse = [&](const Error& why) { return tl::unexpected(m_rooms.refusals->log(attempt, why)); };
    // The key is wrapped before the transaction, which other writers wait for; it leaves only after it.
    const auto offer = look(ask);
    if (!offer)
        return refuse(offer.error());
    const auto key = wrappedKey(*offer);
    if (!key)
        return refuse(key.error());
    const auto ticket = base64Url(crypto::randomBytes(ticketBytes));
    const auto hash = crypto::sha256(ticket).text();
    attempt.detail["release"] = offer->entitlement.release.text();
    attempt.detail["key"] = offer->entitlement.encryption.thumbprint().text();
    const auto row = writeFor<TicketRow>(*m_rooms.store, [&](Transaction& transaction) {
        return enter(transaction, ask, *offer, hash, attempt);
    });
    if (!row)
        return refuse(row.error());
    return answer(
        wire::Ticket{"/v1/tickets/" + ticket, ask.file, offer->file.sealedLength, *key, row->beginBy});
}

} // namespace countersign::server
