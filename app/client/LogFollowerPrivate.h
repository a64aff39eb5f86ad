#pragma once

#include "client/FollowedLog.h"
#include "client/LogFollower.h"

#include <set>

#include <QPointer>

/// Private to `LogFollower`: its state, which coroutines under way keep alive when it is gone.
namespace countersign::client {

// What only a server that lies, or lost part of a log, can bring about; not a network that failed.
inline bool breaksTrust(const Error& error)
{
    switch (error.code) {
    case ErrorCode::LogInconsistent:
    case ErrorCode::LogSignature:
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
    QCoro::Task<Result<void>> reach(std::uint64_t trustEntries, std::uint64_t auditEntries);
    QCoro::Task<Result<void>> checkSeen(wire::Seen seen);
    QCoro::Task<Result<void>> checkEntries(std::vector<wire::PlacedEntry> entries);

    QCoro::Task<Result<void>> follow();
    QCoro::Task<Result<void>> meet(std::string note);
    QCoro::Task<Result<void>> followTrust();
    QCoro::Task<Result<void>> followAudit();
    QCoro::Task<Result<void>> checkAuthorsSaw();
    QCoro::Task<Result<std::string>> note(FollowedLog* log);
    /// A proof that failed is tried again without what was cached; a failure that stays breaks the trust.
    template <typename Proof>
    QCoro::Task<Result<void>> firmly(Proof proof);
    void breakWith(const Error& error);
    Result<QString> saveEvidence(const QString& where) const;

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
    bool moved = false;
    SharedRun run;
    std::vector<wire::Seen> authorsSaw; ///< of statements replayed, not yet looked for in the trees
    std::set<SeenKey> covered;
};

template <typename Proof>
QCoro::Task<Result<void>> LogFollower::Private::firmly(Proof proof)
{
    const auto keep = shared_from_this();
    auto done = co_await proof();
    if (done || !breaksTrust(done.error()) || gone())
        co_return done;
    trustLog.tiles().forget();
    auditLog.tiles().forget();
    done = co_await proof();
    if (!done && breaksTrust(done.error()) && !gone())
        breakWith(done.error());
    co_return done;
}

} // namespace countersign::client
