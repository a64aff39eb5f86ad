#include "support/EvidenceFixture.h"

#include <cstdlib>

#include <gtest/gtest.h>

/// Every byte of a bundle matters: changed, removed or doubled, it is refused or proves visibly less.
namespace countersign::trust {
namespace {

using test::EvidenceFixture;

// What a report says, but for the digest of the bytes themselves.
std::string said(EvidenceReport report)
{
    report.bundle.reset();
    return wire::encode(report);
}

class Tampering
{
public:
    Tampering(std::string bundle, EvidencePins pins)
        : m_bundle(std::move(bundle)),
          m_pins(std::move(pins)),
          m_before(said(verifyEvidence(m_bundle, m_pins).value()))
    {
    }

    static constexpr std::size_t ways = 16;
    /// Flips one of the bits, removes the byte, or puts another in front of it.
    void at(std::size_t place, std::size_t way) const
    {
        auto changed = m_bundle;
        constexpr std::string_view inserted = "0A=\"\\, ";
        if (way < 8)
            changed[place] = static_cast<char>(changed[place] ^ (1 << way));
        else if (way == 8)
            changed.erase(place, 1);
        else
            changed.insert(place, 1, inserted.at(way - 9));
        expectLess(changed, place, way);
    }
    [[nodiscard]] std::size_t size() const { return m_bundle.size(); }
    /// Where the trust log's lines begin.
    [[nodiscard]] std::size_t lines() const { return m_bundle.find(R"("trust":[)") + 16; }

private:
    void expectLess(const std::string& changed, std::size_t place, std::size_t way) const
    {
        if (changed == m_bundle) // a letter doubled among its like
            return;
        const auto report = verifyEvidence(changed, m_pins);
        if (!report || report->verdict == EvidenceVerdict::Refuted)
            return;
        EXPECT_TRUE(report->verdict == EvidenceVerdict::Partly && said(*report) != m_before)
            << "way " << way << " at " << place << ": " << m_bundle.substr(place > 40 ? place - 40 : 0, 80);
    }

    std::string m_bundle;
    EvidencePins m_pins;
    std::string m_before;
};

// Cosigned by a witness that is pinned and one that is not: the line of either must matter.
Tampering cosigned(const EvidenceFixture& hospital, const test::ExportLife& life)
{
    const std::vector<test::TestWitness> witnesses{{"one.example"}, {"two.example"}};
    auto pieces = hospital.pieces(life);
    for (const auto& witness : witnesses) {
        pieces.pins.witnesses.keys.push_back(witness.shown());
        pieces.trustCheckpoint = witness.cosigned(pieces.trustCheckpoint);
        pieces.auditCheckpoint = witness.cosigned(pieces.auditCheckpoint);
    }
    pieces.pins.witnesses.needed = 2;
    const auto bundle = makeEvidence(pieces).value();
    auto pins = hospital.pins();
    pins.witnesses = {{witnesses.front().shown()}, 1};
    return {bundle, pins};
}

// In parts, which run side by side. Each byte in one way, its neighbours in the others; of the trust log's
// lines, which one hash covers alike, every fourth. With COUNTERSIGN_EVERY_WAY in the environment each byte
// in all ways, which takes minutes.
class EvidenceBytes : public testing::TestWithParam<std::size_t>
{
};
constexpr std::size_t parts = 8;
INSTANTIATE_TEST_SUITE_P(Evidence, EvidenceBytes, testing::Range<std::size_t>(0, parts));

TEST_P(EvidenceBytes, OfASmallBundle)
{
    EvidenceFixture hospital;
    auto life = hospital.releasedExport();
    life.entries.resize(1);
    life.receipts.resize(1);
    const auto tampering = cosigned(hospital, life);
    const bool all = std::getenv("COUNTERSIGN_EVERY_WAY") != nullptr;
    for (std::size_t place = GetParam(); place < tampering.size(); place += parts) {
        const auto nth = place / parts;
        if (!all && place > tampering.lines() && nth % 4 != 0)
            continue;
        for (std::size_t way = 0; way < Tampering::ways; ++way)
            if (all || way == (nth * 7 + nth / 64) % Tampering::ways)
                tampering.at(place, way);
    }
}

TEST(EvidenceBytesByStrides, OfABigBundle)
{
    EvidenceFixture hospital;
    test::ExportLife life;
    for (int i = 0; i < 8; ++i)
        life = hospital.releasedExport(wire::Sensitivity::High);
    const auto tampering = cosigned(hospital, life);
    std::size_t way = 0;
    for (std::size_t place = 0; place < tampering.size(); place += 97)
        tampering.at(place, ++way % Tampering::ways);
}

} // namespace
} // namespace countersign::trust
