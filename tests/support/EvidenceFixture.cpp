#include "support/EvidenceFixture.h"

#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "trust/JobName.h"

#include <stdexcept>

namespace countersign::test {

using wire::Gate;

std::string TestWitness::cosigned(const std::string& note, std::uint64_t time) const
{
    const auto parsed = crypto::parseNote(note).value();
    return note + crypto::cosign(parsed, name, key, time).line();
}

wire::AuditEntry EvidenceFixture::entry(const std::string& action, const PersonId& who,
                                        const std::string& object, const std::string& job) const
{
    wire::AuditEntry made;
    made.id = crypto::randomIdText("in_");
    made.salt = crypto::randomIdText("");
    made.time = world.clock.now();
    made.actor = {who.text(), "Person " + who.text(), {}, {}};
    made.action = action;
    made.object = object;
    made.job = job;
    made.outcome = "done";
    return made;
}

wire::PlacedEntry EvidenceFixture::append(const wire::AuditEntry& entry)
{
    wire::PlacedEntry placed{world.auditLog.size(), wire::encode(entry)};
    world.auditLog.append(placed.line);
    return placed;
}

void EvidenceFixture::note(ExportLife& life, const std::string& action, const PersonId& who,
                           const Digest& object)
{
    life.entries.push_back(append(entry(action, who, object.text(), life.job.text())));
    noise();
}

void EvidenceFixture::noise()
{
    const auto noise = append(entry("session.sign-in", PersonId("eva"), "", ""));
    static_cast<void>(noise);
}

ExportLife EvidenceFixture::ask(wire::Sensitivity sensitivity)
{
    ExportLife life;
    if (!m_people) {
        life.scene = world.ask(sensitivity);
        m_people = life.scene;
    } else {
        life.scene = *m_people;
        life.scene.decisions.clear();
        life.scene.release.reset();
        auto body = world.requestBody({life.scene.fetches.fetcher()});
        body.sensitivity = sensitivity;
        life.scene.request = world.sign(life.scene.asks, std::move(body));
        world.enter(life.scene.request);
    }
    life.job = trust::jobIdOf(life.scene.request.digest);
    note(life, "request.sign", life.scene.asks.id, life.scene.request.digest);
    return life;
}

void EvidenceFixture::decide(ExportLife& life, const wire::SignedStatement& decision)
{
    world.enter(decision);
    life.scene.decisions.push_back(decision);
    note(life, "approval.decide", decision.statement.author.person, decision.digest);
}

void EvidenceFixture::approve(ExportLife& life, const TestPerson& by, Gate gate)
{
    const auto subject = gate == Gate::Request ? life.scene.request.digest : life.scene.release->digest;
    decide(life, world.decide(by, {subject}, gate));
}

void EvidenceFixture::reject(ExportLife& life, const TestPerson& by, Gate gate)
{
    const auto subject = gate == Gate::Request ? life.scene.request.digest : life.scene.release->digest;
    decide(life, world.decide(by, {subject}, gate, wire::Verdict::Reject));
}

void EvidenceFixture::withdraw(ExportLife& life)
{
    const auto statement = world.sign(
        life.scene.asks, wire::WithdrawalBody{life.scene.request.digest, world.typed("not needed", 500)});
    world.enter(statement);
    note(life, "request.withdraw", life.scene.asks.id, statement.digest);
}

void EvidenceFixture::release(ExportLife& life)
{
    auto body = world.releaseBody(life.scene.request);
    body.job = life.job;
    life.scene.release = world.signByServer(std::move(body));
    world.enter(*life.scene.release);
    note(life, "job.release-made", wire::serverAuthor, life.scene.release->digest);
}

void EvidenceFixture::receive(ExportLife& life, std::size_t file)
{
    const auto& released = *life.scene.release->statement.as<wire::ReleaseBody>();
    const auto& one = released.files.at(file);
    const auto receipt = world.sign(
        life.scene.fetches, wire::ReceiptBody{life.scene.release->digest, one.id, one.length, one.sha256});
    auto said = entry("download.receipt", life.scene.fetches.id, one.id.text(), life.job.text());
    said.detail["receipt"] = receipt.digest.text();
    life.entries.push_back(append(said));
    life.receipts.push_back(receipt.signatures.front());
    noise();
}

ExportLife EvidenceFixture::releasedExport(wire::Sensitivity sensitivity)
{
    auto life = ask(sensitivity);
    for (const auto gate : {Gate::Request, Gate::Release}) {
        if (gate == Gate::Release)
            release(life);
        approve(life, life.scene.approves, gate);
        if (sensitivity == wire::Sensitivity::High)
            approve(life, life.scene.approvesToo, gate);
    }
    const auto files = life.scene.release->statement.as<wire::ReleaseBody>()->files.size();
    for (std::size_t i = 0; i < files; ++i)
        receive(life, i);
    return life;
}

trust::EvidencePins EvidenceFixture::pins() const
{
    trust::EvidencePins pins;
    pins.root = world.root.digest;
    pins.server = world.server;
    return pins;
}

trust::EvidencePieces EvidenceFixture::pieces(const ExportLife& life) const
{
    trust::EvidencePieces pieces;
    pieces.trustLines = world.trustLog.lines();
    pieces.trustCheckpoint = world.trustLog.note();
    pieces.auditCheckpoint = world.auditLog.note();
    pieces.auditTiles = world.auditLog.tiles();
    pieces.claimed = life.scene.claim();
    pieces.receipts = life.receipts;
    pieces.auditEntries = life.entries;
    pieces.pins = pins();
    return pieces;
}

std::string EvidenceFixture::bundle(const ExportLife& life) const
{
    auto made = trust::makeEvidence(pieces(life));
    if (!made)
        throw std::runtime_error(std::string(codeText(made.error().code)) + ": " + made.error().detail);
    return std::move(*made);
}

} // namespace countersign::test
