#pragma once

namespace countersign {

/// Secrets of this process stay in it: no core dumps, no reading of its memory by other processes of the same
/// account (Linux; elsewhere the core limit alone). And a peer or a reader of its output that goes away
/// doesn't end it: the write fails.
void protectProcess();

/// As many open files and connections as the system lets this process have, not the 1024 that it begins with.
void allowManyFiles();

} // namespace countersign
