#include "server/download/TicketRows.h"

#include "server/people/PersonRows.h"

#include <algorithm>

namespace countersign::server {

namespace {

constexpr auto select =
    "SELECT tickets.hash, tickets.retrieval, tickets.file, tickets.jkt, tickets.begin_by, "
    "COALESCE(tickets.begun, -1), tickets.sent, tickets.covered, COALESCE(tickets.unended, -1), "
    "tickets.resumes, COALESCE(tickets.last_byte, -1), "
    "COALESCE(tickets.burned, -1), tickets.expires, retrievals.person FROM tickets JOIN retrievals ON "
    "retrievals.id = tickets.retrieval";

std::optional<Time> timeOf(long long millis)
{
    return millis < 0 ? std::nullopt : std::optional(fromMillis(millis));
}

std::vector<TicketRow> fetch(soci::session& sql, const std::string& tail, const std::string& wanted)
{
    std::string hash, retrieval, file, jkt, person;
    long long beginBy = 0, begun = -1, sent = 0, covered = 0, unended = -1, resumes = 0, lastByte = -1,
              burned = -1, expires = 0;
    soci::statement statement =
        (sql.prepare << select + tail, soci::into(hash), soci::into(retrieval), soci::into(file),
         soci::into(jkt), soci::into(beginBy), soci::into(begun), soci::into(sent), soci::into(covered),
         soci::into(unended), soci::into(resumes), soci::into(lastByte), soci::into(burned),
         soci::into(expires), soci::into(person), soci::use(wanted));
    statement.execute();
    std::vector<TicketRow> rows;
    while (statement.fetch()) {
        TicketRow row;
        row.hash = hash;
        row.retrieval = RetrievalId(retrieval);
        row.file = FileId(file);
        row.device = KeyThumbprint::fromText(jkt).value_or(KeyThumbprint());
        row.beginBy = fromMillis(beginBy);
        row.begun = timeOf(begun);
        row.sent = static_cast<std::uint64_t>(sent);
        row.covered = static_cast<std::uint64_t>(covered);
        if (unended >= 0)
            row.unended = static_cast<std::uint64_t>(unended);
        row.resumes = static_cast<int>(resumes);
        row.lastByte = timeOf(lastByte);
        row.burned = timeOf(burned);
        row.expires = fromMillis(expires);
        row.person = PersonId(person);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

void TicketRow::cover(std::uint64_t from, std::uint64_t sentHere)
{
    if (from <= covered)
        covered = std::max(covered, from + sentHere);
}

void TicketRow::coverUnended(std::uint64_t next, std::uint64_t most)
{
    if (unended && *unended <= covered && next > covered)
        covered += std::min(next - covered, most);
}

bool TicketRow::live(Time now) const
{
    if (burned || now >= expires || (lastByte && now >= *lastByte + receiptWithin))
        return false;
    return begun || now < beginBy;
}

Result<void> TicketRow::checkHolder(const KeyThumbprint& caller, const PersonId& by) const
{
    if (device != caller)
        return fail(ErrorCode::TicketOtherDevice);
    if (person != by)
        return fail(ErrorCode::NotRecipient, "another person's ticket");
    return {};
}

std::optional<TicketRow> findTicket(soci::session& sql, const std::string& hash)
{
    auto rows = fetch(sql, " WHERE tickets.hash = :wanted", hash);
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<TicketRow> ticketsOfFile(soci::session& sql, const FileId& file)
{
    return fetch(sql, " WHERE tickets.file = :wanted", file.text());
}

std::vector<TicketRow> ticketsOfJob(soci::session& sql, const JobId& job)
{
    return fetch(sql, " JOIN files ON files.id = tickets.file WHERE files.job = :wanted", job.text());
}

void insertTicket(soci::session& sql, const TicketRow& row, std::uint64_t entry)
{
    const auto device = row.device.text();
    const auto beginBy = toMillis(row.beginBy);
    const auto expires = toMillis(row.expires);
    const auto index = static_cast<long long>(entry);
    sql << "INSERT INTO tickets (hash, retrieval, file, jkt, begin_by, expires, entry) VALUES (:hash, "
           ":retrieval, :file, :jkt, :begin_by, :expires, :entry)",
        soci::use(row.hash), soci::use(row.retrieval.text()), soci::use(row.file.text()), soci::use(device),
        soci::use(beginBy), soci::use(expires), soci::use(index);
}

void updateTicket(soci::session& sql, const TicketRow& row, std::uint64_t entry)
{
    const auto millis = [](const std::optional<Time>& time) { return time ? toMillis(*time) : 0; };
    const auto indicator = [](const std::optional<Time>& time) { return time ? soci::i_ok : soci::i_null; };
    const auto begun = millis(row.begun), lastByte = millis(row.lastByte), burned = millis(row.burned);
    auto hasBegun = indicator(row.begun), hasLast = indicator(row.lastByte), isBurned = indicator(row.burned);
    const auto sent = static_cast<long long>(row.sent);
    const auto covered = static_cast<long long>(row.covered);
    const auto unended = static_cast<long long>(row.unended.value_or(0));
    auto isUnended = row.unended ? soci::i_ok : soci::i_null;
    const auto index = static_cast<long long>(entry);
    sql << "UPDATE tickets SET begun = :begun, sent = :sent, covered = :covered, unended = :unended, resumes "
           "= :resumes, last_byte = :last_byte, "
           "burned = :burned, entry = :entry WHERE hash = :hash",
        soci::use(begun, hasBegun), soci::use(sent), soci::use(covered), soci::use(unended, isUnended),
        soci::use(row.resumes), soci::use(lastByte, hasLast), soci::use(burned, isBurned), soci::use(index),
        soci::use(row.hash);
}

} // namespace countersign::server
