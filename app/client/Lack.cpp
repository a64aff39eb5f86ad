#include "client/Lack.h"

#include <algorithm>

namespace countersign::client {

namespace {

Lack lackOfKey(const trust::TrustState& state, const KeyThumbprint& signing)
{
    const auto* record = state.key(signing);
    if (!record)
        return Lack::KeyUnknown;
    return record->valid ? Lack::KeyLater : Lack::KeyUnendorsed;
}

Lack lackOfEndedKey(const trust::TrustState& state, const KeyThumbprint& signing, std::uint64_t index)
{
    const auto* record = state.key(signing);
    if (!record || !record->revoked)
        return Lack::Other; // replaced, or ended with its person's account
    return record->heldAt(index) ? Lack::KeyVoid : Lack::KeyRevoked;
}

Lack lackOfRole(const trust::TrustState& state, const PersonId& person, std::uint64_t index, wire::Role role)
{
    const auto found = state.people().find(person);
    if (found == state.people().end() || !found->second.roles.contains(role))
        return Lack::RoleNever;
    const auto& spans = found->second.roles.at(role);
    const bool before =
        std::any_of(spans.begin(), spans.end(), [&](const trust::Span& span) { return span.from < index; });
    return before ? Lack::RoleEnded : Lack::RoleLater;
}

} // namespace

Lack lackOf(const trust::TrustState& state, const wire::Author& author, std::uint64_t index, wire::Role role,
            const PersonId& asks, ErrorCode fault)
{
    switch (fault) {
    case ErrorCode::KeyNotEndorsed:
        return lackOfKey(state, author.key);
    case ErrorCode::KeyRevoked:
        return lackOfEndedKey(state, author.key, index);
    case ErrorCode::RoleMissing:
        return lackOfRole(state, author.person, index, role);
    case ErrorCode::OwnStatement:
        return author.person == asks ? Lack::AsksFor : Lack::Receives;
    default:
        return Lack::Other;
    }
}

} // namespace countersign::client
