#pragma once

#include "server/store/LogTable.h"
#include "server/store/TrustKeeper.h"
#include "server/store/WriteQueue.h"

#include <array>
#include <map>

namespace countersign::server {

/// Turns a batch of changes into one transaction: a savepoint each, both logs, the trust state, one sync.
/// Lives on the queue's thread once `load` has returned.
class Writer
{
public:
    /// At least one log has grown, and that is on the disk.
    using Committed = std::function<void()>;

    Writer(soci::session& sql, TrustKeeper& trust, const Clock& clock, Committed committed);

    /// Checks and loads both logs.
    [[nodiscard]] Result<void> load();
    [[nodiscard]] LogHead head(LogName log) const;

    /// Fills in each result, and runs what was to follow a commit.
    void run(const std::vector<WaitingChange*>& batch);

private:
    class OpenChange;
    /// Where the logs stood, to go back to.
    struct Mark
    {
        RightEdge trust;
        RightEdge audit;
        Time time;
    };

    [[nodiscard]] Mark mark() const;
    [[nodiscard]] Result<void> runBatch(const std::vector<WaitingChange*>& batch);
    /// The change's own failure is its result; an error here is the end of the batch.
    [[nodiscard]] Result<void> runChange(WaitingChange& waiting);
    [[nodiscard]] Result<void> goBack(const Mark& mark, bool trustToo);
    void abandon(const Mark& mark, const std::vector<WaitingChange*>& batch, const Error& why);
    [[nodiscard]] Time nextTime() const;
    void setOpenEntry(std::optional<std::uint64_t> index);

    soci::session& m_sql;
    TrustKeeper& m_trust;
    const Clock& m_clock;
    Committed m_committed;
    LogTable m_trustLog;
    LogTable m_auditLog;
    Time m_last{};
    std::map<std::type_index, std::shared_ptr<void>> m_kept; ///< see `Transaction::kept`
    std::optional<Error> m_broken; ///< memory and database may differ: nothing more is written

    soci::statement m_begin, m_commit, m_savepoint, m_release;
    long long m_openIndex = 0;
    soci::indicator m_openIndicator = soci::i_null;
    soci::statement m_open;
};

} // namespace countersign::server
