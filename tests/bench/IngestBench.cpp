#include "bench/Memory.h"
#include "bench/Observations.h"
#include "bench/Pipe.h"
#include "bench/Ratio.h"
#include "crypto/JwtAssertion.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/artifact/SealedObject.h"
#include "server/source/SourceClient.h"

#include <future>

#include <unistd.h>

/// What the server does to each file of a source: fetch, validate, digest, seal, onto the disk (synced).
/// Against curl and openssl, which fetch and digest.
namespace countersign::bench {

namespace {

constexpr int filesAtOnce = 4;

struct IngestScene
{
    IngestScene()
    {
        for (int i = 0; i < filesAtOnce; ++i) {
            const auto name = "Observation." + std::to_string(i) + ".ndjson";
            files.emplace_back('/' + name, writeObservations(root / name, benchBytes() / filesAtOnce,
                                                             static_cast<std::uint64_t>(i + 1)));
            bytes += std::filesystem::file_size(root / name);
        }
        server::SourceConfig config;
        config.id = SourceId("src_bench");
        config.baseUrl = nginx.base();
        config.caFile = nginx.caFile();
        config.clientId = "bench";
        config.keyFile =
            scratch.write("client.key", must(crypto::AssertionKey::generate("ES384")).toPem().revealText());
        client = must(server::SourceClient::create(config, clock));
    }

    ScratchFolder scratch;
    SystemClock clock;
    std::filesystem::path root = scratch.folder("www");
    std::vector<std::pair<std::string, Digest>> files;
    std::uint64_t bytes = 0;
    Nginx nginx{scratch, root};
    std::unique_ptr<server::SourceClient> client;
};

server::SealedFacts takeIn(const IngestScene& scene, const std::filesystem::path& objects,
                           const std::string& path)
{
    const server::SealedObjectWriter::Order order{objects, server::newFileId(), "Observation",
                                                  crypto::sha256("the request")};
    auto writer = must(server::SealedObjectWriter::begin(order, crypto::randomSecret(32)));
    must(scene.client->fetch(scene.nginx.base() + path, false,
                             [&](ByteView piece) { return writer.add(piece); }, {}));
    return must(writer.finish());
}

double ours(const IngestScene& scene)
{
    const ScratchFolder objects;
    std::vector<server::SealedFacts> facts;
    sync(); // nobody waits for what somebody else has written
    const auto seconds = secondsOf([&] {
        std::vector<std::future<server::SealedFacts>> running;
        for (const auto& file : scene.files)
            running.push_back(
                std::async(std::launch::async, takeIn, std::cref(scene), objects.path(), file.first));
        for (auto& one : running)
            facts.push_back(one.get());
    });
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (facts[i].sha256 != scene.files[i].second)
            throw std::runtime_error("another digest than that of the file");
    return seconds;
}

void ingest(benchmark::State& state)
{
    const IngestScene scene;
    double growth = 0;
    compareRates(
        state, static_cast<double>(scene.bytes) / 1e6,
        [&] {
            const MemoryPeak peak;
            const auto seconds = ours(scene);
            growth = std::max(growth, peak.growth());
            return seconds;
        },
        [&] {
            sync();
            return secondsOfPipes(scene.nginx, scene.files);
        });
    state.counters["peakMiB"] = growth;
}
void ingestGuarded(benchmark::State& state)
{
    guarded(state, [&] { ingest(state); });
}
BENCHMARK(ingestGuarded)->Name("ingest")->Iterations(5)->UseManualTime()->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
