#include "server/download/Transfers.h"

#include "crypto/Sha256.h"
#include "server/artifact/SealedObject.h"
#include "server/download/ByteRange.h"
#include "server/download/RetrievalRows.h"
#include "server/job/FileRows.h"

namespace countersign::server {

/// What a ticket's hash leads to.
struct Transfers::Asked
{
    TicketRow ticket;
    RetrievalRow retrieval;
    FileRow file;
};

/// Ends with the body source, whichever way the connection goes.
struct Transfers::Sending
{
    explicit Sending(std::shared_ptr<Transfer> one) : transfer(std::move(one)) {}
    ~Sending() { transfer->leave(); }
    Sending(const Sending&) = delete;
    Sending& operator=(const Sending&) = delete;

    std::shared_ptr<Transfer> transfer;
};

namespace {

// The sealed bytes of a file id never change: who seals anew takes a new key before the release is made.
std::string etagOf(const FileRow& file)
{
    return '"' + file.id.text() + '-' + std::to_string(file.sealedLength) + '"';
}

Result<void> checkUsable(const TicketRow& ticket, Time now)
{
    if (ticket.burned || (ticket.lastByte && now >= *ticket.lastByte + TicketRow::receiptWithin))
        return fail(ErrorCode::TicketUsed);
    if (now >= ticket.expires || (!ticket.begun && now >= ticket.beginBy))
        return fail(ErrorCode::TicketExpired);
    if (ticket.begun && ticket.resumes >= Transfers::mostResumes)
        return fail(ErrorCode::TicketUsed, "resumed too often");
    return {};
}

} // namespace

Result<Transfers::Asked> Transfers::lookUp(const std::string& hash) const
{
    return readFor<Asked>(*m_rooms.store, [&](soci::session& sql) -> Result<Asked> {
        const auto ticket = findTicket(sql, hash);
        if (!ticket)
            return fail(ErrorCode::NotFound, "no such ticket");
        const auto retrieval = findRetrieval(sql, ticket->retrieval);
        const auto file = findFile(sql, ticket->file);
        if (!retrieval || !file)
            return fail(ErrorCode::Storage, "a ticket without its retrieval or file");
        return Asked{*ticket, *retrieval, *file};
    });
}

Result<http::Response> Transfers::begin(Call& call)
{
    const auto asked = lookUp(crypto::sha256(call.path.at(0)).text());
    if (!asked)
        return tl::unexpected(asked.error());
    auto attempt = call.entry(asked->ticket.begun ? "download.resume" : "download.begin",
                              asked->file.id.text(), asked->file.job.text());
    auto response = start(call, *asked, attempt);
    if (!response)
        return tl::unexpected(m_rooms.refusals->log(attempt, response.error()));
    return response;
}

Result<http::Response> Transfers::start(Call& call, const Asked& asked, wire::AuditEntry& attempt)
{
    if (auto done = asked.ticket.checkHolder(call.device, call.caller->person); !done)
        return tl::unexpected(done.error());
    const auto length = asked.file.sealedLength;
    const auto range = rangeFrom(call.request.fields, etagOf(asked.file));
    if (!range)
        return tl::unexpected(range.error());
    auto response = rangeHead(*range, length, etagOf(asked.file));
    if (response.status == 416)
        return response;
    const auto from = range->value_or(0);
    attempt.detail["from"] = std::to_string(from);
    attempt.detail["length"] = std::to_string(length);

    const auto transfer = std::make_shared<Transfer>(
        m_rooms, Transfer::Order{asked.ticket.hash, asked.file.id, call.caller->session, call.caller->person,
                                 from, length, attempt});
    const auto sending = std::make_shared<Sending>(transfer);
    if (auto done = takePlace(asked.ticket.hash, transfer); !done)
        return tl::unexpected(done.error());
    auto body = openSealedObject(m_rooms.objects, asked.file.id, from,
                                 [sending](std::uint64_t bytes) { return sending->transfer->pass(bytes); });
    if (!body)
        return tl::unexpected(body.error());
    if (body->objectLength != length)
        return fail(ErrorCode::FileAccess, "a sealed object has another length than was written");
    auto entitlement = writeFor<Entitlement>(*m_rooms.store, [&](Transaction& transaction) {
        return admit(transaction, call, asked, from, attempt);
    });
    if (!entitlement)
        return tl::unexpected(entitlement.error());
    transfer->begun(std::move(*entitlement));
    response.source = std::move(body->source);
    response.length = body->length;
    return response;
}

Result<Entitlement> Transfers::admit(Transaction& transaction, const Call& call, const Asked& asked,
                                     std::uint64_t from, const wire::AuditEntry& attempt) const
{
    auto& sql = transaction.sql();
    const auto now = transaction.now();
    auto ticket = findTicket(sql, asked.ticket.hash);
    if (!ticket)
        return fail(ErrorCode::NotFound);
    if (auto done = checkUsable(*ticket, now); !done)
        return tl::unexpected(done.error());
    const auto& release = asked.retrieval.release;
    const auto& caller = *call.caller;
    if (!hasOpenRetrieval(sql, caller.session, caller.device, release, now))
        return fail(ErrorCode::RetrievalClosed);
    auto entitlement =
        entitlementOf(sql, transaction.trustState(), *m_rooms.jobs, release, caller.person, now);
    if (!entitlement)
        return entitlement;
    const auto length = asked.file.sealedLength;
    if (ticket->sent + (length - from) > length + slack)
        return fail(ErrorCode::TicketUsed, "sent more than its file already");
    const auto entry = transaction.audit(attempt);
    if (!entry)
        return tl::unexpected(entry.error());
    if (ticket->begun)
        ++ticket->resumes;
    else
        ticket->begun = now;
    // An end that is still not written is one that a kill of the server cut off.
    ticket->coverUnended(from, Transfer::saveEvery);
    ticket->unended = from;
    updateTicket(sql, *ticket, *entry);
    return entitlement;
}

Result<void> Transfers::takePlace(const std::string& hash, const std::shared_ptr<Transfer>& transfer)
{
    std::shared_ptr<Transfer> earlier;
    {
        const std::lock_guard lock(m_mutex);
        auto& place = m_transfers[hash];
        if (place && !place->left())
            return fail(ErrorCode::Conflict, "is being sent on another connection");
        earlier = std::exchange(place, transfer);
    }
    // What the broken connection sent counts before this one may send.
    if (earlier && earlier->toBeEnded())
        earlier->end();
    return {};
}

void Transfers::addUnsaved(std::vector<TicketRow>& tickets) const
{
    const std::lock_guard lock(m_mutex);
    for (auto& ticket : tickets)
        if (const auto found = m_transfers.find(ticket.hash); found != m_transfers.end())
            ticket.sent += found->second->unsaved();
}

std::size_t Transfers::underWay() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(
        std::ranges::count_if(m_transfers, [](const auto& item) { return !item.second->left(); }));
}

void Transfers::sweep()
{
    std::vector<std::shared_ptr<Transfer>> left;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [hash, transfer] : m_transfers)
            if (transfer->left())
                left.push_back(transfer);
    }
    for (const auto& transfer : left)
        if (transfer->toBeEnded())
            transfer->end();
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_transfers,
                  [](const auto& item) { return item.second->left() && !item.second->toBeEnded(); });
}

} // namespace countersign::server
