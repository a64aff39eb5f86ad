#pragma once

#include "client/Connection.h"
#include "client/LogDifference.h"
#include "trust/LogView.h"
#include "trust/TrustState.h"
#include "wire/Audit.h"

namespace countersign::client {

/// Keeps both logs of the server proved: at each contact the new checkpoint is shown consistent with the last
/// one stored on this machine, and the trust log is replayed. Once broken it stays broken, in later runs,
/// too, until somebody looked at the evidence and says so; a log that was rolled back also goes on where
/// admins signed a recovery for it.
class LogFollower final : public QObject
{
    Q_OBJECT

public:
    /// `folder`: where checkpoints, cached tiles and evidence are kept for this profile.
    LogFollower(Connection& connection, QString folder, QObject* parent = nullptr);
    ~LogFollower() override;

    /// Somebody looked at the evidence, which stays: what the server shows from now on is proved against what
    /// this console had verified before the trust broke. `FileAccess`: it stays broken.
    [[nodiscard]] QCoro::Task<Result<void>> goOn();
    /// Fetches, proves, replays. Calls under way at the same time share one run. `RootMissing` before the
    /// founding.
    [[nodiscard]] QCoro::Task<Result<void>> advance();
    /// That a tree head in somebody's statement is a prefix of ours; advances first where needed. `LogHidden`
    /// where the server does not show as much, be it that it is slow.
    [[nodiscard]] QCoro::Task<Result<void>> checkSeen(wire::Seen seen);
    /// The same of many, as far as is verified, for whoever reports it: told of each, nothing where it is a
    /// prefix of both, and no reason to stop.
    [[nodiscard]] QCoro::Task<Result<trust::LogView::Each>> lookFor(std::vector<wire::Seen> seen);
    /// That these audit entries stand in the audit log that we verified; advances first where needed.
    [[nodiscard]] QCoro::Task<Result<void>> checkEntries(std::vector<wire::PlacedEntry> entries);

    /// Both logs as this console verified them last: what evidence is made of. `auditTiles`: those that prove
    /// these entries, and that trees of these sizes are prefixes.
    struct Pieces
    {
        std::vector<std::string> trustLines;
        std::string trustNote;
        std::string auditNote;
        std::map<crypto::TileId, Bytes> auditTiles;
    };
    [[nodiscard]] QCoro::Task<Result<Pieces>> pieces(std::vector<std::uint64_t> entries,
                                                     std::vector<std::uint64_t> sizes);

    /// Until so many entries are verified, for what the server says stands there: it publishes at most once a
    /// second, so this waits a few seconds at most. `LogIncomplete` if the server does not show them.
    [[nodiscard]] QCoro::Task<Result<void>> reach(std::uint64_t trustEntries, std::uint64_t auditEntries);

    struct Loss
    {
        trust::TrustState kept;  ///< the trust log as it was kept, replayed from the pinned root
        trust::TrustState known; ///< as this console had verified it, as far as that can still be replayed
        std::uint64_t trust = 0; ///< entries kept that are those which this console had seen
        std::uint64_t audit = 0;
    };
    /// For a recovery that awaits admins, be the log broken by the loss. `LogSplit` where `lost` and `kept`
    /// are not what this console had seen, as far as it kept tiles and heads to tell; `LogRolledBack` where
    /// it had seen more than is named as lost; `LogTileMissing` where the server does not show what was kept.
    [[nodiscard]] QCoro::Task<Result<Loss>> checkLoss(wire::Seen lost, wire::Seen kept);
    /// What this console had seen of what was kept: tree heads for the statement that signs for the loss.
    [[nodiscard]] std::optional<wire::Seen> seenOf(const wire::Seen& kept) const;

    [[nodiscard]] const trust::TrustState& trust() const;
    /// Tree heads for `seen` of a statement to be signed; absent before the founding.
    [[nodiscard]] std::optional<wire::Seen> seen() const;
    [[nodiscard]] std::uint64_t verifiedThrough() const; ///< number of audit entries verified
    [[nodiscard]] const std::optional<Error>& broken() const;
    /// Where the evidence was saved when the trust broke.
    [[nodiscard]] QString evidence() const;
    /// Once broken: where the log and what this console kept of it part, as soon as that is known.
    [[nodiscard]] const std::optional<LogDifference>& difference() const;
    /// When the log that broke (the audit log) was stored on this machine last, as verified then.
    [[nodiscard]] std::optional<Time> storedAt() const;
    /// Writes both sides' checkpoints and what each had of tiles into a folder; answers its path.
    [[nodiscard]] Result<QString> saveEvidence(const QString& folder) const;

signals:
    /// Both logs were proved up to the server's newest checkpoints, whether they had grown or not.
    void verified();
    /// One of them had grown.
    void advanced();
    void brokenChanged();
    void differenceFound();

private:
    struct Private;
    std::shared_ptr<Private> d; // coroutines under way hold it, too
};

} // namespace countersign::client
