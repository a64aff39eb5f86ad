#pragma once

#include "trust/TrustState.h"

namespace countersign::client {

/// What the author of a statement that does not count lacked where it stands in the log, as far as its fault
/// has several faces.
enum class Lack {
    Other,         ///< the fault says it all
    KeyUnknown,    ///< nobody registered the key
    KeyUnendorsed, ///< fewer admins than policy asks for
    KeyLater,      ///< endorsed after the statement
    KeyRevoked,    ///< before the statement
    KeyVoid,       ///< revoked after the statement, from before it on
    RoleNever,
    RoleLater, ///< granted after the statement
    RoleEnded, ///< before the statement
    AsksFor,   ///< nothing: the author asked for the export
    Receives,  ///< nothing: the author fetches it
};

/// Of the statement at `index` that fails by `fault`; `role`: which it asks for; `asks`: who asked for the
/// export.
[[nodiscard]] Lack lackOf(const trust::TrustState& state, const wire::Author& author, std::uint64_t index,
                          wire::Role role, const PersonId& asks, ErrorCode fault);

} // namespace countersign::client
