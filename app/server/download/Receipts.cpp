#include "server/download/Receipts.h"

#include "crypto/Sha256.h"
#include "server/approval/StatementRows.h"
#include "server/download/Entitlement.h"
#include "server/download/RetrievalRows.h"
#include "server/job/FileRows.h"
#include "server/people/PersonRows.h"
#include "server/store/LogTable.h"
#include "wire/Download.h"

#include <algorithm>

namespace countersign::server {

namespace {

Result<void> checkTicket(const TicketRow& ticket, Time now)
{
    if (ticket.burned || (ticket.lastByte && now >= *ticket.lastByte + TicketRow::receiptWithin))
        return fail(ErrorCode::TicketUsed);
    if (!ticket.lastByte)
        return fail(ErrorCode::Conflict, "a receipt for what was not wholly sent");
    return {};
}

Result<void> checkContent(const wire::ReceiptBody& receipt, const TicketRow& ticket, const Digest& release,
                          const wire::ReleaseBody& released)
{
    if (receipt.release != release || receipt.file != ticket.file)
        return fail(ErrorCode::StatementRefused, "a receipt for another file or release");
    const auto file = std::find_if(released.files.begin(), released.files.end(),
                                   [&](const auto& one) { return one.id == ticket.file; });
    if (file == released.files.end())
        return fail(ErrorCode::NotFound, "not a file of this release");
    if (receipt.length != file->length)
        return fail(ErrorCode::LengthMismatch, "the receipt tells of another length");
    if (receipt.sha256 != file->sha256)
        return fail(ErrorCode::DigestMismatch, "the receipt tells of other content");
    return {};
}

// The entry of this very receipt, where it burned this ticket and the answer was lost with the server: what
// Idempotency remembers does not outlive it.
std::optional<std::uint64_t> givenBefore(soci::session& sql, const std::string& hash, const Digest& receipt)
{
    long long found = -1;
    const auto digest = receipt.text();
    sql << "SELECT receipts.entry FROM receipts JOIN tickets ON tickets.entry = receipts.entry WHERE "
           "tickets.hash = :hash AND receipts.digest = :digest",
        soci::into(found), soci::use(hash), soci::use(digest);
    return sql.got_data() ? std::optional(static_cast<std::uint64_t>(found)) : std::nullopt;
}

// A receipt stands once: it is worth one download.
Result<void> insertReceipt(Transaction& transaction, const wire::SignedStatement& receipt, const FileId& file,
                           const PersonId& person, std::uint64_t entry)
{
    auto& sql = transaction.sql();
    const auto digest = receipt.digest.text();
    int known = 0;
    sql << "SELECT count(*) FROM receipts WHERE digest = :digest", soci::into(known), soci::use(digest);
    if (known > 0)
        return fail(ErrorCode::Conflict, "this receipt was given before");
    const auto json = signaturesText(receipt.signatures);
    const auto entered = toMillis(transaction.now());
    const auto index = static_cast<long long>(entry);
    sql << "INSERT INTO receipts (digest, file, person, json, entered, entry) VALUES (:digest, :file, "
           ":person, "
           ":json, :entered, :entry)",
        soci::use(digest), soci::use(file.text()), soci::use(person.text()), soci::use(json),
        soci::use(entered), soci::use(index);
    return {};
}

} // namespace

Result<std::uint64_t> Receipts::enter(Transaction& transaction, const Call& call, const std::string& hash,
                                      const wire::SignedStatement& receipt,
                                      const wire::AuditEntry& attempt) const
{
    auto& sql = transaction.sql();
    const auto now = transaction.now();
    auto ticket = findTicket(sql, hash);
    if (!ticket)
        return fail(ErrorCode::NotFound, "no such ticket");
    if (auto done = ticket->checkHolder(call.device, call.caller->person); !done)
        return tl::unexpected(done.error());
    if (const auto entry = givenBefore(sql, hash, receipt.digest))
        return *entry;
    if (auto done = checkTicket(*ticket, now); !done)
        return tl::unexpected(done.error());
    const auto retrieval = findRetrieval(sql, ticket->retrieval);
    if (!retrieval)
        return fail(ErrorCode::Storage, "a ticket without its retrieval");
    const auto released = releaseOf(sql, retrieval->release);
    if (!released)
        return tl::unexpected(released.error());
    const auto* body = receipt.statement.as<wire::ReceiptBody>();
    if (!body || receipt.statement.author.person != call.caller->person)
        return fail(ErrorCode::StatementRefused, "not this person's receipt");
    if (auto done = checkContent(*body, *ticket, retrieval->release, *released); !done)
        return tl::unexpected(done.error());
    const auto& state = transaction.trustState();
    if (auto signer = trust::checkAuthor(state, receipt, state.size(), now); !signer)
        return tl::unexpected(signer.error());
    if (auto done = checkSeen(sql, receipt.statement); !done)
        return tl::unexpected(done.error());

    const auto entry = transaction.audit(attempt);
    if (!entry)
        return entry;
    if (auto done = insertReceipt(transaction, receipt, ticket->file, ticket->person, *entry); !done)
        return tl::unexpected(done.error());
    ticket->burned = now;
    updateTicket(sql, *ticket, *entry);
    countDownload(sql, ticket->file, *entry);
    if (filesReceipted(sql, retrieval->id) == released->files.size())
        closeRetrieval(sql, retrieval->id, now, *entry);
    if (auto moved = m_rooms.jobs->receipted(transaction, ticket->file, *entry); !moved)
        return tl::unexpected(moved.error());
    return entry;
}

Result<http::Response> Receipts::take(Call& call)
{
    const auto body = bodyOf<wire::ReceiptPost>(call);
    if (!body)
        return tl::unexpected(body.error());
    const auto hash = crypto::sha256(call.path.at(0)).text();
    auto attempt = call.entry("download.receipt", {});
    std::ignore = m_rooms.store->read([&](soci::session& sql) -> Result<void> {
        const auto ticket = findTicket(sql, hash);
        const auto file = ticket ? findFile(sql, ticket->file) : std::nullopt;
        if (file) {
            attempt.object = file->id.text();
            attempt.job = file->job.text();
        }
        return {};
    });
    const auto refuse = [&](const Error& why) { return tl::unexpected(m_rooms.refusals->log(attempt, why)); };
    const auto receipt = wire::openStatement({body->receipt});
    if (!receipt)
        return refuse(receipt.error());
    attempt.detail["receipt"] = receipt->digest.text();
    attempt.detail["key"] = receipt->statement.author.key.text();
    const auto entry = writeFor<std::uint64_t>(*m_rooms.store, [&](Transaction& transaction) {
        return enter(transaction, call, hash, *receipt, attempt);
    });
    if (!entry)
        return refuse(entry.error());
    return answer(wire::Done{*entry});
}

} // namespace countersign::server
