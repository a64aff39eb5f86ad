#include "trust/TrailActions.h"

#include <map>

namespace countersign::trust {

const std::vector<std::pair<std::string_view, TrailKind>>& trailActions()
{
    using enum TrailKind;
    static const std::vector<std::pair<std::string_view, TrailKind>> actions{
        {"approval.decide", Statement},
        {"audit.recovery", Statement},
        {"founding.root", Statement},
        {"job.release-made", Statement},
        {"keys.revoke", Statement},
        {"people.endorse", Statement},
        {"people.role-change", Statement},
        {"policy.change", Statement},
        {"policy.root", Statement},
        {"request.sign", Statement},
        {"request.withdraw", Statement},
        {"session.enrol", Statement},
        {"job.accepted", Server},
        {"job.approved", Server},
        {"job.destroyed", Server},
        {"job.failed", Server},
        {"job.file-sealed", Server},
        {"job.kick-off", Server},
        {"job.kick-off-again", Server},
        {"job.lapsed", Server},
        {"job.manifest", Server},
        {"job.poll", Server},
        {"job.recovered", Server},
        {"job.rejected", Server},
        {"job.released", Server},
        {"job.resumed", Server},
        {"job.retry", Server},
        {"job.source-delete", Server},
        {"job.voided", Server},
        {"key.create", Server},
        {"key.destroy", Server},
        {"key.retire", Server},
        {"server.init", Host},
        {"server.next-keys", Host},
        {"server.recover", Host},
        {"server.start", Host},
        {"server.stop", Host},
        {"download.begin", Person},
        {"download.end", Person},
        {"download.open", Person},
        {"download.progress", Person},
        {"download.receipt", Person},
        {"download.resume", Person},
        {"download.ticket", Person},
        {"download.unseal", Person},
        {"download.unsealed", Person},
        {"founding.sign", Person},
        {"people.code", Person}, // these three on the host as well
        {"people.invite", Person},
        {"people.unlock", Person},
        {"session.code-refused", Person},
        {"session.lock", Person},
        {"session.locked-out", Person},
        {"session.password-refused", Person},
        {"session.refresh", Person},
        {"session.refresh-reused", Person},
        {"session.sign-in", Person},
        {"session.sign-out", Person},
        {"approval.read", Reading},
        {"audit.checkpoint", Reading},
        {"audit.tile", Reading},
        {"audit.trail", Reading},
        {"founding.read", Reading},
        {"job.list", Reading},
        {"job.read", Reading},
        {"key.list", Reading},
        {"people.list", Reading},
        {"request.sources", Reading},
        {"session.events", Reading},
    };
    return actions;
}

std::optional<TrailKind> trailKindOf(std::string_view action)
{
    static const std::map<std::string_view, TrailKind> kinds(trailActions().begin(), trailActions().end());
    const auto found = kinds.find(action);
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

std::string_view adminActionOf(wire::StatementType matter)
{
    using enum wire::StatementType;
    switch (matter) {
    case KeyRegistration:
        return "people.endorse";
    case Revocation:
        return "keys.revoke";
    case PolicyChange:
        return "policy.change";
    case Root:
        return "policy.root";
    case LogRecovery:
        return "audit.recovery";
    default:
        return "people.role-change";
    }
}

} // namespace countersign::trust
