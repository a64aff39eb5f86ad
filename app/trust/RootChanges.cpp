#include "crypto/SignedNote.h"
#include "trust/Checks.h"
#include "trust/TrustState.h"

#include <algorithm>

/// What changes what everything rests on: later roots, policy, recovery of a log that lost its tail.
namespace countersign::trust {

namespace {

tl::unexpected<Error> refused(const char* what)
{
    return fail(ErrorCode::StatementRefused, what);
}

} // namespace

Result<void> TrustState::checkPolicyChange(const wire::PolicyChangeBody& body) const
{
    if (body.reason.size() > reasonLimit || !textWithin(body.reason, 1, reasonLimit))
        return refused("a change of policy needs a reason");
    if (body.policy.version != policy().version + 1)
        return fail(ErrorCode::Conflict, "the policy has another version meanwhile");
    return checkPolicy(body.policy, adminsNow());
}

Result<void> TrustState::checkNextRoot(const wire::RootBody& body) const
{
    const auto& now = root();
    if (body.version != now.version + 1)
        return fail(ErrorCode::Conflict, "the root has another version meanwhile");
    if (body.environment != now.environment)
        return refused("a server does not change its environment");
    if (!(body.policy == policy()))
        return refused("a root changes no policy: it names the one in force");
    if (auto done = checkRootForm(body); !done)
        return done;
    // A key may change under the log's name; another name would be another log, which only a recovery begins.
    if (crypto::nameOfVerifier(body.trustLog) != crypto::nameOfVerifier(m_logKeys.back().trust) ||
        crypto::nameOfVerifier(body.auditLog) != crypto::nameOfVerifier(m_logKeys.back().audit))
        return refused("a root can't rename the logs");
    return checkRootKeys(body);
}

// Whom a later root names was an admin before, with a key that people vouched for.
Result<void> TrustState::checkRootKeys(const wire::RootBody& body) const
{
    for (const auto& admin : body.admins) {
        const auto* record = key(admin.signing.thumbprint());
        if (!record || !record->open() || record->person != admin.person ||
            record->encryption.thumbprint() != admin.encryption.thumbprint())
            return fail(ErrorCode::RootAdminsExchanged,
                        "the root names a key of " + admin.person.text() + " that does not count");
        if (!holdsNow(admin.person, wire::Role::Admin))
            return fail(ErrorCode::RootAdminsExchanged, admin.person.text() + " is no admin");
    }
    const auto server = body.serverKey.thumbprint();
    if (m_keys.contains(server) || m_signingOf.contains(server))
        return fail(ErrorCode::Conflict, "the server's key is a person's");
    const auto leaving = std::count_if(root().admins.begin(), root().admins.end(), [&](const auto& before) {
        return holdsNow(before.person, wire::Role::Admin) &&
               std::none_of(body.admins.begin(), body.admins.end(),
                            [&](const auto& admin) { return admin.person == before.person; });
    });
    return checkPolicyFits(policy(), adminsNow() - static_cast<std::size_t>(leaving));
}

Result<void> TrustState::checkRecovery(const wire::LogRecoveryBody& body) const
{
    if (body.reason.size() > reasonLimit || !textWithin(body.reason, 1, reasonLimit))
        return refused("a recovery needs a reason");
    const auto lost = [](const wire::SeenTree& before, const wire::SeenTree& after) {
        return before.size > after.size;
    };
    const auto grew = [](const wire::SeenTree& before, const wire::SeenTree& after) {
        return before.size < after.size || (before.size == after.size && before != after);
    };
    if (grew(body.lost.trust, body.kept.trust) || grew(body.lost.audit, body.kept.audit))
        return refused("a recovery that kept more than there was");
    if (!lost(body.lost.trust, body.kept.trust) && !lost(body.lost.audit, body.kept.audit))
        return fail(ErrorCode::RecoveryWithoutLoss, "both logs are as long as they were");
    if (body.kept.trust.size > m_size)
        return refused("a recovery that kept more of the trust log than there is");
    if (!usableLogKeys(body.trustLog, body.auditLog))
        return refused("the logs' keys");
    for (const auto& keys : m_logKeys)
        if (crypto::nameOfVerifier(body.trustLog) == crypto::nameOfVerifier(keys.trust) ||
            crypto::nameOfVerifier(body.auditLog) == crypto::nameOfVerifier(keys.audit))
            return refused("a recovery begins new origins");
    return {};
}

std::optional<LogLoss> lossSince(const TrustState& state, const std::string& origin, LogKind log)
{
    // Recoveries begin new origins, one after the other, and roots rename none.
    const bool ofTrust = log == LogKind::Trust;
    const auto& first = state.logKeys().front();
    bool present = crypto::nameOfVerifier(ofTrust ? first.trust : first.audit) == origin;
    for (const auto& recovery : state.recoveries()) {
        const auto& body = recovery.body;
        if (present)
            return ofTrust ? LogLoss{body.lost.trust, body.kept.trust}
                           : LogLoss{body.lost.audit, body.kept.audit};
        present = crypto::nameOfVerifier(ofTrust ? body.trustLog : body.auditLog) == origin;
    }
    return std::nullopt;
}

void TrustState::putInForce(const AdminMatter& matter, const wire::RootBody& body)
{
    const auto before = root();
    m_roots.push_back({m_size, matter.signedStatement.digest, body});
    m_logKeys.push_back({m_size, body.trustLog, body.auditLog});
    for (const auto& admin : body.admins)
        m_keys.at(admin.signing.thumbprint()).root = true;
    for (const auto& admin : before.admins) {
        const bool stays = std::any_of(body.admins.begin(), body.admins.end(),
                                       [&](const auto& other) { return other.person == admin.person; });
        if (!stays && holdsNow(admin.person, wire::Role::Admin))
            endRole(admin.person, wire::Role::Admin);
        if (const auto found = m_disabled.find(admin.person); !stays && found != m_disabled.end())
            std::erase(found->second.roles, wire::Role::Admin);
    }
}

void TrustState::putInForce(const AdminMatter& matter, const wire::LogRecoveryBody& body)
{
    Recovery recovery{m_size, m_lastTime, body, {matter.signedStatement.statement.author.person}};
    for (const auto& approval : matter.approvals) {
        recovery.signers.push_back(approval.person);
        recovery.time = approval.entered;
    }
    m_recoveries.push_back(std::move(recovery));
    m_logKeys.push_back({m_size, body.trustLog, body.auditLog});
}

} // namespace countersign::trust
