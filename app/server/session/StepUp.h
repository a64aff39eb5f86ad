#pragma once

#include "base/Secret.h"
#include "server/store/Store.h"

namespace countersign::server {

/// Fresh codes for privileged actions (R2, RFC 9470).
class StepUp
{
public:
    virtual ~StepUp() = default;
    /// Checks the person's six digits in the running transaction and spends their time step: `CodeNeeded`
    /// when empty, `CodeRefused`, `CodeUsed`, `AccountLocked`. The refusal's own entry and the count of wrong
    /// codes are written by a transaction of their own, which `afterRefusal` starts; callers outside use
    /// `refused`.
    [[nodiscard]] virtual Result<void> spend(Transaction& transaction, const PersonId& person,
                                             const Secret& code) = 0;
    /// To be called (outside any transaction) when `spend` refused: counts and logs the wrong code.
    virtual void refused(const PersonId& person, const Error& why, const wire::AuditEntry& attempt) = 0;
};

/// SHA-256(method ‖ ' ' ‖ path): the action of a privileged call that carries no statement.
[[nodiscard]] Digest actionOfCall(std::string_view method, std::string_view path);

} // namespace countersign::server
