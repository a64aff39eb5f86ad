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

/// Something that the person signed in did and told the server of, which answered that it entered it.
struct ToldAct
{
    std::optional<std::uint64_t> index; ///< where, as the server says; absent where its answer was lost
    std::string action;
    std::string object;
    PersonId person;
    std::map<std::string, std::string> detail; ///< what the entry holds of it, at least

    [[nodiscard]] bool isOf(const wire::AuditEntry& entry) const;
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
    /// Which of these stand in the log that this console verified, among the job's entries: what the server
    /// answers is its word alone. Waits, as `LogFollower::reach` does, until they are published.
    [[nodiscard]] QCoro::Task<Result<std::vector<bool>>> holds(JobId job, std::vector<ToldAct> acts);
    [[nodiscard]] static TrailEvent::Lane laneOf(const wire::AuditEntry& entry);

private:
    Connection& m_connection;
    LogFollower& m_log;
    ExportBook& m_book;
};

} // namespace countersign::client
