#include "crypto/Dpop.h"
#include "crypto/StreamingSeal.h"
#include "crypto/Tile.h"
#include "support/EvidenceFixture.h"

#include <filesystem>
#include <fstream>
#include <iostream>

/// Writes whole and valid inputs, which a fuzzer would hardly come by, into a folder for each target.
namespace countersign::fuzz {

namespace {

class Seeds
{
public:
    explicit Seeds(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    void put(const std::string& target, const std::string& name, std::string_view bytes) const
    {
        std::filesystem::create_directories(m_folder / target);
        std::ofstream(m_folder / target / name, std::ios::binary) << bytes;
    }

private:
    std::filesystem::path m_folder;
};

void putStatements(const Seeds& seeds, test::TrustFixture& world)
{
    const auto scene = world.releasedExport();
    auto all = scene.decisions;
    all.push_back(scene.request);
    all.push_back(*scene.release);
    int number = 0;
    for (const auto& statement : all) {
        const auto name = std::to_string(++number);
        seeds.put("statement", name, textOf(statement.signatures.front().payload));
        seeds.put("jws", name, statement.signatures.front().text());
    }
}

void putSealed(const Seeds& seeds)
{
    crypto::streaming::Parameters small;
    small.segment = 64;
    const Bytes salt(32, 1), prefix(7, 2), about(48, 7);
    crypto::StreamingSealer sealer(Secret{std::string_view("0123456789abcdef0123456789abcdef")}, about, salt,
                                   prefix, small);
    std::string plain;
    for (int i = 0; i < 50; ++i)
        plain += "a patient\n";
    Bytes sealed(1, 9); // where chunks are cut
    sealer.add(bytesOf(plain), sealed);
    sealer.finish(sealed);
    seeds.put("sealed", "fifty", textOf(sealed));
}

void putEvidence(const Seeds& seeds)
{
    test::EvidenceFixture hospital;
    auto life = hospital.ask();
    seeds.put("evidence", "asked", hospital.bundle(life));
    hospital.reject(life, life.scene.approves, wire::Gate::Request);
    seeds.put("evidence", "rejected", hospital.bundle(life));
    const test::TestWitness witness{"witness.example"};
    auto pieces = hospital.pieces(hospital.releasedExport());
    pieces.pins.witnesses = {{witness.shown()}, 1};
    pieces.trustCheckpoint = witness.cosigned(pieces.trustCheckpoint);
    pieces.auditCheckpoint = witness.cosigned(pieces.auditCheckpoint);
    const auto bundle = trust::makeEvidence(pieces).value();
    seeds.put("evidence", "released", bundle);
    const auto evidence = trust::parseEvidence(bundle).value();
    seeds.put("tlog_proof", "proof", evidence.entries.front().proof);
    seeds.put("tlog_proof", "cosigned", evidence.trustCheckpoint);
    seeds.put("tlog_proof", "key", evidence.witnesses.front());
}

} // namespace

} // namespace countersign::fuzz

int main(int argc, char** argv)
{
    using namespace countersign;
    if (argc != 2) {
        std::cerr << "Usage: fuzz_seeds FOLDER\n";
        return 2;
    }
    const fuzz::Seeds seeds(argv[1]);
    test::TrustFixture world;
    fuzz::putStatements(seeds, world);
    fuzz::putSealed(seeds);
    fuzz::putEvidence(seeds);
    std::string log;
    for (const auto& line : world.trustLog.lines())
        log += line + '\n';
    seeds.put("trust", "log", log);
    seeds.put("tile", "bundle", textOf(crypto::encodeBundle(world.trustLog.lines())));
    crypto::DpopClaims claims{"jti-1", "POST", "https://localhost/v1/session", 1700000000, "nonce", {}};
    seeds.put("proof_of_possession", "dpop", crypto::makeDpopProof(claims, crypto::SigningKey::generate()));
    return 0;
}
