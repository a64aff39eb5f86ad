#pragma once

#include "server/keys/KeyVault.h"
#include "server/people/PersonRows.h"
#include "server/session/StepUp.h"

namespace countersign::server {

/// Codes: at sign-in, and fresh ones for privileged actions. Each time step is accepted once, its number
/// stored in the transaction of what it was typed for; ten wrong codes lock the account.
class SecondFactor final : public StepUp
{
public:
    struct Options
    {
        Store* store = nullptr;
        KeyVault* keys = nullptr;
        const Clock* clock = nullptr;
        /// Ends a person's sessions in the running transaction, when an account locks.
        std::function<void(Transaction&, const PersonId&, std::uint64_t entry)> endSessions;
    };
    explicit SecondFactor(Options options) : m_options(std::move(options)) {}

    static constexpr int mostWrongCodes = 10;

    [[nodiscard]] Result<void> spend(Transaction& transaction, const PersonId& person,
                                     const Secret& code) override;
    void refused(const PersonId& person, const Error& why, const wire::AuditEntry& attempt) override;

    /// Six digits or a recovery code, at sign-in, under the entry that is open. Changes the row, which the
    /// caller writes.
    [[nodiscard]] Result<void> acceptAtSignIn(Transaction& transaction, PersonRow& row, const Secret& code,
                                              std::uint64_t entry);

    /// The work of `acceptAtSignIn` for nobody: what a stranger's code costs must not tell whose it is.
    void rehearse(Transaction& transaction, const Secret& code, std::uint64_t entry);

    [[nodiscard]] Bytes sealed(const Secret& totpSecret, const PersonId& person);

private:
    [[nodiscard]] Result<void> acceptDigits(PersonRow& row, const Secret& code);

    Options m_options;
};

/// The index of the audit entry that is open in this transaction: rows that it changes carry it.
[[nodiscard]] Result<std::uint64_t> openEntry(Transaction& transaction);

} // namespace countersign::server
