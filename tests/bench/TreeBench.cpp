#include "bench/Memory.h"
#include "bench/Ratio.h"
#include "bench/Scratch.h"
#include "crypto/Jws.h"
#include "crypto/Merkle.h"

#include <cstdlib>
#include <cstring>

#include <openssl/evp.h>

/// Hashing all entries of a log into its tree, as the check of a whole trail does, against SHA-256 of the
/// same bytes by OpenSSL alone; on one core. And what the check of their signatures costs besides.
namespace countersign::bench {

namespace {

constexpr std::size_t entryLength = 600;

std::uint64_t entriesToHash()
{
    const auto* told = std::getenv("COUNTERSIGN_BENCH_ENTRIES");
    return told ? std::stoull(told) : 10'000'000;
}

// Entries made on the fly, all different: nobody holds 6 GB.
class Entries
{
public:
    Entries() : m_line(entryLength, 'x') {}

    [[nodiscard]] ByteView at(std::uint64_t index)
    {
        std::memcpy(m_line.data(), &index, sizeof index);
        return bytesOf(m_line);
    }

private:
    std::string m_line;
};

double secondsOfTree(std::uint64_t count)
{
    Entries entries;
    crypto::CompactTree tree;
    const auto seconds = secondsOf([&] {
        for (std::uint64_t i = 0; i < count; ++i)
            tree.append(crypto::leafHash(entries.at(i)));
    });
    if (tree.size() != count || tree.root() == crypto::emptyRoot())
        throw std::runtime_error("no tree");
    return seconds;
}

// One stream, fetched once: as fast as OpenSSL can.
double secondsOfOpenssl(std::uint64_t count)
{
    Entries entries;
    EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::array<unsigned char, Digest::size> digest{};
    const auto seconds = secondsOf([&] {
        EVP_DigestInit_ex(context, sha256, nullptr);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto line = entries.at(i);
            EVP_DigestUpdate(context, line.data(), line.size());
        }
        EVP_DigestFinal_ex(context, digest.data(), nullptr);
    });
    EVP_MD_CTX_free(context);
    EVP_MD_free(sha256);
    return seconds;
}

double signaturesPerSecond()
{
    constexpr int count = 20000;
    const auto key = crypto::SigningKey::generate();
    const auto jws = crypto::signJws(bytesOf(std::string(entryLength, 'x')), "bench", key);
    const auto seconds = secondsOf([&] {
        for (int i = 0; i < count; ++i)
            if (!jws.verify(key.publicKey()))
                throw std::runtime_error("does not verify");
    });
    return count / seconds;
}

void tree(benchmark::State& state)
{
    const auto count = entriesToHash();
    double growth = 0;
    compareRates(
        state, static_cast<double>(count * entryLength) / 1e6,
        [&] {
            const MemoryPeak peak;
            const auto seconds = secondsOfTree(count);
            growth = std::max(growth, peak.growth());
            return seconds;
        },
        [&] { return secondsOfOpenssl(count); });
    state.counters["peakMiB"] = growth;
    state.counters["entries"] = static_cast<double>(count);
    state.counters["signatures_per_s"] = signaturesPerSecond();
}
void treeGuarded(benchmark::State& state)
{
    guarded(state, [&] { tree(state); });
}
BENCHMARK(treeGuarded)->Name("tree")->Iterations(3)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
