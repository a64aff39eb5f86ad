#pragma once

#include "client/LogFollower.h"
#include "trust/TrailReport.h"

#include <variant>

namespace countersign::client {

struct WholeLog
{
};
struct EntryRange
{
    std::uint64_t first = 0;
    std::uint64_t last = 0; ///< itself, too
};
struct TimeRange
{
    Time from;
    Time to; ///< not itself
};
using TrailExtent = std::variant<WholeLog, EntryRange, TimeRange>;

/// What a check of the trail came to, and what it was held against.
struct WholeTrailReport
{
    trust::TrailReport found;
    ServerId server;
    Digest root;          ///< of version 1, as pinned
    std::string log;      ///< origin of the audit log's checkpoints
    wire::SeenTree audit; ///< the checkpoint that was fetched for the check
    wire::SeenTree trust;
    std::uint64_t end = 0; ///< behind the last entry that was checked
    Time begun;
    Time ended;

    /// Every entry of the log as it was signed.
    [[nodiscard]] bool whole() const { return found.first == 0 && end == audit.size; }
};

/// Checks the audit log, or a part, against the rules of the statements (`trust::TrailCheck`): fetches it
/// anew bundle by bundle, proves each entry by tiles from the newest checkpoint, and keeps none. What the
/// logs name by digest alone is fetched where the server offers it; what it does not offer is told as unseen.
class WholeTrail final : public QObject
{
    Q_OBJECT

public:
    WholeTrail(Connection& connection, LogFollower& log, const Clock& clock, QObject* parent = nullptr);
    ~WholeTrail() override;

    struct Progress
    {
        std::uint64_t done = 0;       ///< entries
        std::uint64_t all = 0;        ///< 0 until it is known
        std::uint64_t signatures = 0; ///< checked, and good
    };
    /// One check at a time: another ends the one under way. An entry that is not what was signed breaks the
    /// log, as anywhere; `LogTileMissing`: a bundle that the server lacks; `NotFound`: no entry lies there;
    /// `RoleMissing`: not for this person. Ends as `Cancelled`, at the next answer, once it was cancelled.
    [[nodiscard]] QCoro::Task<Result<WholeTrailReport>> check(TrailExtent extent);
    void cancel();
    [[nodiscard]] bool running() const { return m_run != nullptr; }
    [[nodiscard]] const Progress& progress() const { return m_progress; }

signals:
    void progressed();

private:
    struct Run;
    Connection& m_connection;
    LogFollower& m_log;
    const Clock& m_clock;
    std::shared_ptr<Run> m_run; // its coroutines hold it, too
    Progress m_progress;
};

} // namespace countersign::client
