#pragma once

#include "server/people/PersonRows.h"
#include "wire/Statement.h"

namespace countersign::server {

/// What the server holds before there is a root.
struct FoundingRows
{
    std::vector<PersonRow> admins;                           ///< invited as such by `countersignd init`
    std::map<PersonId, wire::SignedStatement> registrations; ///< the newest of each
    std::optional<wire::SignedStatement> proposal;           ///< with the signatures so far
};

[[nodiscard]] Result<FoundingRows> readFounding(soci::session& sql);
/// In place of whatever was proposed before.
void writeProposal(soci::session& sql, const wire::SignedStatement& proposal, const PersonId& signer,
                   std::uint64_t entry);

} // namespace countersign::server
