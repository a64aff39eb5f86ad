#pragma once

#include "server/download/DownloadRooms.h"
#include "wire/Download.h"

namespace countersign::server {

/// Files that their fetcher kept sealed: opened with a fresh code on the machine that has the key, and
/// reported. What lies there sealed is out of the server's reach: it refuses the code, not the key.
class Openings
{
public:
    explicit Openings(const DownloadRooms& rooms) : m_rooms(rooms) {}

    /// `POST /v1/openings`. `NotFound`, `NotRecipient`, `RoleMissing`; `ApprovalMissing`, or what
    /// trust::checkNotVoid says, for a release that no longer stands; `NotOpen` for whoever gave no
    /// receipt for any of its files. That the export has ended is no reason: the files were fetched before.
    [[nodiscard]] Result<http::Response> allow(Call& call);
    /// `POST /v1/files/{id}/openings`. `NotFound` for a file of no such release, `NotOpen` for one that this
    /// person gave no receipt for, `Conflict` where the entry that it names allowed nothing of the kind. The
    /// same report again answers the entry that it made.
    [[nodiscard]] Result<http::Response> report(Call& call);

private:
    [[nodiscard]] Result<std::uint64_t> enter(Transaction& transaction, const Call& call,
                                              const wire::OpeningReport& report,
                                              const wire::AuditEntry& attempt) const;

    DownloadRooms m_rooms;
};

} // namespace countersign::server
