#include "trust/Checks.h"
#include "trust/TrustState.h"

#include <algorithm>
#include <array>

/// Statements on which admins decide: registrations of keys and changes of roles. Who may, and when.
namespace countersign::trust {

namespace {

// Whose key or role it is.
const PersonId& personOf(const AdminMatter& matter)
{
    if (const auto* registration = matter.signedStatement.statement.as<wire::KeyRegistrationBody>())
        return registration->person;
    return matter.signedStatement.statement.as<wire::RoleChangeBody>()->person;
}

bool exclude(wire::Role a, wire::Role b)
{
    using wire::Role;
    const auto pair = [&](Role x, Role y) { return (a == x && b == y) || (a == y && b == x); };
    return a != b &&
           (a == Role::Admin || b == Role::Admin || pair(Role::SecurityApprover, Role::ExportOperator) ||
            pair(Role::SecurityApprover, Role::ArtifactDownloader));
}

constexpr std::array everyRole{wire::Role::ExportOperator, wire::Role::SecurityApprover,
                               wire::Role::ArtifactDownloader, wire::Role::Admin,
                               wire::Role::ComplianceOfficer};

} // namespace

Result<void> TrustState::applyRegistration(const wire::TrustEntry& entry,
                                           wire::SignedStatement signedStatement)
{
    const auto& statement = signedStatement.statement;
    const auto& body = *statement.as<wire::KeyRegistrationBody>();
    if (auto done = checkEnvelope(signedStatement, m_server, m_size, entry.time); !done)
        return done;
    if (statement.author.person != body.person || body.person == wire::serverAuthor)
        return fail(ErrorCode::StatementRefused, "a person registers their own key");
    if (statement.author.key != body.signing.thumbprint() ||
        !signedStatement.signatures.front().verify(body.signing))
        return fail(ErrorCode::SignatureInvalid, "a registration is signed by the key that it registers");
    if (auto done = checkNewKeys(body); !done)
        return done;

    const auto key = body.signing.thumbprint();
    m_keys[key] = KeyRecord{
        body.person, body.name, body.device, body.signing, body.encryption, signedStatement.digest, false,
        {},          {},        {}};
    m_signingOf[body.encryption.thumbprint()] = key;
    auto& person = m_people[body.person];
    person.person = body.person;
    if (person.keys.empty())
        person.name = body.name; // a later one changes it once it is endorsed
    person.keys.push_back(key);
    openMatter(entry, std::move(signedStatement));
    return {};
}

Result<void> TrustState::checkNewKeys(const wire::KeyRegistrationBody& body) const
{
    if (!textWithin(body.name, 1, 120) || !textWithin(body.device, 0, 120))
        return fail(ErrorCode::StatementRefused, "a name is missing or too long");
    if (m_disabled.contains(body.person))
        return fail(ErrorCode::AccountDisabled, body.person.text());
    const auto signing = body.signing.thumbprint();
    const auto encryption = body.encryption.thumbprint();
    const auto known = [&](const KeyThumbprint& key) {
        return m_keys.contains(key) || m_signingOf.contains(key) || m_root->serverKey.thumbprint() == key;
    };
    if (signing == encryption || known(signing) || known(encryption))
        return fail(ErrorCode::Conflict, "a key serves one person and one purpose, once");
    return {};
}

Result<void> TrustState::applyRoleChange(const wire::TrustEntry& entry, wire::SignedStatement signedStatement)
{
    if (auto author = checkAuthor(*this, signedStatement, m_size, entry.time); !author)
        return tl::unexpected(author.error());
    const auto& author = signedStatement.statement.author.person;
    if (!holds(author, wire::Role::Admin, m_size))
        return fail(ErrorCode::RoleMissing, "only an admin changes roles");
    const auto& body = *signedStatement.statement.as<wire::RoleChangeBody>();
    if (body.person == author)
        return fail(ErrorCode::OwnStatement, "an admin can't change their own roles or keys");
    if (auto done = checkRoleChange(body); !done)
        return done;
    openMatter(entry, std::move(signedStatement));
    return {};
}

// On entry, and again when it is to take effect: much may have changed meanwhile.
Result<void> TrustState::checkRoleChange(const wire::RoleChangeBody& body) const
{
    using wire::RoleAction;
    const bool needsRole = body.action == RoleAction::Grant || body.action == RoleAction::Withdraw;
    if (needsRole != body.role.has_value() || body.person == wire::serverAuthor)
        return fail(ErrorCode::StatementRefused, "names a role where none belongs, or none");
    if (body.reason.size() > reasonLimit)
        return fail(ErrorCode::StatementRefused, "the reason is too long");
    const bool isDisabled = m_disabled.contains(body.person);
    if (needsRole && isDisabled)
        return fail(ErrorCode::AccountDisabled, body.person.text());
    switch (body.action) {
    case RoleAction::Grant:
        return checkGrant(body.person, *body.role);
    case RoleAction::Withdraw:
        if (!holdsNow(body.person, *body.role))
            return fail(ErrorCode::Conflict, "does not hold this role");
        return *body.role == wire::Role::Admin ? checkAdminsRemain(body.person) : Result<void>{};
    case RoleAction::Disable:
        return isDisabled ? fail(ErrorCode::Conflict, "is disabled already") : checkAdminsRemain(body.person);
    case RoleAction::Enable:
        return isDisabled ? Result<void>{} : fail(ErrorCode::Conflict, "is not disabled");
    case RoleAction::ResetMfa:
        if (!m_people.contains(body.person))
            return fail(ErrorCode::NotFound, body.person.text());
        return checkAdminsRemain(body.person);
    }
    return fail(ErrorCode::StatementRefused, "unknown action");
}

Result<void> TrustState::checkGrant(const PersonId& person, wire::Role role) const
{
    if (holdsNow(person, role))
        return fail(ErrorCode::Conflict, "holds this role already");
    for (const auto other : everyRole)
        if (exclude(role, other) && holdsNow(person, other))
            return fail(ErrorCode::Conflict, "holds " + std::string(wire::enumText(other)) +
                                                 ", which excludes " + std::string(wire::enumText(role)));
    return {};
}

// Below the root's threshold nobody could ever endorse, grant or revoke again.
Result<void> TrustState::checkAdminsRemain(const PersonId& without) const
{
    if (!holdsNow(without, wire::Role::Admin))
        return {};
    const auto able = std::count_if(m_people.begin(), m_people.end(), [&](const auto& row) {
        return row.first != without && holdsNow(row.first, wire::Role::Admin) && hasKeyNow(row.first);
    });
    if (able < m_root->threshold)
        return fail(ErrorCode::Conflict, "too few admins would remain");
    return {};
}

Result<void> TrustState::applyDecision(const wire::TrustEntry& entry,
                                       const wire::SignedStatement& signedStatement)
{
    const auto& body = *signedStatement.statement.as<wire::DecisionBody>();
    if (auto author = checkAuthor(*this, signedStatement, m_size, entry.time); !author)
        return tl::unexpected(author.error());
    const auto& admin = signedStatement.statement.author.person;
    if (!holds(admin, wire::Role::Admin, m_size))
        return fail(ErrorCode::RoleMissing, "only an admin decides on this");
    if (auto done = checkDecisionBody(body); !done)
        return done;
    if (body.subjects.size() == 1)
        return decideOn(body.subjects.front(), body.decision, admin, entry.time);
    // All or nothing: what the first brings about may forbid the second.
    TrustState next(*this);
    for (const auto& subject : body.subjects)
        if (auto done = next.decideOn(subject, body.decision, admin, entry.time); !done)
            return done;
    *this = std::move(next);
    return {};
}

Result<void> TrustState::decideOn(const Digest& subject, wire::Verdict verdict, const PersonId& admin,
                                  Time entered)
{
    const auto found = m_matters.find(subject);
    if (found == m_matters.end())
        return fail(ErrorCode::NotFound, "no such statement awaits admins");
    auto& matter = found->second;
    if (auto done = checkMayDecide(matter, admin, entered); !done)
        return done;
    if (verdict == wire::Verdict::Reject) {
        close(matter, wire::Standing::Rejected);
        return {};
    }
    const bool effective = matter.approvers.size() + 1 >= approvalsNeeded(matter);
    const auto* roleChange = matter.signedStatement.statement.as<wire::RoleChangeBody>();
    if (effective && roleChange)
        if (auto done = checkRoleChange(*roleChange); !done)
            return done;
    matter.approvers.push_back(admin);
    if (effective) {
        close(matter, wire::Standing::Effective);
        putInForce(matter);
    }
    return {};
}

Result<void> TrustState::checkMayDecide(const AdminMatter& matter, const PersonId& admin, Time entered) const
{
    if (admin == matter.signedStatement.statement.author.person || admin == personOf(matter))
        return fail(ErrorCode::OwnStatement, "nobody decides on what they wrote or what concerns them");
    if (matter.standing == wire::Standing::Lapsed ||
        (matter.standing == wire::Standing::Open && lapsed(matter, entered)))
        return fail(ErrorCode::Lapsed, "was not decided in time");
    if (matter.standing != wire::Standing::Open)
        return fail(ErrorCode::NotOpen, std::string(wire::enumText(matter.standing)));
    if (std::find(matter.approvers.begin(), matter.approvers.end(), admin) != matter.approvers.end())
        return fail(ErrorCode::AlreadyDecided, admin.text());
    return {};
}

bool TrustState::lapsed(const AdminMatter& matter, Time now) const
{
    return now >= matter.entered + std::chrono::hours(policyAt(matter.index).lapseHours);
}

std::size_t TrustState::approvalsNeeded(const AdminMatter& matter) const
{
    const auto& policy = policyAt(matter.index);
    const bool registration = matter.signedStatement.statement.type() == wire::StatementType::KeyRegistration;
    return static_cast<std::size_t>(registration ? policy.endorsements : policy.countersignatures);
}

} // namespace countersign::trust
