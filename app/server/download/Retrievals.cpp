#include "server/download/Retrievals.h"

#include "crypto/Random.h"
#include "server/approval/StatementRows.h"
#include "server/download/DownloadCount.h"
#include "server/download/Entitlement.h"
#include "server/download/RetrievalRows.h"
#include "server/job/FileRows.h"
#include "server/session/Privileged.h"
#include "wire/Download.h"

#include <algorithm>

namespace countersign::server {

namespace {

// What is left for this person: an unfinished ticket of theirs makes room for the next one.
Result<void> checkAnyLeft(soci::session& sql, const Entitlement& entitlement, const PersonId& person,
                          Time now)
{
    std::map<FileId, std::vector<TicketRow>> tickets;
    for (auto& ticket : ticketsOfJob(sql, entitlement.body.job)) {
        if (ticket.person == person && ticket.live(now))
            ticket.burned = now;
        tickets[ticket.file].push_back(std::move(ticket));
    }
    const auto files = filesOfJob(sql, entitlement.body.job);
    const bool left = std::any_of(files.begin(), files.end(), [&](const FileRow& file) {
        return downloadsUsed(tickets[file.id], file.sealedLength, now) < entitlement.body.downloads;
    });
    return left ? Result<void>() : fail(ErrorCode::DownloadsExhausted);
}

} // namespace

Result<http::Response> Retrievals::open(Call& call)
{
    const auto body = bodyOf<wire::RetrievalOpen>(call);
    if (!body)
        return tl::unexpected(body.error());
    const auto attempt =
        call.entry("download.open", body->release.text(), jobNamed(*m_rooms.store, body->release));
    const auto& caller = *call.caller;
    Privileged privileged(*m_rooms.store, *m_rooms.stepUp);
    const auto opened = privileged.run<wire::Retrieval>(
        call, attempt, body->code,
        [&](Transaction& transaction, std::uint64_t entry) -> Result<wire::Retrieval> {
            const auto now = transaction.now();
            const auto entitlement = entitlementOf(transaction.sql(), transaction.trustState(), *m_rooms.jobs,
                                                   body->release, caller.person, now);
            if (!entitlement)
                return tl::unexpected(entitlement.error());
            if (auto done = checkAnyLeft(transaction.sql(), *entitlement, caller.person, now); !done)
                return tl::unexpected(done.error());
            const RetrievalRow row{RetrievalId(crypto::randomIdText("ret_")),
                                   caller.session,
                                   caller.person,
                                   caller.device,
                                   body->release,
                                   std::min<Time>(now + openFor, entitlement->body.ends),
                                   {}};
            insertRetrieval(transaction.sql(), row, entry);
            return wire::Retrieval{row.id, row.expires};
        });
    if (!opened)
        return tl::unexpected(m_rooms.refusals->log(attempt, opened.error()));
    return answer(*opened);
}

} // namespace countersign::server
