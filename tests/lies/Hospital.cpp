#include "Hospital.h"

#include "base/Base64.h"
#include "crypto/Jwe.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "crypto/StreamingSeal.h"

#include <random>

namespace countersign::lies {

using wire::Gate;
using wire::Role;

namespace {

constexpr std::size_t fourSegments = 3'300'000; // sealed; those in the middle are whole
const std::string jobPath = "/v1/jobs/job_1";

std::string randomContent(unsigned seed)
{
    std::mt19937 random(seed);
    std::string content;
    content.reserve(fourSegments);
    while (content.size() < fourSegments) {
        const std::uint32_t word = random();
        content.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    return content;
}

} // namespace

Bytes sealed(const std::string& content, const Secret& key, const FileId& file, const Digest& request)
{
    const auto id = fromHex(file.text());
    crypto::StreamingSealer sealer(key, crypto::streaming::associatedData(*id, request));
    Bytes out;
    sealer.add(bytesOf(content), out);
    sealer.finish(out);
    return out;
}

wire::SignedStatement underSignatureOf(const wire::SignedStatement& genuine, const wire::Statement& text)
{
    auto jws = genuine.signatures.front();
    jws.payload = copyOf(bytesOf(wire::encodeStatement(text)));
    jws.payloadText = base64Url(jws.payload);
    return wire::openStatement({jws}).value();
}

Hospital::Hospital()
    : olga(world.join("olga", {Role::ExportOperator})),
      paul(world.join("paul", {Role::SecurityApprover})),
      rosa(world.join("rosa", {Role::SecurityApprover})),
      dora(world.join("dora", {Role::ArtifactDownloader})),
      lena(world.join("lena", {Role::ComplianceOfficer}))
{
    audit(3);
}

wire::ExportRequestBody Hospital::requestBody() const
{
    return world.requestBody({dora.fetcher()});
}

void Hospital::ask(wire::ExportRequestBody body)
{
    request = world.sign(olga, std::move(body));
    world.enter(request);
    audit("request.sign", request.digest.text());
}

wire::Statement Hospital::approvalBy(const test::TestPerson& person, Gate gate) const
{
    const auto subject = gate == Gate::Request ? request.digest : released->digest;
    return world.draft(person, wire::DecisionBody{{subject}, gate, wire::Verdict::Approve, "looked at it"});
}

void Hospital::decide(const wire::SignedStatement& decision)
{
    world.enter(decision);
    decisions.push_back(decision);
    audit("approval.decide", decision.digest.text());
}

void Hospital::approve(const test::TestPerson& person, Gate gate)
{
    decide(test::TrustFixture::signWith(approvalBy(person, gate), person.signing));
}

wire::SignedStatement Hospital::reject(const test::TestPerson& person, Gate gate)
{
    const auto subject = gate == Gate::Request ? request.digest : released->digest;
    auto rejection = world.decide(person, {subject}, gate, wire::Verdict::Reject);
    world.enter(rejection);
    return rejection;
}

void Hospital::keepFiles(const wire::ExportRequestBody& asked)
{
    files.clear();
    for (const auto& type : asked.types) {
        Kept kept;
        const auto number = static_cast<unsigned>(files.size());
        const FileId id(crypto::sha256(type + request.digest.text()).hexText().substr(0, 32));
        kept.content = randomContent(number);
        kept.key = crypto::randomSecret(32);
        kept.sealed = sealed(kept.content, kept.key, id, request.digest);
        kept.file = {id, type + ".000.ndjson", type, 10, kept.content.size(), crypto::sha256(kept.content)};
        files.push_back(std::move(kept));
    }
}

wire::ReleaseBody Hospital::releaseBody()
{
    keepFiles(*request.statement.as<wire::ExportRequestBody>());
    auto body = world.releaseBody(request);
    body.files.clear();
    for (const auto& kept : files)
        body.files.push_back(kept.file);
    return body;
}

void Hospital::release(const wire::SignedStatement& release)
{
    released = release;
    world.enter(release);
    audit("job.release-made", "job_1");
}

void Hospital::finish()
{
    release(releaseBody());
    approve(paul, Gate::Release);
}

wire::Job Hospital::job() const
{
    wire::Job job;
    job.id = JobId("job_1");
    job.state = wire::JobState::AwaitingApproval;
    job.since = world.clock.now();
    job.revision = world.state.size();
    job.request = world.record(request);
    bool approved = false;
    for (const auto& decision : decisions) {
        job.decisions.push_back(world.record(decision));
        approved = approved || decision.statement.as<wire::DecisionBody>()->gate == Gate::Release;
    }
    if (released) {
        job.release = world.record(*released);
        job.state = approved ? wire::JobState::Released : wire::JobState::AwaitingRelease;
    }
    return job;
}

void Hospital::showJob(const wire::Job& job)
{
    server.put("/v1/jobs", wire::encode(wire::Jobs{{job}}));
    server.put(jobPath, wire::encode(job));
}

void Hospital::showLogs()
{
    server.show("trust", world.trustLog);
    server.show("audit", world.auditLog);
}

void Hospital::takeAndForget()
{
    server.answerPost("/v1/statements", [this](const std::string& body) {
        const auto sent = wire::decode<wire::Submission>(body).value();
        wire::StatementRecord record;
        record.signatures.push_back(sent.statements.front());
        record.trustIndex = world.state.size();
        world.enterNoise();
        showLogs();
        return wire::encode(wire::Submitted{{record}});
    });
}

wire::Ticket Hospital::ticketOf(const Kept& file) const
{
    wire::Ticket ticket;
    ticket.path = "/v1/tickets/t_" + file.file.id.text();
    ticket.file = file.file.id;
    ticket.sealedLength = file.sealed.size();
    ticket.wrappedKey =
        crypto::wrapFileKey(file.key, dora.encryption.publicKey(), file.file.id, released->digest).value();
    ticket.begin = world.clock.now() + std::chrono::minutes(1);
    return ticket;
}

void Hospital::showFile(const Kept& file, const wire::Ticket& ticket, const Bytes& bytes)
{
    const auto answering = [](std::string text) { return [text](const std::string&) { return text; }; };
    server.answerPost("/v1/files/" + file.file.id.text() + "/tickets", answering(wire::encode(ticket)));
    server.put(ticket.path, std::string(textOf(bytes)));
    server.answerPost(ticket.path + "/receipt", answering(wire::encode(wire::Done{1})));
}

void Hospital::show()
{
    showLogs();
    showJob(job());
    const auto opened = wire::encode(wire::Retrieval{RetrievalId("ret_1"), world.clock.now()});
    server.answerPost("/v1/retrievals", [opened](const std::string&) { return opened; });
    if (!released)
        return;
    for (const auto& file : files)
        showFile(file, ticketOf(file), file.sealed);
    showTrail(trail());
}

void Hospital::take()
{
    server.answerPost("/v1/statements", [this](const std::string& body) { return taken(body); });
}

std::string Hospital::taken(const std::string& body)
{
    const auto submission = wire::decode<wire::Submission>(body).value();
    wire::Submitted answer;
    bool decided = false;
    for (const auto& jws : submission.statements) {
        const auto opened = wire::openStatement({jws}).value();
        const bool isDecision = opened.statement.as<wire::DecisionBody>() != nullptr;
        if (isDecision)
            decide(opened);
        else
            world.enter(opened);
        decided = decided || isDecision;
        answer.statements.push_back(world.record(opened));
    }
    if (decided && !released)
        release(releaseBody());
    show();
    return wire::encode(answer);
}

void Hospital::audit(int entries, const JobId& about)
{
    for (int i = 0; i < entries; ++i)
        audit("job.poll", about.text(), about);
}

void Hospital::audit(const std::string& action, const std::string& object, const JobId& about)
{
    wire::AuditEntry entry;
    entry.id = "inc_" + std::to_string(world.auditLog.size());
    entry.salt = "AAAAAAAAAAAAAAAAAAAAAA";
    entry.time = world.clock.now();
    entry.actor.person = "server";
    entry.action = action;
    entry.object = object;
    entry.job = about.text();
    entry.outcome = "done";
    world.auditLog.append(wire::encode(entry));
}

std::vector<wire::PlacedEntry> Hospital::trail() const
{
    std::vector<wire::PlacedEntry> entries;
    const auto& lines = world.auditLog.lines();
    for (std::size_t index = 0; index < lines.size(); ++index)
        if (wire::decode<wire::AuditEntry>(lines[index])->job == "job_1")
            entries.push_back({index, lines[index]});
    return entries;
}

void Hospital::showTrail(std::vector<wire::PlacedEntry> entries)
{
    wire::Trail trail;
    trail.entries = std::move(entries);
    server.put(jobPath + "/trail", wire::encode(trail));
}

} // namespace countersign::lies
