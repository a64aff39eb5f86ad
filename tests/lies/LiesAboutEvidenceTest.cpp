#include "Bundle.h"
#include "Caught.h"
#include "crypto/Sha256.h"
#include "trust/JobName.h"
#include "verify/Program.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <sys/wait.h>

/// What a bundle of evidence is made to say, years later, to somebody who has nothing but the pinned root.
namespace countersign::lies {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::TrustFixture;
using wire::Gate;
using wire::Role;
using wire::Sensitivity;

/// Paul's approval, or another in its place, of a standard export.
void approvedBy(Case& made, const std::function<wire::SignedStatement()>& approval)
{
    made.ask();
    made.decide(made.lie ? approval()
                         : TrustFixture::signWith(made.approvalBy(made.paul()), made.paul().signing));
    made.finish();
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApprovalForged)
{
    caughtByVerifier([](Case& made) {
        approvedBy(made, [&] {
            const auto another =
                made.hospital.world.decide(made.paul(), {crypto::sha256("another export")}, Gate::Request);
            return underSignatureOf(another, made.approvalBy(made.paul()));
        });
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApprovalOfAnotherRequest)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        const auto first = made.life;
        made.ask();
        made.hospital.world.enter(
            made.hospital.world.decide(made.paul(), {first.scene.request.digest}, Gate::Request));
        const auto of = made.lie ? first.scene.request.digest : made.life.scene.request.digest;
        made.decide(made.hospital.world.decide(made.paul(), {of}, Gate::Request));
        made.finish();
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfARequestAltered)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        auto text = made.life.scene.request.statement;
        std::get<wire::ExportRequestBody>(text.body).recipient = "Somebody else";
        evidence.request = underSignatureOf(made.life.scene.request, text).signatures.front();
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfARequestForged)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        if (made.lie) {
            auto& request = made.life.scene.request;
            const auto text = made.hospital.world.draft(made.life.scene.asks, request.statement.body);
            request = underSignatureOf(request, text);
            made.hospital.world.enter(request);
            made.life.job = trust::jobIdOf(request.digest);
            made.life.entries.clear();
        }
        made.approve(made.paul(), Gate::Request);
        made.finish();
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfSensitivityLowered)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        if (made.lie) {
            auto body = *made.life.scene.request.statement.as<wire::ExportRequestBody>();
            body.types = {"Patient", "Observation"}; // policy: high
            made.life.scene.request = made.hospital.world.sign(made.life.scene.asks, body);
            made.hospital.world.enter(made.life.scene.request);
            made.life.job = trust::jobIdOf(made.life.scene.request.digest);
            made.life.entries.clear();
        }
        made.approve(made.paul(), Gate::Request);
        made.finish();
    });
}

TEST(LiesAboutEvidence, LieEvidenceCountsOnePersonTwice)
{
    caughtByVerifier([](Case& made) {
        made.ask(Sensitivity::High);
        made.approve(made.paul(), Gate::Request);
        made.approve(made.lie ? made.paul() : made.rosa(), Gate::Request);
        made.finish();
        made.approve(made.rosa(), Gate::Release);
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfPolicyWeakened)
{
    caughtByVerifier([](Case& made) {
        made.ask(Sensitivity::High);
        made.approve(made.paul(), Gate::Request);
        made.approve(made.rosa(), Gate::Request);
        made.finish();
        if (!made.lie)
            made.approve(made.rosa(), Gate::Release);
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnExpiredApproval)
{
    caughtByVerifier([](Case& made) {
        approvedBy(made, [&] {
            auto text = made.approvalBy(made.paul());
            text.expires = text.issued + minutes(1);
            made.hospital.world.clock.advance(minutes(4));
            return TrustFixture::signWith(text, made.paul().signing);
        });
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApprovalAfterTheTimeForIt)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        if (made.lie)
            made.hospital.world.clock.advance(hours(73)); // policy: 72
        made.approve(made.paul(), Gate::Request);
        made.finish();
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApprovalDatedBack)
{
    caughtByVerifier([](Case& made) {
        approvedBy(made, [&] {
            const auto text = made.approvalBy(made.paul());
            made.hospital.world.clock.advance(minutes(20));
            return TrustFixture::signWith(text, made.paul().signing);
        });
    });
}

// The log proves it to be void, and nobody forged the log: the bundle proves less than it claims.
TEST(LiesAboutEvidence, LieEvidenceOfAnApprovalByARevokedKey)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        if (made.lie)
            made.hospital.world.revoke(made.paul(), made.hospital.world.state.size());
        made.approve(made.paul(), Gate::Request);
        made.hospital.release(made.life);
        made.approve(made.rosa(), Gate::Release);
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApprovalByAKeyEndorsedTooLate)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        auto& world = made.hospital.world;
        const auto nora = test::makePerson("nora");
        const auto registration = world.enterRegistration(nora);
        world.grant(nora, Role::SecurityApprover);
        const auto endorse = [&](std::size_t admin) {
            world.enter(world.decide(world.admins.at(admin), {registration.digest}, Gate::Admin));
        };
        endorse(0);
        if (!made.lie)
            endorse(1);
        made.approve(nora, Gate::Request);
        if (made.lie)
            endorse(1);
        made.finish();
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApprovalByAKeyOfOneAdmin)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        auto& world = made.hospital.world;
        const auto nora = test::makePerson("nora");
        const auto registration = world.enterRegistration(nora);
        world.grant(nora, Role::SecurityApprover);
        for (std::size_t admin = 0; admin < (made.lie ? 1U : 2U); ++admin)
            world.enter(world.decide(world.admins.at(admin), {registration.digest}, Gate::Admin));
        made.approve(nora, Gate::Request);
        made.finish();
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApproverInvented)
{
    caughtByVerifier([](Case& made) {
        approvedBy(made, [&] {
            const auto mallory = test::makePerson("mallory");
            return TrustFixture::signWith(made.approvalBy(mallory), mallory.signing);
        });
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAnApproverWithoutTheRole)
{
    caughtByVerifier([](Case& made) {
        approvedBy(made, [&] {
            const auto lena = made.hospital.world.join("lena", {Role::ComplianceOfficer});
            return TrustFixture::signWith(made.approvalBy(lena), lena.signing);
        });
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfTheAuthorsOwnApproval)
{
    caughtByVerifier([](Case& made) {
        approvedBy(made, [&] {
            return TrustFixture::signWith(made.approvalBy(made.life.scene.asks),
                                          made.life.scene.asks.signing);
        });
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAReleaseThatIsWider)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        made.approve(made.paul(), Gate::Request);
        auto body = made.hospital.world.releaseBody(made.life.scene.request);
        body.downloads += made.lie ? 1 : 0;
        made.release(std::move(body));
        made.approve(made.paul(), Gate::Release);
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAReleaseByAnotherKey)
{
    caughtByVerifier([](Case& made) {
        made.ask();
        made.approve(made.paul(), Gate::Request);
        made.hospital.release(made.life);
        if (made.lie) {
            auto& release = *made.life.scene.release;
            const auto stranger = crypto::SigningKey::generate();
            release = TrustFixture::signWith(release.statement, stranger);
        }
        made.approve(made.paul(), Gate::Release);
    });
}

// The server can sign another manifest; the log holds the one that was approved.
TEST(LiesAboutEvidence, LieEvidenceOfAManifestAltered)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        auto body = *made.life.scene.release->statement.as<wire::ReleaseBody>();
        body.files.front().sha256 = crypto::sha256("other data");
        evidence.release = made.hospital.world.signByServer(std::move(body)).signatures.front();
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfAReceiptForOtherContent)
{
    caughtByVerifier([](Case& made) {
        made.life = made.hospital.releasedExport();
        if (!made.lie)
            return;
        const auto& release = *made.life.scene.release;
        const auto& file = release.statement.as<wire::ReleaseBody>()->files.front();
        const wire::ReceiptBody body{release.digest, file.id, file.length, crypto::sha256("other data")};
        made.life.receipts = {made.hospital.world.sign(made.life.scene.fetches, body).signatures.front()};
    });
}

TEST(LiesAboutEvidence, LieEvidenceOnAnotherRoot)
{
    caughtTampered([](const Case&, trust::Evidence& evidence) {
        Case other;
        other.life = other.hospital.releasedExport();
        evidence = bundleOf(other);
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithATrustEntryChanged)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        auto entry = made.hospital.world.entries.at(7);
        entry.digest = crypto::sha256("another statement");
        evidence.trust.at(7) = wire::encode(entry);
        signTrustAnew(made, evidence);
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithATrustEntryRemoved)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        evidence.trust.erase(evidence.trust.begin() + 3);
        signTrustAnew(made, evidence);
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithATrustEntryInserted)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        const wire::TrustEntry noise{made.hospital.world.entries.at(9).time,
                                     wire::StatementType::ExportRequest,
                                     StatementId("st_noise"),
                                     crypto::sha256("noise"),
                                     {}};
        evidence.trust.insert(evidence.trust.begin() + 10, wire::encode(noise));
        signTrustAnew(made, evidence);
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithTrustEntriesReordered)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        // Both by their digests alone: what nobody's statement tells of.
        const auto& entries = made.hospital.world.entries;
        const auto byDigest = [](const auto& a, const auto& b) {
            return a.statement.empty() && b.statement.empty();
        };
        const auto at = std::adjacent_find(entries.begin(), entries.end(), byDigest) - entries.begin();
        std::swap(evidence.trust.at(static_cast<std::size_t>(at)),
                  evidence.trust.at(static_cast<std::size_t>(at) + 1));
        signTrustAnew(made, evidence);
    });
}

// Without the log's key, nothing of it can be changed at all.
TEST(LiesAboutEvidence, LieEvidenceWithTrustEntriesThatNobodySigned)
{
    caughtTampered([](const Case&, trust::Evidence& evidence) { evidence.trust.pop_back(); });
}

TEST(LiesAboutEvidence, LieEvidenceWithATrustCheckpointByAnotherKey)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        const test::MemoryLog other(made.hospital.world.trustLog.origin());
        evidence.trustCheckpoint = other.note(made.hospital.world.trustLog.head());
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithAnAuditCheckpointByAnotherKey)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        const test::MemoryLog other(made.hospital.world.auditLog.origin());
        evidence.auditCheckpoint = other.note(made.hospital.world.auditLog.head());
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithAnAuditEntryChanged)
{
    caughtTampered([](const Case&, trust::Evidence& evidence) {
        auto entry = wire::decode<wire::AuditEntry>(evidence.entries.at(1).line).value();
        entry.actor.person = "somebody";
        evidence.entries.at(1).line = wire::encode(entry);
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithAnAuditEntryInserted)
{
    caughtTampered([](const Case&, trust::Evidence& evidence) {
        evidence.entries.insert(evidence.entries.begin() + 1, evidence.entries.at(1));
    });
}

TEST(LiesAboutEvidence, LieEvidenceOfTwoExportsMixed)
{
    caughtByVerifier([](Case& made) {
        made.life = made.hospital.releasedExport();
        const auto other = made.hospital.releasedExport();
        if (made.lie)
            made.life.entries.insert(made.life.entries.end(), other.entries.begin(), other.entries.end());
    });
}

// The trust log of before the revocation, which somebody who signed afterwards had seen.
TEST(LiesAboutEvidence, LieEvidenceWithARevocationWithheld)
{
    std::uint64_t before = 0;
    caughtByVerifier(
        [&](Case& made) {
            made.ask();
            made.approve(made.paul(), Gate::Request);
            made.finish();
            before = made.hospital.world.state.size();
            made.hospital.world.revoke(made.paul(), before);
            made.hospital.receive(made.life, 0);
        },
        [&](const Case& made, trust::Evidence& evidence) {
            evidence.trust.resize(before);
            evidence.trustCheckpoint = made.hospital.world.trustLog.note(before);
        });
}

// The audit log of before what a signer had seen of it.
TEST(LiesAboutEvidence, LieEvidenceWithAuditEntriesHidden)
{
    caughtTampered([](const Case& made, trust::Evidence& evidence) {
        evidence.auditCheckpoint = made.hospital.world.auditLog.note(2);
        evidence.entries.clear();
        evidence.seen.clear();
        for (const auto& proof : bundleOf(made).seen)
            if (proof.size < 2)
                evidence.seen.push_back({proof.size, {}});
    });
}

TEST(LiesAboutEvidence, LieEvidenceWithAWitnessForged)
{
    caughtTampered([](const Case&, trust::Evidence& evidence) {
        const test::TestWitness good{"witness.example"};
        const test::TestWitness forger{"witness.example"};
        evidence.witnesses = {good.shown().text()};
        evidence.trustCheckpoint = forger.cosigned(evidence.trustCheckpoint);
    });
}

// The program itself, as somebody would run it.
TEST(LiesAboutEvidence, TheProgramEndsAsItsLibraryDoes)
{
    QTemporaryDir folder;
    const auto ends = [&](const Case& made, const trust::Evidence& evidence) {
        const auto bundle = folder.filePath(QStringLiteral("bundle")).toStdString();
        const auto out = folder.filePath(QStringLiteral("out")).toStdString();
        std::ofstream(bundle, std::ios::binary) << wire::encode(evidence);
        const auto command = std::string(COUNTERSIGN_VERIFY) + " --root " +
                             made.hospital.world.root.digest.text() + ' ' + bundle + " >" + out;
        const int status = std::system(command.c_str()); // NOLINT: a test of the program itself
        std::ifstream file(out);
        const std::string page{std::istreambuf_iterator<char>(file), {}};
        return std::pair(WIFEXITED(status) ? WEXITSTATUS(status) : -1, page);
    };
    Case made;
    made.life = made.hospital.releasedExport();
    auto evidence = bundleOf(made);
    EXPECT_EQ(ends(made, evidence).first, verify::exitProven);
    evidence.trust.pop_back();
    const auto [code, page] = ends(made, evidence);
    EXPECT_EQ(code, verify::exitRefuted);
    const auto sentence = expected("LieEvidenceWithTrustEntriesThatNobodySigned").toStdString();
    EXPECT_NE(page.find(sentence), std::string::npos) << page;
}

} // namespace
} // namespace countersign::lies
