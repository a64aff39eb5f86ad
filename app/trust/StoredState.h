#pragma once

#include "trust/TrustState.h"

/// A replayed state as bytes, to go on from there without replaying again. Nothing in them is signed: whoever
/// reads them back believes where they lay.
namespace countersign::trust {

/// The form of these bytes, and the rules by which the state came about: to be raised when a member or a rule
/// changes, so that what an older program had replayed is replayed anew.
constexpr std::uint64_t storedStateVersion = 1;

[[nodiscard]] Bytes packState(const TrustState& state);
/// `UnsupportedContent` for bytes that are no state.
[[nodiscard]] Result<TrustState> unpackState(ByteView bytes);

} // namespace countersign::trust
