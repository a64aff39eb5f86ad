#pragma once

namespace countersign {

/// Secrets of this process stay in it: no core dumps, no reading of its memory by other processes of the same
/// account (Linux; elsewhere the core limit alone).
void protectProcess();

} // namespace countersign
