#pragma once

#include "trialsource/FaultBodies.h"

/// RFC 1952, as far as a source needs it that packs unasked.
namespace countersign::trialsource {

/// The body in gzip, in stored blocks (RFC 1951 §3.2.4).
[[nodiscard]] Body gzipBody(Body body);
/// So many blanks, rounded up to 258, in about a 160th of the bytes (RFC 1951 §3.2.6: one literal, then
/// matches of the longest length at distance 1).
[[nodiscard]] Body gzipBomb(std::uint64_t blanks);

} // namespace countersign::trialsource
