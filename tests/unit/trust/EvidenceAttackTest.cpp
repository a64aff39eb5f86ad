#include "crypto/TlogProof.h"
#include "support/EvidenceFixture.h"

#include <gtest/gtest.h>

/// What somebody tries who makes a bundle say more than happened: with the log's keys, as the server has
/// them, and without.
namespace countersign::trust {
namespace {

using test::EvidenceFixture;
using test::TrustFixture;
using wire::Gate;
using wire::Sensitivity;

struct Bundle
{
    EvidenceFixture hospital;
    test::ExportLife life;
    Evidence evidence;

    explicit Bundle(Sensitivity sensitivity = Sensitivity::Standard)
        : life(hospital.releasedExport(sensitivity)), evidence(parseEvidence(hospital.bundle(life)).value())
    {
    }

    [[nodiscard]] EvidenceReport check() const
    {
        // As it travels, so that the form is looked at, too.
        return verifyEvidence(wire::encode(evidence), hospital.pins()).value();
    }
    /// The checkpoint that the log's key signs for these lines.
    void signTrustAnew()
    {
        crypto::CompactTree tree;
        for (const auto& line : evidence.trust)
            tree.append(crypto::leafHash(bytesOf(line)));
        evidence.trustCheckpoint = hospital.world.trustLog.note(wire::SeenTree{tree.size(), tree.root()});
    }
};

FindingId firstRefuted(const EvidenceReport& report)
{
    for (const auto& finding : report.findings)
        if (finding.state == FindingState::Refuted)
            return finding.id;
    return FindingId::OtherViews;
}

void expectRefuted(const Bundle& bundle, FindingId id, const char* why = "")
{
    const auto report = bundle.check();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Refuted) << why;
    EXPECT_EQ(firstRefuted(report), id) << wire::enumText(firstRefuted(report)) << ' ' << why;
}

TEST(EvidenceAttack, AnotherRoot)
{
    Bundle bundle;
    auto pins = bundle.hospital.pins();
    pins.root = Bundle().hospital.world.root.digest;
    const auto report = checkEvidence(bundle.evidence, pins);
    EXPECT_EQ(report.verdict, EvidenceVerdict::Refuted);
    EXPECT_EQ(firstRefuted(report), FindingId::Root);
    EXPECT_EQ(report.findings.size(), 1U) << "nothing is said of what stands on another root";
    pins = bundle.hospital.pins();
    pins.server = ServerId("srv_other");
    EXPECT_EQ(firstRefuted(checkEvidence(bundle.evidence, pins)), FindingId::Server);
}

TEST(EvidenceAttack, TrustLogChangedRemovedInsertedReordered)
{
    for (const bool serverSigns : {false, true}) {
        const auto tampered = [&](const std::function<void(std::vector<std::string>&)>& how) {
            Bundle bundle;
            how(bundle.evidence.trust);
            if (serverSigns)
                bundle.signTrustAnew();
            const auto report = bundle.check();
            EXPECT_EQ(report.verdict, EvidenceVerdict::Refuted);
            EXPECT_EQ(firstRefuted(report), FindingId::TrustLog);
        };
        tampered([](auto& lines) { lines[5] = lines[6]; });
        tampered([](auto& lines) { lines.erase(lines.begin() + 5); });
        tampered([](auto& lines) { lines.insert(lines.begin() + 5, lines[3]); });
        tampered([](auto& lines) { std::swap(lines[3], lines[4]); });
        tampered([](auto& lines) { lines.insert(lines.begin() + 5, "{}"); });
    }
    Bundle bundle;
    bundle.evidence.trust.pop_back();
    expectRefuted(bundle, FindingId::TrustLog);
    // An entry by digest alone, slipped in by who has the log's key: those after it had seen another log.
    Bundle slipped;
    const auto noise = wire::TrustEntry{slipped.hospital.world.entries.at(9).time,
                                        wire::StatementType::ExportRequest,
                                        StatementId("st_noise"),
                                        Digest(),
                                        {}};
    slipped.evidence.trust.insert(slipped.evidence.trust.begin() + 10, wire::encode(noise));
    slipped.signTrustAnew();
    expectRefuted(slipped, FindingId::TrustLog);
}

TEST(EvidenceAttack, CheckpointByAnotherKey)
{
    Bundle bundle;
    test::MemoryLog other(bundle.hospital.world.trustLog.verifier().name());
    bundle.evidence.trustCheckpoint = other.note(bundle.hospital.world.trustLog.head());
    expectRefuted(bundle, FindingId::TrustCheckpoint);
    Bundle swapped;
    std::swap(swapped.evidence.trustCheckpoint, swapped.evidence.auditCheckpoint);
    expectRefuted(swapped, FindingId::TrustLog);
    Bundle twoKeys;
    const test::TestWitness stranger{"stranger.example"};
    twoKeys.evidence.trustCheckpoint = stranger.cosigned(twoKeys.evidence.trustCheckpoint);
    expectRefuted(twoKeys, FindingId::TrustCheckpoint, "a line that nobody would check");
}

TEST(EvidenceAttack, CheckpointOlderThanWhatASignerHadSeen)
{
    Bundle bundle;
    const auto old = bundle.hospital.world.auditLog.size() - 4;
    auto pieces = bundle.hospital.pieces(bundle.life);
    pieces.receipts.clear();
    bundle.evidence.receipts.clear();
    bundle.evidence.entries.clear();
    bundle.evidence.auditCheckpoint = bundle.hospital.world.auditLog.note(2);
    EXPECT_GT(old, 2U);
    expectRefuted(bundle, FindingId::Seen);
}

TEST(EvidenceAttack, AnApprovalByAKeyThatNobodyEndorsed)
{
    Bundle bundle;
    EvidenceFixture& hospital = bundle.hospital;
    auto life = hospital.ask();
    const auto mallory = test::makePerson(life.scene.approves.id.text()); // the approver's name
    hospital.decide(life, hospital.world.decide(mallory, {life.scene.request.digest}, Gate::Request));
    EXPECT_EQ(makeEvidence(hospital.pieces(life)).error().code, ErrorCode::KeyNotEndorsed);
    // Put in by hand in place of a good one.
    bundle.evidence.approvals.front() =
        TrustFixture::signWith(bundle.life.scene.decisions.front().statement, mallory.signing)
            .signatures.front();
    expectRefuted(bundle, FindingId::Decision);
}

TEST(EvidenceAttack, ADecisionByAPersonWithoutTheRole)
{
    EvidenceFixture hospital;
    auto life = hospital.ask();
    hospital.decide(life,
                    hospital.world.decide(life.scene.fetches, {life.scene.request.digest}, Gate::Request));
    EXPECT_EQ(makeEvidence(hospital.pieces(life)).error().code, ErrorCode::OwnStatement);
    EvidenceFixture other;
    auto second = other.ask();
    const auto eva = other.world.join("eva", {wire::Role::ComplianceOfficer});
    other.decide(second, other.world.decide(eva, {second.scene.request.digest}, Gate::Request));
    EXPECT_EQ(makeEvidence(other.pieces(second)).error().code, ErrorCode::RoleMissing);
}

TEST(EvidenceAttack, OnePersonCountsOnce)
{
    EvidenceFixture hospital;
    auto life = hospital.ask(Sensitivity::High);
    hospital.approve(life, life.scene.approves, Gate::Request);
    hospital.approve(life, life.scene.approves, Gate::Request);
    EXPECT_EQ(makeEvidence(hospital.pieces(life)).error().code, ErrorCode::AlreadyDecided);
}

TEST(EvidenceAttack, ARejectionByNobodyWhoMayDoesNotEndIt)
{
    EvidenceFixture hospital;
    auto life = hospital.ask();
    hospital.world.enter(hospital.world.decide(life.scene.fetches, {life.scene.request.digest}, Gate::Request,
                                               wire::Verdict::Reject));
    hospital.approve(life, life.scene.approves, Gate::Request);
    hospital.release(life);
    hospital.approve(life, life.scene.approves, Gate::Release);
    const auto report = verifyEvidence(hospital.bundle(life), hospital.pins()).value();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Proven);
    EXPECT_EQ(report.find(FindingId::Decision)->state, FindingState::NotProven) << "told, and void";
}

TEST(EvidenceAttack, AStatementLeftOutProvesLess)
{
    for (const auto sensitivity : {Sensitivity::Standard, Sensitivity::High}) {
        const Bundle whole(sensitivity);
        const auto least = sensitivity == Sensitivity::High ? 2U : 1U;
        ASSERT_EQ(whole.evidence.approvals.size(), 2 * least);
        for (std::size_t i = 0; i < whole.evidence.approvals.size(); ++i) {
            auto evidence = whole.evidence;
            evidence.approvals.erase(evidence.approvals.begin() + static_cast<std::ptrdiff_t>(i));
            const auto report = checkEvidence(evidence, whole.hospital.pins());
            EXPECT_NE(report.verdict, EvidenceVerdict::Proven);
            const auto gate = i < least ? FindingId::RequestGate : FindingId::ReleaseGate;
            EXPECT_EQ(report.find(gate)->state, FindingState::NotProven) << i;
        }
        // Made so from the beginning, it is valid and says which one is missing.
        auto life = whole.life;
        life.scene.decisions.pop_back();
        const auto report = verifyEvidence(whole.hospital.bundle(life), whole.hospital.pins()).value();
        EXPECT_EQ(report.verdict, EvidenceVerdict::Partly);
        EXPECT_EQ(report.find(FindingId::ReleaseGate)->count, least - 1);
    }
    const Bundle whole;
    auto life = whole.life;
    life.scene.release.reset();
    life.scene.decisions.pop_back();
    life.receipts.clear();
    const auto report = verifyEvidence(whole.hospital.bundle(life), whole.hospital.pins()).value();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly);
    EXPECT_TRUE(report.find(FindingId::Release)->index) << "the log tells of a release that is left out";
}

TEST(EvidenceAttack, ReleaseByAnotherKeyOrWider)
{
    Bundle bundle;
    bundle.evidence.release =
        TrustFixture::signWith(bundle.life.scene.release->statement, crypto::SigningKey::generate())
            .signatures.front();
    expectRefuted(bundle, FindingId::Release);

    EvidenceFixture hospital;
    auto life = hospital.ask();
    hospital.approve(life, life.scene.approves, Gate::Request);
    auto body = hospital.world.releaseBody(life.scene.request);
    body.downloads = 3; // two were asked for
    life.scene.release = hospital.world.signByServer(body);
    hospital.world.enter(*life.scene.release);
    EXPECT_EQ(makeEvidence(hospital.pieces(life)).error().code, ErrorCode::ReleaseWider);

    EvidenceFixture early;
    auto hasty = early.ask();
    early.release(hasty);
    early.approve(hasty, hasty.scene.approves, Gate::Request);
    const auto report = verifyEvidence(early.bundle(hasty), early.pins()).value();
    EXPECT_EQ(report.verdict, EvidenceVerdict::Partly) << "released before it was approved: no release";
    EXPECT_EQ(report.find(FindingId::Release)->state, FindingState::NotProven);
}

TEST(EvidenceAttack, AuditEntriesChangedOrOfAnotherExport)
{
    Bundle changed;
    changed.evidence.entries.at(1).line += ' ';
    expectRefuted(changed, FindingId::AuditEntries);
    Bundle index;
    std::swap(index.evidence.entries.at(1).proof, index.evidence.entries.at(2).proof);
    expectRefuted(index, FindingId::AuditEntries);
    Bundle twice;
    twice.evidence.entries.insert(twice.evidence.entries.begin(), twice.evidence.entries.front());
    expectRefuted(twice, FindingId::AuditEntries);
    Bundle extra;
    auto proof = crypto::parseTlogProof(extra.evidence.entries.front().proof).value();
    proof.extra = Bytes{1};
    extra.evidence.entries.front().proof = crypto::encodeTlogProof(proof);
    expectRefuted(extra, FindingId::AuditEntries, "what nothing signs");

    EvidenceFixture hospital;
    auto life = hospital.releasedExport();
    auto other = hospital.releasedExport();
    life.entries.push_back(other.entries.at(1));
    EXPECT_EQ(makeEvidence(hospital.pieces(life)).error().code, ErrorCode::LogInconsistent);
}

TEST(EvidenceAttack, ReceiptsThatAreNone)
{
    const auto with = [](const std::function<crypto::Jws(Bundle&)>& forged, ErrorCode code) {
        Bundle bundle;
        auto pieces = bundle.hospital.pieces(bundle.life);
        pieces.receipts = {forged(bundle)};
        pieces.auditCheckpoint = bundle.hospital.world.auditLog.note();
        pieces.trustCheckpoint = bundle.hospital.world.trustLog.note();
        const auto made = makeEvidence(pieces);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, code) << made.error().detail;
    };
    const auto bodyOf = [](const Bundle& bundle) {
        const auto& file = bundle.life.scene.release->statement.as<wire::ReleaseBody>()->files.front();
        return wire::ReceiptBody{bundle.life.scene.release->digest, file.id, file.length, file.sha256};
    };
    const auto signedBy = [](Bundle& bundle, const test::TestPerson& who, wire::ReceiptBody body) {
        return bundle.hospital.world.sign(who, std::move(body)).signatures.front();
    };
    with([&](Bundle& b) { return signedBy(b, b.life.scene.asks, bodyOf(b)); }, ErrorCode::NotRecipient);
    with(
        [&](Bundle& b) {
            auto body = bodyOf(b);
            body.sha256 = Digest();
            return signedBy(b, b.life.scene.fetches, body);
        },
        ErrorCode::DigestMismatch);
    with(
        [&](Bundle& b) {
            auto body = bodyOf(b);
            body.release = Digest();
            return signedBy(b, b.life.scene.fetches, body);
        },
        ErrorCode::StatementRefused);
    with(
        [&](Bundle& b) {
            auto mallory = test::makePerson(b.life.scene.fetches.id.text());
            return signedBy(b, mallory, bodyOf(b));
        },
        ErrorCode::KeyNotEndorsed);
    with([&](Bundle& b) { return b.life.scene.request.signatures.front(); }, ErrorCode::StatementRefused);
}

// A receipt that the server refused is an entry, too.
TEST(EvidenceAttack, ARefusedReceiptIsNone)
{
    EvidenceFixture hospital;
    auto life = hospital.releasedExport();
    auto entry = wire::decode<wire::AuditEntry>(life.entries.back().line).value();
    entry.outcome = "denied";
    entry.time = hospital.world.clock.now();
    life.entries.back() = {hospital.world.auditLog.size(), wire::encode(entry)};
    hospital.world.auditLog.append(life.entries.back().line);
    const auto report = verifyEvidence(hospital.bundle(life), hospital.pins()).value();
    const auto unproven = std::count_if(report.findings.begin(), report.findings.end(), [](const auto& one) {
        return one.id == FindingId::Receipt && one.state == FindingState::NotProven;
    });
    EXPECT_EQ(unproven, 1);
}

TEST(EvidenceAttack, WitnessesMissingForgedOfAnotherSize)
{
    Bundle bundle;
    const test::TestWitness good{"good.example"};
    auto pins = bundle.hospital.pins();
    pins.witnesses = {{good.shown()}, 1};
    const auto verdictOf = [&](const Evidence& evidence) { return checkEvidence(evidence, pins).verdict; };
    auto& world = bundle.hospital.world;
    EXPECT_EQ(verdictOf(bundle.evidence), EvidenceVerdict::Partly) << "missing";

    auto evidence = bundle.evidence;
    evidence.witnesses = {good.shown().text()};
    EXPECT_EQ(verdictOf(evidence), EvidenceVerdict::Refuted) << "named, and nowhere";
    evidence.trustCheckpoint = good.cosigned(bundle.evidence.trustCheckpoint);
    EXPECT_EQ(verdictOf(evidence), EvidenceVerdict::Partly) << "one log is not both";
    const auto pastNote = good.cosigned(world.trustLog.note(world.trustLog.size() - 1));
    evidence.trustCheckpoint =
        bundle.evidence.trustCheckpoint + crypto::parseNote(pastNote)->signatures.back().line();
    EXPECT_EQ(verdictOf(evidence), EvidenceVerdict::Refuted) << "of another size";

    const test::TestWitness forger{"good.example"};
    evidence.trustCheckpoint = forger.cosigned(bundle.evidence.trustCheckpoint);
    EXPECT_EQ(verdictOf(evidence), EvidenceVerdict::Refuted) << "by another key of that name";
    evidence.witnesses = {forger.shown().text()};
    EXPECT_EQ(verdictOf(evidence), EvidenceVerdict::Partly) << "and its own key is nobody's pin";
    evidence.witnesses = {forger.shown().text(), forger.shown().text()};
    EXPECT_EQ(verdictOf(evidence), EvidenceVerdict::Refuted);
    evidence.witnesses = {world.trustLog.verifier().text()};
    EXPECT_EQ(verdictOf(evidence), EvidenceVerdict::Refuted) << "a log's key is no witness's";
}

// Every member of a bundle in the place of another bundle's.
void mix(const Evidence& into, const Evidence& from, const EvidencePins& pins)
{
    const auto a = nlohmann::ordered_json::parse(wire::encode(into));
    const auto b = nlohmann::ordered_json::parse(wire::encode(from));
    int mixed = 0;
    for (const auto& [name, value] : b.items()) {
        if (a.contains(name) && a.at(name) == value)
            continue;
        ++mixed;
        auto json = a;
        json[name] = value;
        const auto report = verifyEvidence(json.dump(), pins);
        EXPECT_TRUE(!report || report->verdict == EvidenceVerdict::Refuted) << name;
    }
    EXPECT_GE(mixed, 5);
}

TEST(EvidenceAttack, TwoBundlesOfOneServerMixed)
{
    EvidenceFixture hospital;
    const auto first = hospital.releasedExport();
    const auto second = hospital.releasedExport(Sensitivity::High);
    const auto a = parseEvidence(hospital.bundle(first)).value();
    const auto b = parseEvidence(hospital.bundle(second)).value();
    mix(a, b, hospital.pins());
    mix(b, a, hospital.pins());
}

TEST(EvidenceAttack, TwoBundlesOfTwoServersMixed)
{
    const Bundle one;
    const Bundle other;
    mix(one.evidence, other.evidence, one.hospital.pins());
}

TEST(EvidenceAttack, OnlyOneTextForOneBundle)
{
    const Bundle bundle;
    const auto text = wire::encode(bundle.evidence);
    EXPECT_TRUE(parseEvidence(text));
    auto json = nlohmann::ordered_json::parse(text);
    EXPECT_EQ(parseEvidence(json.dump(1)).error().code, ErrorCode::UnsupportedContent) << "white space";
    EXPECT_FALSE(parseEvidence(text + "\n"));
    EXPECT_FALSE(parseEvidence(nlohmann::json(json).dump())) << "another order";
    auto more = json;
    more["comment"] = "hello";
    EXPECT_EQ(parseEvidence(more.dump()).error().code, ErrorCode::UnknownField);
    auto other = json;
    other["format"] = "countersign-evidence/v2";
    EXPECT_EQ(parseEvidence(other.dump()).error().code, ErrorCode::UnsupportedContent);
    auto lines = json;
    lines["trust"][3] = lines["trust"][3].get<std::string>() + "\n";
    EXPECT_EQ(parseEvidence(lines.dump()).error().code, ErrorCode::UnsupportedContent);
    EXPECT_FALSE(parseEvidence(std::string(100, '[')));
    EXPECT_FALSE(parseEvidence(""));
    EXPECT_FALSE(parseEvidence("{}"));
}

} // namespace
} // namespace countersign::trust
