#include "trust/TrustState.h"

/// What admin statements bring about once they are in force. Nothing here can fail: what could was asked
/// before.
namespace countersign::trust {

AdminMatter& TrustState::openMatter(const wire::TrustEntry& entry, wire::SignedStatement statement)
{
    const auto digest = statement.digest;
    auto& matter = m_matters[digest];
    matter = AdminMatter{m_size, entry.time, std::move(statement), wire::Standing::Open, {}};
    m_open.insert(digest);
    return matter;
}

void TrustState::close(AdminMatter& matter, wire::Standing standing)
{
    matter.standing = standing;
    m_open.erase(matter.signedStatement.digest);
}

void TrustState::putInForce(const AdminMatter& matter)
{
    const auto& statement = matter.signedStatement.statement;
    if (const auto* registration = statement.as<wire::KeyRegistrationBody>())
        putInForce(matter, *registration);
    else if (const auto* roleChange = statement.as<wire::RoleChangeBody>())
        putInForce(*roleChange);
    else if (const auto* policyChange = statement.as<wire::PolicyChangeBody>())
        m_policies.emplace_back(m_size, policyChange->policy);
    else if (const auto* revocation = statement.as<wire::RevocationBody>())
        revoke(revocation->key,
               Ended{m_size, revocation->voidFrom, revocation->cause, matter.signedStatement.digest});
    else if (const auto* root = statement.as<wire::RootBody>())
        putInForce(matter, *root);
    else if (const auto* recovery = statement.as<wire::LogRecoveryBody>())
        putInForce(matter, *recovery);
}

void TrustState::putInForce(const AdminMatter& matter, const wire::KeyRegistrationBody& registration)
{
    auto& record = m_keys.at(registration.signing.thumbprint());
    for (const auto& approval : matter.approvals)
        record.endorsers.push_back(approval.person);
    if (matter.vouched) {
        record.vouchedBy = matter.vouched->key;
        record.vouched = matter.vouched->index;
    }
    record.valid = Span{m_size, {}};
    m_people[registration.person].name = registration.name;
    if (!registration.replaces)
        return;
    // Nothing that it signed becomes void: its time is over, that is all.
    if (auto& replaced = m_keys.at(*registration.replaces); replaced.open())
        replaced.valid->to = m_size;
}

void TrustState::putInForce(const wire::RoleChangeBody& body)
{
    switch (body.action) {
    case wire::RoleAction::Grant: {
        auto& person = m_people[body.person];
        person.person = body.person;
        person.roles[*body.role].push_back(Span{m_size, {}});
        break;
    }
    case wire::RoleAction::Withdraw:
        endRole(body.person, *body.role);
        break;
    case wire::RoleAction::Disable:
        disable(body.person);
        break;
    case wire::RoleAction::Enable:
        enable(body.person);
        break;
    case wire::RoleAction::ResetMfa:
        endKeys(body.person);
        closeRegistrations(body.person);
        if (const auto found = m_disabled.find(body.person); found != m_disabled.end())
            found->second.keys.clear();
        break;
    }
}

void TrustState::endRole(const PersonId& person, wire::Role role)
{
    m_people.at(person).roles.at(role).back().to = m_size;
}

void TrustState::endKeys(const PersonId& person)
{
    for (const auto& signing : m_people.at(person).keys)
        if (auto& record = m_keys.at(signing); record.open())
            record.valid->to = m_size;
}

// A registration that waits when its person is disabled or reset may be the intruder's.
void TrustState::closeRegistrations(const PersonId& person)
{
    const auto open = m_open; // closing takes from it
    for (const auto& digest : open) {
        auto& matter = m_matters.at(digest);
        const auto* registration = matter.signedStatement.statement.as<wire::KeyRegistrationBody>();
        if (registration && registration->person == person)
            close(matter, wire::Standing::Rejected);
    }
}

void TrustState::disable(const PersonId& person)
{
    auto& record = m_people[person];
    record.person = person;
    Suspension suspension;
    for (auto& [role, spans] : record.roles)
        if (!spans.empty() && !spans.back().to) {
            suspension.roles.push_back(role);
            spans.back().to = m_size;
        }
    for (const auto& signing : record.keys)
        if (m_keys.at(signing).open())
            suspension.keys.push_back(signing);
    endKeys(person);
    closeRegistrations(person);
    m_disabled[person] = std::move(suspension);
}

void TrustState::enable(const PersonId& person)
{
    auto suspension = m_disabled.extract(person);
    for (const auto role : suspension.mapped().roles)
        m_people.at(person).roles[role].push_back(Span{m_size, {}});
    for (const auto& signing : suspension.mapped().keys) {
        auto& record = m_keys.at(signing);
        record.earlier.push_back(*record.valid);
        record.valid = Span{m_size, {}};
    }
}

} // namespace countersign::trust
