#include "server/download/DownloadRoutes.h"

#include "server/download/Openings.h"
#include "server/download/Receipts.h"
#include "server/download/Retrievals.h"
#include "server/download/Tickets.h"

namespace countersign::server {

void addDownloadRoutes(RouteTable& table, const DownloadRooms& rooms, Transfers& transfers)
{
    using wire::Role;
    const auto retrievals = std::make_shared<Retrievals>(rooms);
    const auto tickets = std::make_shared<Tickets>(rooms, transfers);
    const auto receipts = std::make_shared<Receipts>(rooms);
    const auto openings = std::make_shared<Openings>(rooms);
    table.push_back({"POST",
                     "/v1/retrievals",
                     Access::Roles,
                     {Role::ArtifactDownloader},
                     StepUpNeed::Code,
                     "download.open",
                     [retrievals](Call& call) { return retrievals->open(call); }});
    table.push_back({"POST",
                     "/v1/files/{id}/tickets",
                     Access::Roles,
                     {Role::ArtifactDownloader},
                     StepUpNeed::None,
                     "download.ticket",
                     [tickets](Call& call) { return tickets->issue(call); }});
    table.push_back({"GET",
                     "/v1/tickets/{ticket}",
                     Access::Roles,
                     {Role::ArtifactDownloader},
                     StepUpNeed::None,
                     "download.begin",
                     [&transfers](Call& call) { return transfers.begin(call); }});
    // What arrived is receipted by whoever received it, the role withdrawn meanwhile or not.
    table.push_back({"POST",
                     "/v1/tickets/{ticket}/receipt",
                     Access::Session,
                     {},
                     StepUpNeed::None,
                     "download.receipt",
                     [receipts](Call& call) { return receipts->take(call); }});
    table.push_back({"POST",
                     "/v1/openings",
                     Access::Roles,
                     {Role::ArtifactDownloader},
                     StepUpNeed::Code,
                     "download.unseal",
                     [openings](Call& call) { return openings->allow(call); }});
    // As with receipts: what was opened is told, the role withdrawn meanwhile or not.
    table.push_back({"POST",
                     "/v1/files/{id}/openings",
                     Access::Session,
                     {},
                     StepUpNeed::None,
                     "download.unsealed",
                     [openings](Call& call) { return openings->report(call); }});
}

} // namespace countersign::server
