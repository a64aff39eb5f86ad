#pragma once

#include "client/LogFollower.h"
#include "client/Statements.h"
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
    };
    /// Nothing where none awaits admins. `LogSplit` where it is not about what this console had seen,
    /// `LogRolledBack` where it had seen more than is named as lost;
    /// `StatementRefused` where the proposal is no admin's, or says something else; `KeyRevoked` where this
    /// console knows its key to be revoked, be it in what was lost.
    [[nodiscard]] QCoro::Task<Result<std::optional<View>>> look();
    /// Proposes what the host found, or approves what another admin proposed of it. With the last signature
    /// the log goes on, and what was broken by the loss is whole.
    [[nodiscard]] QCoro::Task<Result<void>> sign(View view, QString reason, Secret code);

private:
    [[nodiscard]] Result<View> viewOf(wire::PendingRecovery pending, const trust::TrustState& state) const;

    Connection& m_connection;
    Session& m_session;
    LogFollower& m_log;
    Statements& m_statements;
};

} // namespace countersign::client
