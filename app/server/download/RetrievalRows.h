#pragma once

#include "base/Ids.h"
#include "base/Time.h"

#include <optional>

#include <soci/soci.h>

namespace countersign::server {

/// A row of `retrievals`: what one code opened.
struct RetrievalRow
{
    RetrievalId id;
    SessionId session;
    PersonId person;
    KeyThumbprint device; ///< of the DPoP key
    Digest release;
    Time expires{};
    std::optional<Time> closed;
};

// These speak SQL and leave SOCI's exceptions to the store, which turns them into `Storage`.
[[nodiscard]] std::optional<RetrievalRow> findRetrieval(soci::session& sql, const RetrievalId& id);
void insertRetrieval(soci::session& sql, const RetrievalRow& row, std::uint64_t entry);
void closeRetrieval(soci::session& sql, const RetrievalId& id, Time now, std::uint64_t entry);

/// Whether this session and device have a retrieval of the release open: tickets of an earlier one go on
/// under it.
[[nodiscard]] bool hasOpenRetrieval(soci::session& sql, const SessionId& session, const KeyThumbprint& device,
                                    const Digest& release, Time now);
/// Of how many files receipts came under tickets of this retrieval.
[[nodiscard]] std::size_t filesReceipted(soci::session& sql, const RetrievalId& id);

} // namespace countersign::server
