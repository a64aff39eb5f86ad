#pragma once

#include "trust/TrustState.h"

namespace countersign::trust {

/// Whether the trust log holds a statement in full, so that whoever replays it knows what it says; the others
/// stand there by their digests alone.
[[nodiscard]] bool entersInFull(const wire::Statement& statement);

/// The line under which it enters at `time`.
[[nodiscard]] wire::TrustEntry entryOf(const wire::SignedStatement& statement, Time time);

/// Where the log holds it. `NotInLog` if it does not; `LoggedOtherwise` if it holds it as another statement,
/// or by digest alone although it enters in full. The error is `about`
/// the statement's type. Signatures are not looked at.
[[nodiscard]] Result<Place> placeOf(const TrustState& state, const wire::Statement& statement,
                                    const Digest& digest);

} // namespace countersign::trust
