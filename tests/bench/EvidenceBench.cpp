#include "bench/Ratio.h"
#include "support/EvidenceFixture.h"

#include <stdexcept>

#include <benchmark/benchmark.h>

/// Verification of a bundle in process, against the time of its signatures alone.
namespace countersign::bench {

namespace {

// A bundle, and its signatures with the keys that made them, each key parsed once.
struct Bundle
{
    test::EvidenceFixture hospital;
    std::string bytes;
    std::vector<std::pair<crypto::Jws, crypto::PublicKey>> signatures;

    explicit Bundle(int exports)
    {
        test::ExportLife life;
        for (int i = 0; i < exports; ++i)
            life = hospital.releasedExport(wire::Sensitivity::High);
        bytes = hospital.bundle(life);
        for (const auto& entry : hospital.world.entries)
            for (const auto& jws : entry.statement)
                take(jws);
        take(life.scene.request.signatures.front());
        for (const auto& decision : life.scene.decisions)
            take(decision.signatures.front());
        for (const auto& receipt : life.receipts)
            take(receipt);
        signatures.emplace_back(life.scene.release->signatures.front(), hospital.world.serverKey.publicKey());
    }

private:
    void take(const crypto::Jws& jws)
    {
        const auto* record = hospital.world.state.key(jws.kid);
        if (!record)
            throw std::runtime_error("a signature by nobody whom the log knows");
        signatures.emplace_back(jws, record->signing);
    }
};

void verification(benchmark::State& state)
{
    const Bundle bundle(static_cast<int>(state.range(0)));
    const auto pins = bundle.hospital.pins();
    const auto rounds = std::max<int>(1, 200 / static_cast<int>(state.range(0)));
    const auto must = [](bool holds) {
        if (!holds)
            throw std::runtime_error("does not verify");
    };
    compareTimes(
        state,
        [&] {
            return secondsOf([&] {
                for (int i = 0; i < rounds; ++i)
                    must(trust::verifyEvidence(bundle.bytes, pins)->verdict ==
                         trust::EvidenceVerdict::Proven);
            });
        },
        [&] {
            return secondsOf([&] {
                for (int i = 0; i < rounds; ++i)
                    for (const auto& [jws, key] : bundle.signatures)
                        must(jws.verify(key));
            });
        });
    state.counters["signatures"] = static_cast<double>(bundle.signatures.size());
    state.counters["KiB"] = static_cast<double>(bundle.bytes.size()) / 1024;
}
void verificationGuarded(benchmark::State& state)
{
    guarded(state, [&] { verification(state); });
}
// Of the last of a hundred exports in a log, whose lines of others hold no signatures; and of the only one.
BENCHMARK(verificationGuarded)
    ->Name("verification")
    ->Arg(100)
    ->Arg(1)
    ->Iterations(5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
