#pragma once

#include "client/Connection.h"
#include "trust/LogView.h"
#include "trust/TrustState.h"
#include "wire/Audit.h"

namespace countersign::client {

/// Keeps both logs of the server proved: at each contact the new checkpoint is shown consistent with the last
/// one stored on this machine, and the trust log is replayed. Once broken it stays broken until somebody
/// looks at the evidence.
class LogFollower final : public QObject
{
    Q_OBJECT

public:
    /// `folder`: where checkpoints, cached tiles and evidence are kept for this profile.
    LogFollower(Connection& connection, QString folder, QObject* parent = nullptr);
    ~LogFollower() override;

    /// Fetches, proves, replays. Calls under way at the same time share one run. `RootMissing` before the
    /// founding.
    [[nodiscard]] QCoro::Task<Result<void>> advance();
    /// That a tree head in somebody's statement is a prefix of ours; advances first where needed.
    [[nodiscard]] QCoro::Task<Result<void>> checkSeen(wire::Seen seen);
    /// That these audit entries stand in the audit log that we verified; advances first where needed.
    [[nodiscard]] QCoro::Task<Result<void>> checkEntries(std::vector<wire::PlacedEntry> entries);

    /// Until so many entries are verified, for what the server says stands there: it publishes at most once a
    /// second, so this waits a few seconds at most. `LogIncomplete` if the server does not show them.
    [[nodiscard]] QCoro::Task<Result<void>> reach(std::uint64_t trustEntries, std::uint64_t auditEntries);

    [[nodiscard]] const trust::TrustState& trust() const;
    /// Tree heads for `seen` of a statement to be signed; absent before the founding.
    [[nodiscard]] std::optional<wire::Seen> seen() const;
    [[nodiscard]] std::uint64_t verifiedThrough() const; ///< number of audit entries verified
    [[nodiscard]] const std::optional<Error>& broken() const;
    /// Writes both sides' checkpoints and what was read since into a folder; answers its path.
    [[nodiscard]] Result<QString> saveEvidence(const QString& folder) const;

signals:
    /// Both logs were proved up to the server's newest checkpoints, whether they had grown or not.
    void verified();
    /// One of them had grown.
    void advanced();
    void brokenChanged();

private:
    struct Private;
    std::shared_ptr<Private> d; // coroutines under way hold it, too
};

} // namespace countersign::client
