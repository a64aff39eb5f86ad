#pragma once

#include "base/Ids.h"
#include "bench/Nginx.h"

namespace countersign::bench {

/// The public tools' way to the digests of files: `curl | openssl dgst -sha256` for each, all at once.
/// Answers the seconds until the last has ended; throws where a digest is not the expected one.
double secondsOfPipes(const Nginx& server,
                      const std::vector<std::pair<std::string, Digest>>& pathsAndDigests);

} // namespace countersign::bench
