#pragma once

#include "server/api/Route.h"
#include "server/session/StepUp.h"

namespace countersign::server {

/// A change that a code was typed for, spent in the change's own transaction: both happen, or neither.
class Privileged
{
public:
    Privileged(Store& store, StepUp& stepUp) : m_store(store), m_stepUp(stepUp) {}

    /// Audits `attempt`, spends the caller's code under that entry, then runs `change` with the entry's
    /// index. A refused code is counted and logged by a transaction of its own, and its error names that
    /// incident.
    template <typename T, typename F>
    [[nodiscard]] Result<T> run(const Call& call, const wire::AuditEntry& attempt, const Secret& code,
                                F&& change)
    {
        std::optional<Error> refused;
        auto done = writeFor<T>(m_store, [&](Transaction& transaction) -> Result<T> {
            refused.reset();
            const auto entry = begin(transaction, call, attempt, code, refused);
            if (!entry)
                return tl::unexpected(entry.error());
            return change(transaction, *entry);
        });
        if (refused)
            return tl::unexpected(report(call, attempt, std::move(*refused)));
        return done;
    }

    /// The first half, for changes that decide within their transaction whether a code is needed at all. What
    /// refuses the code comes back in `refused`, too: hand that to `report` once the transaction is over.
    [[nodiscard]] Result<std::uint64_t> begin(Transaction& transaction, const Call& call,
                                              const wire::AuditEntry& attempt, const Secret& code,
                                              std::optional<Error>& refused);
    [[nodiscard]] Error report(const Call& call, wire::AuditEntry attempt, Error why);

    [[nodiscard]] Store& store() { return m_store; }

private:
    Store& m_store;
    StepUp& m_stepUp;
};

} // namespace countersign::server
