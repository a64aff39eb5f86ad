#include "server/session/Privileged.h"

#include "crypto/Random.h"

namespace countersign::server {

Result<std::uint64_t> Privileged::begin(Transaction& transaction, const Call& call,
                                        const wire::AuditEntry& attempt, const Secret& code,
                                        std::optional<Error>& refused)
{
    const auto entry = transaction.audit(attempt);
    if (!entry)
        return entry;
    if (auto done = m_stepUp.spend(transaction, call.caller->person, code); !done) {
        refused = done.error();
        return tl::unexpected(done.error());
    }
    return entry;
}

Error Privileged::report(const Call& call, wire::AuditEntry attempt, Error why)
{
    attempt.id = crypto::randomIdText("inc_");
    m_stepUp.refused(call.caller->person, why, attempt);
    why.incident = attempt.id;
    return why;
}

} // namespace countersign::server
