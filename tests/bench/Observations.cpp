#include "bench/Observations.h"

#include "bench/Scratch.h"
#include "crypto/Sha256.h"
#include "trialsource/SyntheticPopulation.h"

#include <cstdlib>

namespace countersign::bench {

namespace {

constexpr std::size_t blockSize = 8 * 1024 * 1024;
constexpr std::uint64_t patients = 5000;
constexpr std::uint64_t twoGigabytes = 2'000'000'000;

std::string blockOf(std::uint64_t seed)
{
    const trialsource::SyntheticPopulation population(seed, patients);
    std::string block;
    for (const auto& segment : population.segments("Observation", {})) {
        const auto reader = must(population.open(segment, {}, 0));
        while (block.size() < blockSize && must(reader->advance()))
            must(reader->append(block));
    }
    return block;
}

} // namespace

std::uint64_t benchBytes()
{
    const auto* wished = std::getenv("COUNTERSIGN_BENCH_BYTES");
    return wished ? std::stoull(wished) : twoGigabytes;
}

Digest writeObservations(const std::filesystem::path& file, std::uint64_t bytes, std::uint64_t seed)
{
    const auto block = blockOf(seed);
    crypto::Sha256 digest;
    std::ofstream out(file, std::ios::binary);
    for (std::uint64_t written = 0; written < bytes; written += block.size()) {
        out << block;
        digest.add(bytesOf(block));
    }
    if (!out.flush())
        throw std::runtime_error("can't write " + file.string());
    return digest.finish();
}

} // namespace countersign::bench
