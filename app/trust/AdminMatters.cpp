#include "trust/Checks.h"
#include "trust/TrustState.h"

#include <algorithm>
#include <array>

/// Statements on which admins decide, and changes of roles among them. Who may, and when.
namespace countersign::trust {

namespace {

// Whose key or role it is, where it is somebody's.
const PersonId* personOf(const AdminMatter& matter)
{
    const auto& statement = matter.signedStatement.statement;
    if (const auto* registration = statement.as<wire::KeyRegistrationBody>())
        return &registration->person;
    if (const auto* change = statement.as<wire::RoleChangeBody>())
        return &change->person;
    const auto* revocation = statement.as<wire::RevocationBody>();
    return revocation ? &revocation->person : nullptr;
}

// How many of the root's admins stand behind a matter, its author among them.
std::size_t signersOf(const AdminMatter& matter, const wire::RootBody& root)
{
    const auto stands = [&](const wire::RootAdmin& admin) {
        return matter.signedStatement.statement.author.person == admin.person ||
               matter.approvedBy(admin.person);
    };
    return static_cast<std::size_t>(std::count_if(root.admins.begin(), root.admins.end(), stands));
}

bool names(const wire::RootBody& root, const PersonId& person)
{
    return std::any_of(root.admins.begin(), root.admins.end(),
                       [&](const auto& admin) { return admin.person == person; });
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

bool AdminMatter::approvedBy(const PersonId& person) const
{
    return std::any_of(approvals.begin(), approvals.end(),
                       [&](const auto& approval) { return approval.person == person; });
}

Result<void> TrustState::applyProposal(const wire::TrustEntry& entry, wire::SignedStatement signedStatement)
{
    if (auto author = checkAuthor(*this, signedStatement, m_size, entry.time); !author)
        return tl::unexpected(author.error());
    const auto& statement = signedStatement.statement;
    const auto& author = statement.author.person;
    if (!holds(author, wire::Role::Admin, m_size))
        return fail(ErrorCode::RoleMissing, "only an admin proposes this");
    const auto* change = statement.as<wire::RoleChangeBody>();
    if (change && change->person == author)
        return fail(ErrorCode::OwnStatement, "an admin can't change their own roles or keys");
    if (!change && !statement.as<wire::PolicyChangeBody>() && !names(root(), author))
        return fail(ErrorCode::RoleMissing, "only an admin whom the root names proposes this");
    if (auto done = checkProposal(statement); !done)
        return done;
    openMatter(entry, std::move(signedStatement));
    return {};
}

Result<void> TrustState::checkProposal(const wire::Statement& statement) const
{
    if (const auto* change = statement.as<wire::RoleChangeBody>())
        return checkRoleChange(*change);
    if (const auto* change = statement.as<wire::PolicyChangeBody>())
        return checkPolicyChange(*change);
    if (const auto* next = statement.as<wire::RootBody>())
        return checkNextRoot(*next);
    if (const auto* recovery = statement.as<wire::LogRecoveryBody>())
        return checkRecovery(*recovery);
    const auto* revocation = statement.as<wire::RevocationBody>();
    return revocation ? checkRevocation(*revocation) : Result<void>{};
}

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
    if (able < root().threshold)
        return fail(ErrorCode::Conflict, "too few admins would remain");
    return {};
}

Result<void> TrustState::applyDecision(const wire::TrustEntry& entry,
                                       const wire::SignedStatement& signedStatement)
{
    const auto& body = *signedStatement.statement.as<wire::DecisionBody>();
    if (auto author = checkAuthor(*this, signedStatement, m_size, entry.time); !author)
        return tl::unexpected(author.error());
    const auto& author = signedStatement.statement.author;
    if (auto done = checkDecisionBody(body); !done)
        return done;
    const bool own = vouches(body.subjects.front(), author.person) && body.subjects.size() == 1;
    if (!own && !holds(author.person, wire::Role::Admin, m_size))
        return fail(ErrorCode::RoleMissing, "only an admin decides on this");
    const AdminApproval approval{author.person, author.key, m_size, entry.time};
    if (body.subjects.size() == 1)
        return decideOn(body.subjects.front(), body.decision, approval);
    // All or nothing: what the first brings about may forbid the second.
    TrustState next(*this);
    for (const auto& subject : body.subjects)
        if (auto done = next.decideOn(subject, body.decision, approval); !done)
            return done;
    *this = std::move(next);
    return {};
}

Result<void> TrustState::decideOn(const Digest& subject, wire::Verdict verdict, const AdminApproval& approval)
{
    const auto found = m_matters.find(subject);
    if (found == m_matters.end())
        return fail(ErrorCode::NotFound, "no such statement awaits admins");
    auto& matter = found->second;
    if (auto done = checkMayDecide(matter, approval.person, approval.entered); !done)
        return done;
    if (verdict == wire::Verdict::Reject) {
        close(matter, wire::Standing::Rejected);
        return {};
    }
    auto decided = matter;
    if (vouches(subject, approval.person))
        decided.vouched = approval;
    else
        decided.approvals.push_back(approval);
    const bool effective = enough(decided);
    if (effective)
        if (auto done = checkProposal(matter.signedStatement.statement); !done)
            return done;
    matter.approvals = std::move(decided.approvals);
    matter.vouched = decided.vouched;
    if (!effective)
        return {};
    close(matter, wire::Standing::Effective);
    putInForce(matter);
    return {};
}

Result<void> TrustState::checkMayDecide(const AdminMatter& matter, const PersonId& admin, Time entered) const
{
    const auto& statement = matter.signedStatement.statement;
    const auto* concerned = personOf(matter);
    const bool own = admin == statement.author.person || (concerned && admin == *concerned);
    if (own && !vouches(matter.signedStatement.digest, admin))
        return fail(ErrorCode::OwnStatement, "nobody decides on what they wrote or what concerns them");
    if (matter.standing == wire::Standing::Lapsed ||
        (matter.standing == wire::Standing::Open && lapsed(matter, entered)))
        return fail(ErrorCode::Lapsed, "was not decided in time");
    if (matter.standing != wire::Standing::Open)
        return fail(ErrorCode::NotOpen, std::string(wire::enumText(matter.standing)));
    if (matter.approvedBy(admin) || (own && matter.vouched))
        return fail(ErrorCode::AlreadyDecided, admin.text() + " decided before, and counts once");
    const auto* next = statement.as<wire::RootBody>();
    const bool rootsAlone = next || statement.as<wire::LogRecoveryBody>();
    if (rootsAlone && !names(root(), admin) && !(next && names(*next, admin)))
        return fail(ErrorCode::RoleMissing, "only an admin whom the root names decides on this");
    return {};
}

std::optional<Error> TrustState::whyNotDecide(const Digest& subject, const PersonId& person, Time now) const
{
    const auto* about = matter(subject);
    if (!about)
        return Error{ErrorCode::NotFound, {}};
    if (auto may = checkMayDecide(*about, person, now); !may)
        return may.error();
    if (!vouches(subject, person) && !holdsNow(person, wire::Role::Admin))
        return Error{ErrorCode::RoleMissing, "only an admin decides on this"};
    if (!hasKeyNow(person))
        // For one's own first key there is nothing to vouch with.
        return Error{vouches(subject, person) ? ErrorCode::OwnStatement : ErrorCode::KeyNotEndorsed,
                     person.text()};
    return std::nullopt;
}

bool TrustState::lapsed(const AdminMatter& matter, Time now) const
{
    return now >= matter.entered + std::chrono::hours(policyAt(matter.index).lapseHours);
}

std::size_t TrustState::approvalsNeeded(const AdminMatter& matter) const
{
    const auto& policy = policyAt(matter.index);
    const auto& statement = matter.signedStatement.statement;
    if (statement.type() == wire::StatementType::KeyRegistration)
        return static_cast<std::size_t>(matter.vouched ? 1 : policy.endorsements);
    if (statement.type() == wire::StatementType::Root || statement.type() == wire::StatementType::LogRecovery)
        return static_cast<std::size_t>(rootAt(matter.index).threshold - 1);
    return static_cast<std::size_t>(policy.countersignatures);
}

bool TrustState::enough(const AdminMatter& matter) const
{
    const auto reaches = [&](const wire::RootBody& body) {
        return signersOf(matter, body) >= static_cast<std::size_t>(body.threshold);
    };
    const auto& statement = matter.signedStatement.statement;
    if (const auto* next = statement.as<wire::RootBody>())
        return reaches(root()) && reaches(*next);
    if (statement.as<wire::LogRecoveryBody>())
        return reaches(root());
    const auto* registration = statement.as<wire::KeyRegistrationBody>();
    // Who renews a key has it; who has it no more revokes it instead.
    if (registration && registration->replaces && !matter.vouched)
        return false;
    return matter.approvals.size() >= approvalsNeeded(matter);
}

bool TrustState::vouches(const Digest& subject, const PersonId& author) const
{
    const auto* about = matter(subject);
    const auto* registration =
        about ? about->signedStatement.statement.as<wire::KeyRegistrationBody>() : nullptr;
    return registration && registration->person == author;
}

std::size_t TrustState::adminsNow() const
{
    return static_cast<std::size_t>(std::count_if(m_people.begin(), m_people.end(), [&](const auto& row) {
        return holdsNow(row.first, wire::Role::Admin);
    }));
}

} // namespace countersign::trust
