#pragma once

#include "support/EvidenceFixture.h"

#include <QString>

/// Evidence that an insider made: with the server's keys and logs, and without the check that the console's
/// maker ends with.
namespace countersign::lies {

/// One export and its evidence. Each step does what an honest server would; tests take another in its place.
struct Case
{
    test::EvidenceFixture hospital;
    test::ExportLife life;
    bool lie = false;

    [[nodiscard]] const test::TestPerson& paul() const { return life.scene.approves; }
    [[nodiscard]] const test::TestPerson& rosa() const { return life.scene.approvesToo; }
    void ask(wire::Sensitivity sensitivity = wire::Sensitivity::Standard)
    {
        life = hospital.ask(sensitivity);
    }
    void approve(const test::TestPerson& by, wire::Gate gate) { hospital.approve(life, by, gate); }
    void decide(const wire::SignedStatement& decision) { hospital.decide(life, decision); }
    /// Released, approved so by paul, and fetched.
    void finish();
    void release(wire::ReleaseBody body);
    [[nodiscard]] wire::Statement approvalBy(const test::TestPerson& person) const;
};

/// Whatever it proves.
[[nodiscard]] trust::Evidence bundleOf(const Case& made);
/// The trust log of these lines, signed by the log's key.
void signTrustAnew(const Case& made, trust::Evidence& evidence);

/// What countersign-verify comes to: its exit code, and the sentence of the first finding that keeps the
/// export from being proven; without places, and with `…` for times, keys and digests.
struct Told
{
    int exitCode = 0;
    QString sentence;
};
[[nodiscard]] Told verified(const Case& made, const std::string& bundle);

using EvidencePlay = std::function<void(Case&)>;
using Tampering = std::function<void(const Case&, trust::Evidence&)>;
/// An honest bundle is proven; the one with the lie is not, and its sentence is the one of README.md.
void caughtByVerifier(const EvidencePlay& play, const Tampering& tamper = {});
/// The lie is in the bundle alone.
void caughtTampered(const Tampering& tamper);

} // namespace countersign::lies
