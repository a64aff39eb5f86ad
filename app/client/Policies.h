#pragma once

#include "client/LogFollower.h"
#include "client/Statements.h"
#include "wire/Prepared.h"

namespace countersign::client {

/// What everything rests on, as the trust log knows it, and how admins change it together.
class Policies final : public QObject
{
    Q_OBJECT

public:
    Policies(Connection& connection, LogFollower& log, Statements& statements, QObject* parent = nullptr);

    /// The policy in force, as the next version: for a page to change and to hand back to `change`.
    [[nodiscard]] std::optional<wire::Policy> nextPolicy() const;
    /// The root in force, as the next version, with these admins and their newest keys that count. `NotFound`
    /// for a person without one. With `keys`, the server's and the logs' change to these.
    [[nodiscard]] Result<wire::RootBody>
    nextRoot(const std::vector<PersonId>& admins, int threshold,
             const std::optional<wire::PreparedKeys>& keys = std::nullopt) const;
    /// Keys prepared on the server's host for the next root, if there are any; for admins.
    [[nodiscard]] QCoro::Task<Result<std::optional<wire::PreparedKeys>>> preparedKeys();

    /// In force once other admins countersigned; for exports that are asked for afterwards.
    [[nodiscard]] QCoro::Task<Result<void>> change(wire::Policy policy, QString reason, Secret code);
    /// In force once the threshold of the root before and of this one signed. Admins whom it names no longer
    /// are none from then on.
    [[nodiscard]] QCoro::Task<Result<void>> changeRoot(wire::RootBody root, Secret code);

signals:
    /// The trust log told something new.
    void changed();

private:
    [[nodiscard]] QCoro::Task<Result<void>> sign(wire::StatementBody body, Secret code);

    Connection& m_connection;
    LogFollower& m_log;
    Statements& m_statements;
};

} // namespace countersign::client
