#include "support/EvidenceFixture.h"

#include <gtest/gtest.h>

namespace countersign::trust {
namespace {

using test::EvidenceFixture;
using wire::Gate;
using wire::Sensitivity;

std::string told(const EvidenceReport& report)
{
    std::string text;
    for (const auto& finding : report.findings)
        if (finding.state != FindingState::Proven)
            text += std::string(wire::enumText(finding.id)) + " " +
                    std::string(wire::enumText(finding.state)) + " " + finding.code.value_or("") + ": " +
                    finding.detail.value_or("") + "\n";
    return text;
}

EvidenceReport reportOf(const EvidenceFixture& hospital, const test::ExportLife& life)
{
    return verifyEvidence(hospital.bundle(life), hospital.pins()).value();
}

FindingState stateOf(const EvidenceReport& report, FindingId id)
{
    const auto* finding = report.find(id);
    return finding ? finding->state : FindingState::Refuted;
}

std::size_t countOf(const EvidenceReport& report, FindingId id)
{
    return static_cast<std::size_t>(std::count_if(report.findings.begin(), report.findings.end(),
                                                  [&](const auto& one) { return one.id == id; }));
}

class ReleasedEvidence : public testing::TestWithParam<Sensitivity>
{
};
INSTANTIATE_TEST_SUITE_P(Evidence, ReleasedEvidence,
                         testing::Values(Sensitivity::Standard, Sensitivity::High));

TEST_P(ReleasedEvidence, IsProven)
{
    EvidenceFixture hospital;
    const auto life = hospital.releasedExport(GetParam());
    const auto report = reportOf(hospital, life);
    EXPECT_EQ(report.verdict, EvidenceVerdict::Proven) << told(report);
    const std::size_t approvals = GetParam() == Sensitivity::High ? 2 : 1;
    EXPECT_EQ(countOf(report, FindingId::Decision), 2 * approvals);
    EXPECT_EQ(countOf(report, FindingId::Receipt), 2U);
    for (const auto id : {FindingId::RequestGate, FindingId::ReleaseGate}) {
        EXPECT_EQ(report.find(id)->count, approvals);
        EXPECT_EQ(report.find(id)->needed, approvals);
        EXPECT_EQ(report.find(id)->policy, 1U);
    }
    EXPECT_EQ(report.job, life.job);
    EXPECT_EQ(report.entries.size(), life.entries.size());
    EXPECT_EQ(report.find(FindingId::Ending)->standing, wire::Standing::Effective);
}

TEST(Evidence, SaysWhoAndHowTheirKeysCameToBeTrusted)
{
    EvidenceFixture hospital;
    const auto life = hospital.releasedExport();
    const auto report = reportOf(hospital, life);
    const auto& request = *report.find(FindingId::Request);
    EXPECT_EQ(request.person->name, "Person olga");
    EXPECT_EQ(request.role, wire::Role::ExportOperator);
    EXPECT_EQ(request.index, hospital.world.state.place(life.scene.request.digest)->index);
    ASSERT_TRUE(request.key);
    EXPECT_EQ(request.key->key, life.scene.asks.signing.thumbprint());
    EXPECT_FALSE(request.key->root);
    ASSERT_EQ(request.key->endorsers.size(), 2U);
    EXPECT_EQ(request.key->endorsers[0].name, "Person amira");
    EXPECT_EQ(request.key->endorsers[1].name, "Person boris");
    const auto& registered = *hospital.world.state.key(life.scene.asks.signing.thumbprint());
    EXPECT_EQ(request.key->index, registered.valid->from);
    EXPECT_EQ(request.key->time, hospital.world.entries.at(request.key->index).time);
    const auto& release = *report.find(FindingId::Release);
    ASSERT_EQ(release.files->size(), 2U);
    EXPECT_EQ(release.people->at(0).name, "Person dora");
    EXPECT_EQ(report.find(FindingId::Root)->people->size(), 2U);
    EXPECT_EQ(report.find(FindingId::TrustLog)->count, hospital.world.trustLog.size());
    EXPECT_EQ(report.find(FindingId::Decision)->reason, "looked at it");
}

TEST(Evidence, SaysWhatIsNotProven)
{
    EvidenceFixture hospital;
    const auto report = reportOf(hospital, hospital.releasedExport());
    std::vector<FindingId> limits;
    for (const auto& limit : report.limits) {
        EXPECT_EQ(limit.state, FindingState::NotProven);
        limits.push_back(limit.id);
    }
    EXPECT_EQ(limits, (std::vector{FindingId::SourceData, FindingId::ServerSecrecy, FindingId::Clocks,
                                   FindingId::AllEntries, FindingId::Afterwards, FindingId::KeyHolders,
                                   FindingId::OtherViews}));
    EXPECT_EQ(report.limits[4].count, hospital.world.trustLog.size());
    EXPECT_EQ(report.limits[4].size, hospital.world.auditLog.size());
}

// What an entry calls the person who acted, nobody signed.
TEST(Evidence, NamesAreThoseThatAdminsSigned)
{
    EvidenceFixture hospital;
    auto life = hospital.ask();
    auto entry = wire::decode<wire::AuditEntry>(life.entries.front().line).value();
    entry.actor.name = "Person paul";
    life.entries = {{hospital.world.auditLog.size(), wire::encode(entry)}};
    hospital.world.auditLog.append(life.entries.front().line);
    entry.actor.person = "eva";
    life.entries.push_back({hospital.world.auditLog.size(), wire::encode(entry)});
    hospital.world.auditLog.append(life.entries.back().line);
    const auto report = reportOf(hospital, life);
    ASSERT_EQ(report.entries.size(), 2U) << told(report);
    EXPECT_EQ(report.entries.front().person, "olga");
    EXPECT_EQ(report.entries.front().name, "Person olga");
    EXPECT_EQ(report.entries.back().name, "") << "nobody registered her";
    const auto& people = *report.find(FindingId::AuditEntries)->people;
    ASSERT_EQ(people.size(), 2U);
    EXPECT_EQ(people.front().name, "");
    EXPECT_EQ(people.back().name, "Person olga");
}

// Both logs go on under the keys of each recovery: what was lost between stands in no bundle.
TEST(Evidence, SaysHowMuchRecoveriesGaveUp)
{
    EvidenceFixture hospital;
    auto& world = hospital.world;
    const auto life = hospital.releasedExport();
    auto pieces = hospital.pieces(life);
    for (const std::string name : {"-2", "-3"}) {
        test::MemoryLog trustLog("test.example/trust" + name);
        test::MemoryLog auditLog("test.example/audit" + name);
        wire::LogRecoveryBody body;
        body.kept = body.lost = {world.trustLog.head(), world.auditLog.head()};
        body.lost.trust = {body.kept.trust.size + 5, crypto::leafHash(bytesOf("lost"))};
        body.lost.audit = {body.kept.audit.size + 70, crypto::leafHash(bytesOf("lost"))};
        body.trustLog = trustLog.verifier().text();
        body.auditLog = auditLog.verifier().text();
        body.reason = "the disk failed on Monday";
        const auto statement = world.sign(world.admins[0], body);
        world.enter(statement);
        world.enter(world.decide(world.admins[1], {statement.digest}, Gate::Admin));
        for (const auto& line : world.trustLog.lines())
            trustLog.append(line);
        for (const auto& line : world.auditLog.lines())
            auditLog.append(line);
        pieces.trustLines = trustLog.lines();
        pieces.trustCheckpoint = trustLog.note();
        pieces.auditCheckpoint = auditLog.note();
    }
    const auto report = verifyEvidence(makeEvidence(pieces).value(), pieces.pins).value();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Proven) << told(report);
    const auto lost = std::find_if(report.limits.begin(), report.limits.end(),
                                   [](const Finding& limit) { return limit.id == FindingId::LostEntries; });
    ASSERT_NE(lost, report.limits.end());
    EXPECT_EQ(lost->count, 10U);
    EXPECT_EQ(lost->size, 140U);
    EXPECT_EQ(lost->time, world.state.recoveries().back().time);
}

TEST(Evidence, NotYetReleased)
{
    EvidenceFixture hospital;
    auto life = hospital.ask();
    EXPECT_EQ(reportOf(hospital, life).verdict, EvidenceVerdict::Partly);
    hospital.approve(life, life.scene.approves, Gate::Request);
    hospital.release(life);
    const auto report = reportOf(hospital, life);
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly) << told(report);
    EXPECT_EQ(stateOf(report, FindingId::RequestGate), FindingState::Proven);
    EXPECT_EQ(stateOf(report, FindingId::Release), FindingState::Proven);
    EXPECT_EQ(stateOf(report, FindingId::ReleaseGate), FindingState::NotProven);
    EXPECT_EQ(report.find(FindingId::Ending)->standing, wire::Standing::Open);
    EXPECT_EQ(stateOf(report, FindingId::Ending), FindingState::NotProven);
}

class RejectedEvidence : public testing::TestWithParam<Gate>
{
};
INSTANTIATE_TEST_SUITE_P(Evidence, RejectedEvidence, testing::Values(Gate::Request, Gate::Release));

TEST_P(RejectedEvidence, IsProvenToBeSo)
{
    EvidenceFixture hospital;
    auto life = hospital.ask();
    if (GetParam() == Gate::Release) {
        hospital.approve(life, life.scene.approves, Gate::Request);
        hospital.release(life);
    }
    hospital.reject(life, life.scene.approves, GetParam());
    const auto report = reportOf(hospital, life);
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly) << told(report);
    const auto& ending = *report.find(FindingId::Ending);
    EXPECT_EQ(ending.state, FindingState::Proven);
    EXPECT_EQ(ending.standing, wire::Standing::Rejected);
    EXPECT_EQ(ending.gate, GetParam());
}

TEST(Evidence, Withdrawn)
{
    EvidenceFixture hospital;
    auto life = hospital.ask();
    hospital.approve(life, life.scene.approves, Gate::Request);
    hospital.withdraw(life);
    const auto report = reportOf(hospital, life);
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly) << told(report);
    const auto& ending = *report.find(FindingId::Ending);
    EXPECT_EQ(ending.state, FindingState::Proven);
    EXPECT_EQ(ending.standing, wire::Standing::Withdrawn);
    EXPECT_EQ(ending.person->name, "Person olga");
    EXPECT_EQ(ending.reason, "not needed");
}

TEST(Evidence, Lapsed)
{
    EvidenceFixture hospital;
    auto life = hospital.ask();
    hospital.world.clock.advance(std::chrono::hours(73));
    hospital.note(life, "job.lapsed", wire::serverAuthor, life.scene.request.digest);
    const auto report = reportOf(hospital, life);
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly);
    EXPECT_EQ(report.find(FindingId::Ending)->standing, wire::Standing::Lapsed);
    EXPECT_EQ(stateOf(report, FindingId::Ending), FindingState::NotProven)
        << "approvals that the bundle leaves out can't be excluded";
}

TEST(Evidence, WithoutAuditEntriesItProvesLess)
{
    EvidenceFixture hospital;
    auto life = hospital.releasedExport();
    life.entries.clear();
    const auto report = reportOf(hospital, life);
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly);
    EXPECT_EQ(stateOf(report, FindingId::AuditEntries), FindingState::NotProven);
    EXPECT_EQ(stateOf(report, FindingId::Receipt), FindingState::NotProven) << "by its own signature alone";
}

TEST(Evidence, ManyExportsInOneLog)
{
    EvidenceFixture hospital;
    const auto first = hospital.releasedExport();
    const auto second = hospital.releasedExport(Sensitivity::High);
    for (const auto& life : {first, second})
        EXPECT_EQ(reportOf(hospital, life).verdict, EvidenceVerdict::Proven)
            << told(reportOf(hospital, life));
}

TEST(Evidence, AMakerDropsWhatIsNoPartOfIt)
{
    EvidenceFixture hospital;
    const auto life = hospital.releasedExport();
    auto pieces = hospital.pieces(life);
    const test::TestWitness stranger{"stranger.example"};
    pieces.trustCheckpoint = stranger.cosigned(pieces.trustCheckpoint);
    pieces.trustLines.push_back("a line behind the checkpoint");
    std::reverse(pieces.receipts.begin(), pieces.receipts.end());
    std::reverse(pieces.auditEntries.begin(), pieces.auditEntries.end());
    std::reverse(pieces.claimed.decisions.begin(), pieces.claimed.decisions.end());
    EXPECT_EQ(makeEvidence(pieces).value(), hospital.bundle(life)) << "one content has one bundle";
}

TEST(Evidence, AMakerKeepsTheLineOfTheKeyThatIsTheLogs)
{
    EvidenceFixture hospital;
    const auto life = hospital.releasedExport();
    auto pieces = hospital.pieces(life);
    // A log whose key changes may sign by both for a while.
    for (auto* note : {&pieces.trustCheckpoint, &pieces.auditCheckpoint}) {
        const auto parsed = crypto::parseNote(*note).value();
        const auto name = crypto::checkpointBody(*note)->origin;
        const crypto::NoteSigner former(name, crypto::Ed25519Key::generate());
        *note = former.sign(parsed.text) + parsed.signatures.front().line();
    }
    EXPECT_EQ(makeEvidence(pieces).value(), hospital.bundle(life));
}

TEST(Evidence, AMakerRefusesWhatItsOwnCheckRefutes)
{
    EvidenceFixture hospital;
    const auto life = hospital.releasedExport();
    auto pieces = hospital.pieces(life);
    pieces.auditEntries.at(1).line += " ";
    EXPECT_EQ(makeEvidence(pieces).error().code, ErrorCode::LogInconsistent);
    pieces = hospital.pieces(life);
    pieces.auditCheckpoint = hospital.world.auditLog.note(1);
    EXPECT_EQ(makeEvidence(pieces).error().code, ErrorCode::LogIncomplete) << "older than what was seen";
    pieces = hospital.pieces(life);
    pieces.trustLines.pop_back();
    EXPECT_EQ(makeEvidence(pieces).error().code, ErrorCode::LogIncomplete);
}

TEST(Evidence, WitnessesAreCounted)
{
    EvidenceFixture hospital;
    const auto life = hospital.releasedExport();
    const std::vector<test::TestWitness> all{{"one.example"}, {"two.example"}, {"three.example"}};
    auto pieces = hospital.pieces(life);
    for (const auto& witness : all)
        pieces.pins.witnesses.keys.push_back(witness.shown());
    pieces.pins.witnesses.needed = 2;
    for (std::size_t i = 0; i < 2; ++i) {
        pieces.trustCheckpoint = all[i].cosigned(pieces.trustCheckpoint);
        pieces.auditCheckpoint = all[i].cosigned(pieces.auditCheckpoint);
    }
    const auto bytes = makeEvidence(pieces).value();
    auto report = verifyEvidence(bytes, pieces.pins).value();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Proven) << told(report);
    EXPECT_EQ(report.limits.back().id, FindingId::KeyHolders) << "other views are excluded";
    EXPECT_EQ(report.find(FindingId::Witnesses)->count, 2U);

    report = verifyEvidence(bytes, hospital.pins()).value();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Proven) << "whoever pins none asks for none";
    EXPECT_EQ(report.limits.back().id, FindingId::OtherViews);
    EXPECT_EQ(report.find(FindingId::Witnesses)->count, 0U) << "those whom nobody pinned count for nothing";

    auto more = pieces.pins;
    more.witnesses.needed = 3;
    report = verifyEvidence(bytes, more).value();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly);
    EXPECT_EQ(stateOf(report, FindingId::Witnesses), FindingState::NotProven);
}

} // namespace
} // namespace countersign::trust
