#pragma once

#include "crypto/Cosignature.h"
#include "support/TrustFixture.h"
#include "trust/Evidence.h"

/// Exports with both logs, for evidence: every step leaves its entry in the audit log, among others'.
///
///     EvidenceFixture hospital;
///     auto life = hospital.releasedExport();
///     const auto bytes = hospital.bundle(life);
namespace countersign::test {

struct ExportLife
{
    ExportScene scene;
    JobId job;
    std::vector<crypto::Jws> receipts;
    std::vector<wire::PlacedEntry> entries;
};

struct TestWitness
{
    std::string name;
    crypto::Ed25519Key key = crypto::Ed25519Key::generate();

    [[nodiscard]] crypto::WitnessKey shown() const { return {name, key.publicKey()}; }
    /// The note with this witness's line behind the others.
    [[nodiscard]] std::string cosigned(const std::string& note, std::uint64_t time = 1'800'000'000) const;
};

class EvidenceFixture
{
public:
    EvidenceFixture() : EvidenceFixture(TrustFixture::Options{}) {}
    explicit EvidenceFixture(const TrustFixture::Options& options) : world(options) {}

    TrustFixture world;

    /// Asked by olga; the people join at the first one.
    [[nodiscard]] ExportLife ask(wire::Sensitivity sensitivity = wire::Sensitivity::Standard);
    void approve(ExportLife& life, const TestPerson& by, wire::Gate gate);
    /// Whatever statement that is, as a decision of this export.
    void decide(ExportLife& life, const wire::SignedStatement& decision);
    void reject(ExportLife& life, const TestPerson& by, wire::Gate gate);
    void withdraw(ExportLife& life);
    void release(ExportLife& life);
    /// The fetcher's receipt for a file of the release.
    void receive(ExportLife& life, std::size_t file);
    [[nodiscard]] ExportLife releasedExport(wire::Sensitivity sensitivity = wire::Sensitivity::Standard);

    /// An entry about this export, and one about another.
    void note(ExportLife& life, const std::string& action, const PersonId& who, const Digest& object);
    void noise();

    [[nodiscard]] trust::EvidencePins pins() const;
    [[nodiscard]] trust::EvidencePieces pieces(const ExportLife& life) const;
    /// Throws where it can't be made.
    [[nodiscard]] std::string bundle(const ExportLife& life) const;

private:
    [[nodiscard]] wire::PlacedEntry append(const wire::AuditEntry& entry);
    [[nodiscard]] wire::AuditEntry entry(const std::string& action, const PersonId& who,
                                         const std::string& object, const std::string& job) const;

    std::optional<ExportScene> m_people;
};

} // namespace countersign::test
