#include "server/download/RetrievalRows.h"

#include "server/people/PersonRows.h"

namespace countersign::server {

std::optional<RetrievalRow> findRetrieval(soci::session& sql, const RetrievalId& id)
{
    std::string session, person, jkt, release;
    long long expires = 0, closed = -1;
    sql << "SELECT session, person, jkt, release, expires, COALESCE(closed, -1) FROM retrievals WHERE id = "
           ":id",
        soci::into(session), soci::into(person), soci::into(jkt), soci::into(release), soci::into(expires),
        soci::into(closed), soci::use(id.text());
    if (!sql.got_data())
        return std::nullopt;
    const auto device = KeyThumbprint::fromText(jkt);
    const auto digest = Digest::fromText(release);
    if (!device || !digest)
        return std::nullopt;
    RetrievalRow row{id, SessionId(session), PersonId(person), *device, *digest, fromMillis(expires), {}};
    if (closed >= 0)
        row.closed = fromMillis(closed);
    return row;
}

void insertRetrieval(soci::session& sql, const RetrievalRow& row, std::uint64_t entry)
{
    const auto device = row.device.text();
    const auto release = row.release.text();
    const auto expires = toMillis(row.expires);
    const auto index = static_cast<long long>(entry);
    sql << "INSERT INTO retrievals (id, session, person, jkt, release, expires, entry) VALUES (:id, "
           ":session, "
           ":person, :jkt, :release, :expires, :entry)",
        soci::use(row.id.text()), soci::use(row.session.text()), soci::use(row.person.text()),
        soci::use(device), soci::use(release), soci::use(expires), soci::use(index);
}

void closeRetrieval(soci::session& sql, const RetrievalId& id, Time now, std::uint64_t entry)
{
    const auto closed = toMillis(now);
    const auto index = static_cast<long long>(entry);
    sql << "UPDATE retrievals SET closed = :closed, entry = :entry WHERE id = :id", soci::use(closed),
        soci::use(index), soci::use(id.text());
}

bool hasOpenRetrieval(soci::session& sql, const SessionId& session, const KeyThumbprint& device,
                      const Digest& release, Time now)
{
    const auto jkt = device.text();
    const auto digest = release.text();
    const auto time = toMillis(now);
    int count = 0;
    sql << "SELECT count(*) FROM retrievals WHERE session = :session AND jkt = :jkt AND release = :release "
           "AND "
           "expires > :now AND closed IS NULL",
        soci::into(count), soci::use(session.text()), soci::use(jkt), soci::use(digest), soci::use(time);
    return count > 0;
}

// A receipt and the burning of its ticket share their entry, and nothing changes a burned ticket.
std::size_t filesReceipted(soci::session& sql, const RetrievalId& id)
{
    long long count = 0;
    sql << "SELECT count(DISTINCT tickets.file) FROM tickets JOIN receipts ON receipts.entry = tickets.entry "
           "WHERE tickets.retrieval = :id",
        soci::into(count), soci::use(id.text());
    return static_cast<std::size_t>(count);
}

} // namespace countersign::server
