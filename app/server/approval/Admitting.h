#pragma once

#include "server/approval/StatementRows.h"
#include "server/job/Jobs.h"
#include "server/session/Sessions.h"

namespace countersign::server {

/// Lets a person's statement into the trust log and brings about what follows from it, in the running
/// transaction: its row, the standing of what it decides on, the export, the account.
class Admitting
{
public:
    Admitting(Transaction& transaction, Jobs& jobs, Sessions& sessions)
        : m_transaction(transaction), m_jobs(jobs), m_sessions(sessions)
    {
    }

    /// The audit action, object, job and detail that this statement is logged under. `NotFound` where it is
    /// about something that does not exist, `StatementRefused` for what no person signs.
    [[nodiscard]] Result<void> describe(const wire::SignedStatement& statement,
                                        wire::AuditEntry& entry) const;
    /// Under the audit entry `entry`, which is open.
    [[nodiscard]] Result<StatementRow> enter(const wire::SignedStatement& statement, std::uint64_t entry);
    /// Whether it is about people, not exports.
    [[nodiscard]] bool isAdminMatter(const wire::SignedStatement& statement) const;

private:
    [[nodiscard]] Result<StatementRow> enterRequest(const wire::SignedStatement& statement,
                                                    std::uint64_t entry);
    [[nodiscard]] Result<StatementRow> enterDecision(const wire::SignedStatement& statement,
                                                     std::uint64_t entry);
    [[nodiscard]] Result<StatementRow> enterWithdrawal(const wire::SignedStatement& statement,
                                                       std::uint64_t entry);
    [[nodiscard]] Result<StatementRow> enterAdmin(const wire::SignedStatement& statement,
                                                  std::uint64_t entry);
    [[nodiscard]] Result<void> checkPerson(const wire::SignedStatement& statement) const;
    [[nodiscard]] Result<void> checkOwnKeys(const wire::Statement& statement) const;
    [[nodiscard]] bool isAboutRecovery(const wire::SignedStatement& statement) const;
    [[nodiscard]] Result<void> checkNoRecovery(const wire::SignedStatement& statement) const;
    [[nodiscard]] Result<StatementRow> place(const wire::SignedStatement& statement, std::uint64_t entry,
                                             wire::Standing standing, const JobId& job);
    [[nodiscard]] Result<void> settle(const std::vector<Digest>& mayHaveEnded, std::uint64_t entry);
    [[nodiscard]] Result<void> bringAbout(const wire::Statement& statement, std::uint64_t entry);
    /// The export that a statement's subject belongs to; nothing where it is an admin matter.
    [[nodiscard]] Result<std::optional<JobId>> jobOf(const Digest& subject) const;
    [[nodiscard]] trust::Entered next(const wire::SignedStatement& statement) const;

    Transaction& m_transaction;
    Jobs& m_jobs;
    Sessions& m_sessions;
};

} // namespace countersign::server
