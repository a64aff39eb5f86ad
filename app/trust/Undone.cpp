#include "trust/Undone.h"

#include <algorithm>

namespace countersign::trust {

namespace {

using What = Undone::What;

std::string nameIn(const TrustState& state, const PersonId& person)
{
    const auto found = state.people().find(person);
    return found == state.people().end() ? person.text() : found->second.name;
}

// A revocation of before may have reached back further.
bool lessRevoked(const KeyRecord& now, const KeyRecord& before)
{
    return before.revoked && (!now.revoked || now.revoked->voidFrom > before.revoked->voidFrom);
}

void addKeys(std::vector<Undone>& undone, const PersonRecord& person, const TrustState& known,
             const TrustState& kept)
{
    const bool disabled = known.disabled(person.person); // which ends keys, too
    for (const auto& thumbprint : person.keys) {
        const auto* before = known.key(thumbprint);
        const auto* now = kept.key(thumbprint);
        if (!before || !now)
            continue;
        if (lessRevoked(*now, *before))
            undone.push_back({What::Revocation, person.name, now->device});
        else if (now->open() && !before->open() && !disabled)
            undone.push_back({What::KeyEnd, person.name, now->device});
    }
}

void addPeople(std::vector<Undone>& undone, const TrustState& known, const TrustState& kept)
{
    for (const auto& [id, person] : kept.people()) {
        addKeys(undone, person, known, kept);
        if (known.disabled(id) && !kept.disabled(id)) {
            undone.push_back({What::Disabling, person.name});
            continue;
        }
        for (const auto& [role, spans] : person.roles)
            if (kept.holdsNow(id, role) && !known.holdsNow(id, role)) {
                undone.push_back({What::RoleEnd, person.name});
                undone.back().role = role;
            }
    }
}

void addMatters(std::vector<Undone>& undone, const TrustState& known, const TrustState& kept)
{
    for (const auto& [digest, matter] : kept.matters()) {
        const auto* before = known.matter(digest);
        if (matter.standing == wire::Standing::Open && before &&
            (before->standing == wire::Standing::Rejected || before->standing == wire::Standing::Withdrawn))
            undone.push_back(
                {What::MatterEnd, nameIn(known, matter.signedStatement.statement.author.person)});
    }
}

void addEndings(std::vector<Undone>& undone, const TrustState& known, const TrustState& kept)
{
    for (const auto& [request, endings] : known.endings())
        for (const auto& ending : endings) {
            const auto& digest = ending.signedStatement.digest;
            const auto& held = kept.endingsOf(request);
            if (std::any_of(held.begin(), held.end(),
                            [&](const auto& one) { return one.signedStatement.digest == digest; }))
                continue;
            const auto& statement = ending.signedStatement.statement;
            const bool withdrawn = statement.type() == wire::StatementType::Withdrawal;
            undone.push_back(
                {withdrawn ? What::Withdrawal : What::Rejection, nameIn(known, statement.author.person)});
            undone.back().request = request;
        }
}

} // namespace

std::vector<Undone> undoneBy(const TrustState& known, const TrustState& kept)
{
    std::vector<Undone> undone;
    if (!known.founded() || !kept.founded() || known.size() <= kept.size())
        return undone;
    addPeople(undone, known, kept);
    addEndings(undone, known, kept);
    addMatters(undone, known, kept);
    for (auto version = kept.policy().version + 1; version <= known.policy().version; ++version) {
        undone.push_back({What::Policy, {}});
        undone.back().version = version;
    }
    for (auto version = kept.root().version + 1; version <= known.root().version; ++version) {
        undone.push_back({What::Root, {}});
        undone.back().version = version;
    }
    return undone;
}

} // namespace countersign::trust
