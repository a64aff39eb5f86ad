#pragma once

#include "base/Ids.h"

#include <filesystem>

namespace countersign::bench {

/// Bytes that a benchmark moves in all: 2 GB, or COUNTERSIGN_BENCH_BYTES to try something out.
[[nodiscard]] std::uint64_t benchBytes();

/// Writes NDJSON of synthetic Observations: 8 MiB of them from the trial source's generator, over and over
/// until the file has about `bytes`. Answers its SHA-256.
Digest writeObservations(const std::filesystem::path& file, std::uint64_t bytes, std::uint64_t seed);

} // namespace countersign::bench
