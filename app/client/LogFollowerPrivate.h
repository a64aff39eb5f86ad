#pragma once

#include "client/FollowedLog.h"
#include "client/LogFollower.h"
#include "client/LogReplay.h"
#include "client/TrustCache.h"

#include <set>

#include <QPointer>

/// Private to `LogFollower`: its state, which coroutines under way keep alive when it is gone.
namespace countersign::client {

// What only a server that lies, or lost part of a log, can bring about; not a network that failed.
inline bool breaksTrust(const Error& error)
{
    switch (error.code) {
    case ErrorCode::LogInconsistent:
    case ErrorCode::LogRolledBack:
    case ErrorCode::LogForked:
    case ErrorCode::LogSplit:
    case ErrorCode::LogHidden:
    case ErrorCode::LogGone:
    case ErrorCode::LogTileBroken:
    case ErrorCode::LogTileMissing:
    case ErrorCode::LogEntryAltered:
    case ErrorCode::LogEntryMoved:
    case ErrorCode::LogEntryAdded:
    case ErrorCode::LogEntryLacking:
    case ErrorCode::LogEntryRefused:
    case ErrorCode::LogSignature:
    case ErrorCode::LogOrigin:
    case ErrorCode::LogIncomplete:
    case ErrorCode::RootMismatch:
        return true;
    default:
        return false;
    }
}

using SeenKey = std::tuple<std::uint64_t, Digest, std::uint64_t, Digest>;
inline SeenKey keyOf(const wire::Seen& seen)
{
    return {seen.trust.size, seen.trust.root, seen.audit.size, seen.audit.root};
}

struct LogFollower::Private : std::enable_shared_from_this<LogFollower::Private>
{
    Private(LogFollower& theOwner, Connection& theConnection, const QString& theFolder)
        : owner(&theOwner),
          connection(&theConnection),
          folder(theFolder),
          trustLog(theConnection, QStringLiteral("trust"), theFolder),
          auditLog(theConnection, QStringLiteral("audit"), theFolder)
    {
    }

    QCoro::Task<Result<void>> advanceOnce();
    QCoro::Task<Result<void>> goOnAfterRecovery();
    QCoro::Task<Result<Loss>> checkLoss(wire::Seen lost, wire::Seen kept);
    QCoro::Task<trust::TrustState> knownBefore();
    QCoro::Task<Result<void>> reach(std::uint64_t trustEntries, std::uint64_t auditEntries);
    QCoro::Task<Result<void>> checkSeen(wire::Seen seen);
    QCoro::Task<Result<trust::LogView::Each>> lookFor(std::vector<wire::Seen> seen);
    QCoro::Task<Result<trust::LogView::Each>> lookIn(FollowedLog* log, std::vector<wire::SeenTree> heads);
    QCoro::Task<Result<void>> checkEntries(std::vector<wire::PlacedEntry> entries);

    QCoro::Task<Result<Pieces>> pieces(std::vector<std::uint64_t> entries, std::vector<std::uint64_t> sizes);
    QCoro::Task<Result<void>> follow();
    QCoro::Task<Result<void>> meet(std::string note);
    [[nodiscard]] TrustCache cache() const { return {folder, *connection->profile().root}; }
    QCoro::Task<Result<void>> followTrust();
    /// What the trust log comes to at the end of the view.
    QCoro::Task<Result<Replay>> replayTo(trust::LogView view);
    /// Where the replay begins: what this run knows, or what an earlier one had replayed, or nothing.
    QCoro::Task<trust::TrustState> beginning();
    /// Lays what was replayed beside the checkpoints, where that is worth it.
    QCoro::Task<void> keepReplayed();
    void takeOver(Replay next);
    QCoro::Task<Result<void>> followAudit();
    /// The trust log's next view. Where another key signed it than the one known: the key that the log
    /// itself, by the rules of its statements, names for it.
    QCoro::Task<Result<trust::LogView>> nextTrustView(std::string note);
    QCoro::Task<Result<void>> succeedTrust(std::string note);
    Result<void> succeedAudit();
    QCoro::Task<Result<void>> checkAuthorsSaw();
    QCoro::Task<Result<std::string>> note(FollowedLog* log);
    /// A proof that failed is tried again without what was cached; a failure that stays breaks the trust.
    template <typename Proof>
    QCoro::Task<Result<void>> firmly(Proof proof);
    void breakWith(const Error& error);
    /// That an earlier run broke, and nobody looked yet.
    void recallBreak();
    void noteBreak() const;
    Result<void> forgetBreak();
    QCoro::Task<Result<void>> goOn();
    Result<void> startAnew();
    enum class Evidence : std::uint8_t { Add, LeaveAsItIs };
    /// Where the log that broke the trust parts from ours; may add what it was told to the evidence.
    QCoro::Task<void> findDifference(Evidence then);
    [[nodiscard]] FollowedLog* inDoubt();
    Result<QString> saveEvidence(const QString& where) const;
    [[nodiscard]] Result<void> writeEvidence(const QString& path) const;
    void settle();
    void bringBack();

    [[nodiscard]] bool gone() const { return !owner || !connection; }
    [[nodiscard]] bool reached(std::uint64_t trustEntries, std::uint64_t auditEntries) const
    {
        return trust.founded() && auditLog.met() && trust.size() >= trustEntries &&
               auditLog.view().head().size >= auditEntries;
    }

    QPointer<LogFollower> owner;
    QPointer<Connection> connection;
    QString folder;
    FollowedLog trustLog;
    FollowedLog auditLog;
    trust::TrustState trust;
    std::optional<Error> broken;
    std::optional<LogDifference> difference;
    QString evidence; ///< written when the trust broke
    int proving = 0;  ///< proofs under way: what they read is settled when none is
    bool moved = false;
    bool recovered = false; ///< since the trust broke, a log went on by the keys of a recovery in force
    bool anew = false;      ///< the trust log is to be replayed from its beginning: it lost what was replayed
    bool fromCache = false; ///< what is known was replayed by an earlier run, in part
    std::uint64_t laidBy = 0;    ///< entries in what lies there of replays
    std::optional<Bytes> packed; ///< the state just replayed, to be laid by
    SharedRun run;
    std::vector<wire::Seen> authorsSaw; ///< of statements replayed, not yet looked for in the trees
    std::set<SeenKey> covered;
};

template <typename Proof>
QCoro::Task<Result<void>> LogFollower::Private::firmly(Proof proof)
{
    const auto keep = shared_from_this();
    ++proving;
    auto done = co_await proof();
    if (!done && breaksTrust(done.error()) && !gone()) {
        // A shorter log is no tile's fault; and what is kept tells later whether a recovery is about this
        // one.
        if (done.error().code != ErrorCode::LogRolledBack) {
            trustLog.tiles().setAside();
            auditLog.tiles().setAside();
        }
        anew = anew || std::exchange(fromCache, false);
        done = co_await proof();
        if (!done)
            bringBack();
        if (!done && breaksTrust(done.error()) && !gone())
            breakWith(done.error());
    }
    if (--proving == 0 && done)
        settle();
    co_return done;
}

} // namespace countersign::client
