#include "Bundle.h"

#include "Caught.h"
#include "crypto/TlogProof.h"
#include "trust/Entry.h"
#include "trust/JudgedExport.h"
#include "verify/Program.h"

#include <algorithm>
#include <fstream>

#include <QRegularExpression>

namespace countersign::lies {

using wire::Gate;

void Case::finish()
{
    hospital.release(life);
    approve(paul(), Gate::Release);
}

void Case::release(wire::ReleaseBody body)
{
    body.job = life.job;
    life.scene.release = hospital.world.signByServer(std::move(body));
    hospital.world.enter(*life.scene.release);
    hospital.note(life, "job.release-made", wire::serverAuthor, life.scene.release->digest);
}

wire::Statement Case::approvalBy(const test::TestPerson& person) const
{
    return hospital.world.draft(
        person, wire::DecisionBody{
                    {life.scene.request.digest}, Gate::Request, wire::Verdict::Approve, "looked at it"});
}

namespace {

void proveSeen(const Case& made, trust::Evidence& evidence)
{
    const auto placed = trust::placeExport(made.hospital.world.state, made.life.scene.claim());
    if (!placed)
        return;
    const auto& log = made.hospital.world.auditLog;
    crypto::TileNodes nodes(log.size(), log.tiles());
    const auto judged = trust::judged(made.hospital.world.state, *placed);
    for (const auto size : trust::auditSizesSeen(judged.counted, evidence.receipts, log.size()))
        evidence.seen.push_back({size, crypto::consistencyProof(size, log.size(), nodes.reader()).value()});
}

} // namespace

trust::Evidence bundleOf(const Case& made)
{
    const auto& world = made.hospital.world;
    trust::Evidence evidence;
    evidence.trust = world.trustLog.lines();
    evidence.trustCheckpoint = world.trustLog.note();
    evidence.auditCheckpoint = world.auditLog.note();
    evidence.request = made.life.scene.request.signatures.front();
    for (const auto& decision : made.life.scene.decisions)
        if (!trust::entersInFull(decision.statement))
            evidence.approvals.push_back(decision.signatures.front());
    if (made.life.scene.release)
        evidence.release = made.life.scene.release->signatures.front();
    evidence.receipts = made.life.receipts;
    std::sort(evidence.receipts.begin(), evidence.receipts.end(),
              [](const auto& a, const auto& b) { return a.payloadDigest() < b.payloadDigest(); });
    proveSeen(made, evidence);
    crypto::TileNodes nodes(world.auditLog.size(), world.auditLog.tiles());
    for (const auto& entry : made.life.entries) {
        auto path = crypto::inclusionProof(entry.index, world.auditLog.size(), nodes.reader()).value();
        evidence.entries.push_back(
            {entry.line, crypto::encodeTlogProof({entry.index, std::move(path), evidence.auditCheckpoint})});
    }
    return evidence;
}

void signTrustAnew(const Case& made, trust::Evidence& evidence)
{
    crypto::CompactTree tree;
    for (const auto& line : evidence.trust)
        tree.append(crypto::leafHash(bytesOf(line)));
    evidence.trustCheckpoint = made.hospital.world.trustLog.note(wire::SeenTree{tree.size(), tree.root()});
}

namespace {

// The first one of a part of the report. That nobody pinned a witness is true of all these bundles.
QString firstOf(const QString& page, const QString& part)
{
    const auto lines = page.split(u'\n');
    auto at = lines.indexOf(part) + 1;
    if (at == 0)
        return {};
    while (lines.value(at).contains(QStringLiteral("You pinned no witness")))
        ++at;
    return lines.value(at).mid(4);
}

} // namespace

Told verified(const Case& made, const std::string& bundle)
{
    QTemporaryDir folder;
    verify::Options options;
    options.bundle = folder.filePath(QStringLiteral("bundle")).toStdString();
    options.root = made.hospital.world.root.digest.text();
    options.server = made.hospital.world.server.text();
    std::ofstream(options.bundle, std::ios::binary) << bundle;
    const auto outcome = verify::run(options);
    const auto page = QString::fromStdString(outcome.out);
    auto sentence = firstOf(page, QStringLiteral("Refuted"));
    if (sentence.isEmpty())
        sentence = firstOf(page, QStringLiteral("Not proven here"));
    static const QRegularExpression places(QStringLiteral(" \\(entry [0-9]+, [^)]*\\)"));
    static const QRegularExpression passing(QStringLiteral(
        "[0-9a-f]{64}|[A-Za-z0-9_-]{43}|st_[A-Za-z0-9_-]+|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"));
    return {outcome.exitCode, sentence.remove(places).replace(passing, QStringLiteral("…"))};
}

void caughtByVerifier(const EvidencePlay& play, const Tampering& tamper)
{
    for (const bool lie : {false, true}) {
        Case made;
        made.lie = lie;
        play(made);
        auto evidence = bundleOf(made);
        if (lie && tamper)
            tamper(made, evidence);
        const auto told = verified(made, wire::encode(evidence));
        if (lie) {
            EXPECT_TRUE(told.exitCode == verify::exitRefuted || told.exitCode == verify::exitPartly);
            EXPECT_EQ(told.sentence.toStdString(), expected().toStdString());
        } else {
            EXPECT_EQ(told.exitCode, verify::exitProven) << told.sentence.toStdString();
        }
    }
}

void caughtTampered(const Tampering& tamper)
{
    caughtByVerifier([](Case& made) { made.life = made.hospital.releasedExport(); }, tamper);
}

} // namespace countersign::lies
