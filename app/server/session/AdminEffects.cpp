#include "server/session/AdminEffects.h"

#include "server/session/RecoveryCodes.h"
#include "server/session/Sessions.h"

namespace countersign::server {

Result<void> bringAbout(Transaction& transaction, Sessions& sessions, const wire::RoleChangeBody& change,
                        std::uint64_t entry)
{
    using wire::RoleAction;
    if (change.action == RoleAction::Grant || change.action == RoleAction::Withdraw)
        return {}; // roles are looked up in the trust log at each call
    auto row = findPerson(transaction.sql(), change.person);
    if (!row)
        return fail(ErrorCode::NotFound, "nobody of that name");
    row->disabled =
        change.action == RoleAction::Disable || (row->disabled && change.action != RoleAction::Enable);
    if (change.action == RoleAction::ResetMfa) {
        row->enrol = wire::EnrolState::ResetPending;
        row->password.clear();
        row->totp.clear();
        row->wrongCodes = 0;
        row->codeHash.clear();
        row->codeExpires = Time{};
        deleteRecoveryCodes(transaction.sql(), change.person);
    }
    updatePerson(transaction.sql(), *row, entry);
    if (change.action != RoleAction::Enable)
        sessions.endAll(transaction, change.person, entry);
    return {};
}

} // namespace countersign::server
