#pragma once

#include "client/LogFollower.h"
#include "client/Statements.h"
#include "trust/Undone.h"
#include "wire/Prepared.h"

namespace countersign::client {

/// A recovery of the logs that was begun on the server's host, as an admin signs it. It works while the log
/// is broken by the loss: what is signed rests on what this console kept, and on the pinned root.
class LogRecoveries final : public QObject
{
    Q_OBJECT

public:
    LogRecoveries(Connection& connection, Session& session, LogFollower& log, Statements& statements,
                  QObject* parent = nullptr);

    /// The first signature, where there is one: by an admin's key that counted before the loss.
    struct Proposal
    {
        Digest digest;
        PersonId person;
        std::string name;
        std::string reason;
    };
    struct View
    {
        wire::PendingRecovery pending;
        std::string trustLog; ///< C2SP vkeys of now
        std::string auditLog;
        int threshold = 2; ///< admins who must sign
        std::optional<Proposal> proposal;
        bool own = false; ///< this person signed already
        /// Of what is kept, the entries that this console could compare with what it had seen.
        std::uint64_t comparedTrust = 0;
        std::uint64_t comparedAudit = 0;
        std::vector<trust::Undone> undone; ///< as far as this console knew the trust log
        std::uint64_t knownTrust = 0;      ///< entries of the trust log that it knew
    };
    /// Nothing where none awaits admins. `LogSplit` where it is not about what this console had seen,
    /// `LogRolledBack` where it had seen more than is named as lost, `LogTileMissing` where the server does
    /// not show what is kept;
    /// `StatementRefused` where the proposal is no admin's, or says something else; `KeyRevoked` where this
    /// console knows that its key or its author's role had ended, be it in what was lost.
    [[nodiscard]] QCoro::Task<Result<std::optional<View>>> look();
    /// Proposes what the host found, or approves what another admin proposed of it. With the last signature
    /// the log goes on, and what was broken by the loss is whole.
    [[nodiscard]] QCoro::Task<Result<void>> sign(View view, QString reason, Secret code);

private:
    [[nodiscard]] Result<View> viewOf(wire::PendingRecovery pending, const LogFollower::Loss& loss) const;

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    Statements& m_statements;
};

} // namespace countersign::client
