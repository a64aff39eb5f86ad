#pragma once

#include "client/ExportBook.h"
#include "wire/Audit.h"

namespace countersign::client {

/// An entry of an export's trail, proved to stand in the log that this console verified.
struct TrailEvent
{
    std::uint64_t index = 0;
    wire::AuditEntry entry;
    QByteArray line; ///< exact bytes
    enum class Lane : std::uint8_t { Operator, Approvers, Server, Source, Downloader } lane = Lane::Server;
    bool proved = false;
};

class Trail final : public QObject
{
public:
    Trail(Connection& connection, LogFollower& log);
    /// All entries of the job, oldest first; `LogInconsistent` if one does not stand where the server says.
    [[nodiscard]] QCoro::Task<Result<std::vector<TrailEvent>>> load(JobId job);
    [[nodiscard]] static TrailEvent::Lane laneOf(const wire::AuditEntry& entry);

private:
    Connection& m_connection;
    LogFollower& m_log;
};

} // namespace countersign::client
