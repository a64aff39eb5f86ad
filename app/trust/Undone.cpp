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

void addPeople(std::vector<Undone>& undone, const TrustState& known, const TrustState& kept)
{
    for (const auto& [id, person] : kept.people()) {
        if (known.disabled(id) && !kept.disabled(id)) {
            undone.push_back({What::Disabling, person.name});
            continue;
        }
        for (const auto& [role, spans] : person.roles)
            if (kept.holdsNow(id, role) && !known.holdsNow(id, role)) {
                undone.push_back({What::RoleEnd, person.name});
                undone.back().role = role;
            }
        for (const auto& thumbprint : person.keys) {
            const auto* before = known.key(thumbprint);
            const auto* now = kept.key(thumbprint);
            if (before && now && before->revoked && !now->revoked)
                undone.push_back({What::Revocation, person.name, now->device});
        }
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
    if (!known.founded() || !kept.founded())
        return undone;
    addPeople(undone, known, kept);
    addEndings(undone, known, kept);
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
