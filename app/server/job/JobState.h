#pragma once

#include "base/Time.h"
#include "wire/Vocabulary.h"

namespace countersign::server {

/// The one function that knows which state may follow which; `jobs.md` is its page.
[[nodiscard]] bool mayFollow(wire::JobState from, wire::JobState to);

/// Approved, and its files not all in: the intake works on it.
[[nodiscard]] bool takesIn(wire::JobState state);
/// Nothing follows but the destruction of what it left.
[[nodiscard]] bool isOver(wire::JobState state);

} // namespace countersign::server
