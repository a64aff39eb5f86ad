#pragma once

#include "client/ExportBook.h"
#include "wire/Audit.h"

namespace countersign::client {

/// An entry of an export's trail, proved to stand in the log that this console verified.
struct TrailEvent
{
    std::uint64_t index = 0;
    wire::AuditEntry entry; ///< with the actor's name as the trust log has it
    QByteArray line;        ///< exact bytes
    enum class Lane : std::uint8_t { Operator, Approvers, Server, Source, Downloader } lane = Lane::Server;
    bool proved = false;
};

class Trail final : public QObject
{
public:
    Trail(Connection& connection, LogFollower& log, ExportBook& book);
    /// As the server told it, the entries proved to stand in the log that this console verified, in its
    /// order.
    [[nodiscard]] QCoro::Task<Result<wire::Trail>> proved(JobId job);
    /// All entries of the job, oldest first; `LogEntryAltered` and the like if one does not stand where the
    /// server says, `LogEntryForeign` if it is none of the job's, `LogIncomplete` if none of them tells of a
    /// statement of the export that stands in the trust log.
    [[nodiscard]] QCoro::Task<Result<std::vector<TrailEvent>>> load(JobId job);
    [[nodiscard]] static TrailEvent::Lane laneOf(const wire::AuditEntry& entry);

private:
    Connection& m_connection;
    LogFollower& m_log;
    ExportBook& m_book;
};

} // namespace countersign::client
