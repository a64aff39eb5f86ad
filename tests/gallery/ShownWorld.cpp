#include "gallery/ShownWorld.h"

namespace countersign::gallery {

using std::chrono::hours;
using std::chrono::minutes;

ShownWorld::ShownWorld(Wording wording)
    : m_wording(std::move(wording)),
      fixture({2, test::TrustFixture::defaultPolicy(), m_wording.typed, "production"}),
      asks(fixture.join("okafor", {wire::Role::ExportOperator})),
      approves(fixture.join("adler", {wire::Role::SecurityApprover})),
      approvesToo(fixture.join("osei", {wire::Role::SecurityApprover})),
      fetches(fixture.join("silva", {wire::Role::ArtifactDownloader})),
      looks(fixture.join("lindqvist", {wire::Role::ComplianceOfficer}))
{
    fixture.enterRegistration(test::makePerson("brandt"));
    addExports();
}

test::ExportScene ShownWorld::ask(const std::string& title, wire::Sensitivity sensitivity,
                                  std::vector<std::string> types)
{
    test::ExportScene scene;
    scene.asks = asks;
    scene.approves = approves;
    scene.approvesToo = approvesToo;
    scene.fetches = fetches;
    auto body = fixture.requestBody({fetches.fetcher()});
    body.title = fixture.typed(title, 120);
    body.sensitivity = sensitivity;
    body.types = std::move(types);
    body.purpose = wire::Purpose::PUBHLTH;
    body.since = fixture.clock.now() - std::chrono::days(120);
    scene.request = fixture.sign(asks, std::move(body));
    fixture.enter(scene.request);
    return scene;
}

void ShownWorld::addExports()
{
    const auto standard = wire::Sensitivity::Standard;
    auto released = ask("Vaccination status, nightly", standard, {"Patient", "Immunization"});
    fixture.clock.advance(minutes(47));
    fixture.approve(released, approves, wire::Gate::Request);
    fixture.clock.advance(hours(1));
    fixture.release(released, JobId("job_released"));
    fixture.approve(released, approvesToo, wire::Gate::Release);
    m_exports.push_back({JobId("job_released"), wire::JobState::Released, released, {}, fixture.clock.now()});
    addTrail(m_exports.back());

    fixture.clock.advance(hours(20));
    auto running =
        ask("Oncology cohort to national registry", standard, {"Patient", "Condition", "Encounter"});
    fixture.clock.advance(minutes(12));
    fixture.approve(running, approves, wire::Gate::Request);
    m_exports.push_back({JobId("job_running"),
                         wire::JobState::TakingIn,
                         running,
                         {"", 7, 11, 18'200'000'000, 1'204'551, 1},
                         fixture.clock.now()});

    auto waiting = ask("Diabetes registry, quarterly", standard, {"Patient", "Condition", "Procedure"});
    m_exports.push_back(
        {JobId("job_waiting"), wire::JobState::AwaitingApproval, waiting, {}, fixture.clock.now()});
    fixture.clock.advance(hours(3));
    auto high = ask("Sepsis model refresh", wire::Sensitivity::High, {"Patient", "Observation"});
    m_exports.push_back({JobId("job_high"), wire::JobState::AwaitingApproval, high, {}, fixture.clock.now()});
    auto taken = ask("Payer audit 2026-Q3", standard, {"Patient", "Condition", "Encounter"});
    fixture.approve(taken, approvesToo, wire::Gate::Request);
    fixture.clock.advance(minutes(25));
    fixture.release(taken, JobId("job_release"));
    m_exports.push_back(
        {JobId("job_release"), wire::JobState::AwaitingRelease, taken, {}, fixture.clock.now()});
    addEnded();
    fixture.clock.advance(minutes(25));
}

void ShownWorld::addEnded()
{
    auto failed = ask("Allergy register, yearly", wire::Sensitivity::Standard, {"Patient"});
    fixture.approve(failed, approves, wire::Gate::Request);
    m_exports.push_back({JobId("job_failed"),
                         wire::JobState::Failed,
                         failed,
                         {"", 0, 0, 0, 0, 3},
                         fixture.clock.now(),
                         ErrorCode::SourceUnreachable});
    auto rejected =
        ask("Everything for the data lake", wire::Sensitivity::Standard, {"Patient", "Condition"});
    const auto no =
        fixture.decide(approves, {rejected.request.digest}, wire::Gate::Request, wire::Verdict::Reject);
    fixture.enter(no);
    rejected.decisions.push_back(no);
    m_exports.push_back({JobId("job_rejected"), wire::JobState::Rejected, rejected, {}, fixture.clock.now()});
}

void ShownWorld::log(const test::TestPerson& actor, const std::string& action, const JobId& job,
                     const std::string& object)
{
    wire::AuditEntry entry;
    entry.id = "inc_" + std::to_string(fixture.auditLog.size());
    entry.salt = "AAAAAAAAAAAAAAAAAAAAAA";
    entry.time = fixture.clock.now();
    entry.actor.person = actor.id.text();
    entry.actor.name = said(actor.name);
    entry.actor.key = actor.signing.thumbprint();
    entry.action = action;
    entry.object = object.empty() ? job.text() : object;
    entry.job = job.text();
    entry.outcome = "done";
    entry.network =
        wire::AuditNetwork{said("10.4.2.19"), said("TLSv1.3"), said("TLS_AES_256_GCM_SHA384"), ""};
    if (m_wording.said) {
        entry.detail["name"] = said("");
        entry.detail[said("detail")] = said("");
        entry.token = wire::AuditToken{said("tok"), {said("system/*.rs")}, fixture.clock.now()};
    }
    fixture.auditLog.append(wire::encode(entry));
}

void ShownWorld::addTrail(const Shown& shown)
{
    test::TestPerson server = approves;
    server.id = PersonId("server");
    server.name = "server";
    log(asks, "request.sign", shown.id, shown.scene.request.digest.text());
    fixture.clock.advance(minutes(47));
    log(approves, "approval.decide", shown.id, shown.scene.decisions.at(0).digest.text());
    log(server, "job.kick-off", shown.id);
    fixture.clock.advance(minutes(3));
    log(server, "job.manifest", shown.id);
    fixture.clock.advance(minutes(9));
    log(server, "job.release-made", shown.id);
    fixture.clock.advance(hours(1));
    log(approvesToo, "approval.decide", shown.id, shown.scene.decisions.at(1).digest.text());
    fixture.clock.advance(minutes(11));
    log(fetches, "download.open", shown.id);
    log(fetches, "download.ticket", shown.id);
    fixture.clock.advance(minutes(1));
    log(fetches, "download.receipt", shown.id);
}

wire::Me ShownWorld::me(const test::TestPerson& person) const
{
    wire::Me me;
    me.person = person.id;
    me.name = said(person.name);
    me.roles = fixture.state.rolesAt(person.id, fixture.state.size());
    me.keyEndorsed = true;
    me.server = fixture.server;
    me.serverName = said("St. Anna Hospital");
    me.environment = "production";
    me.founded = true;
    return me;
}

wire::Jobs ShownWorld::jobs() const
{
    wire::Jobs jobs;
    for (const auto& shown : m_exports) {
        wire::Job job;
        job.id = shown.id;
        job.state = shown.state;
        job.since = shown.since;
        job.revision = 1;
        job.request = fixture.record(shown.scene.request);
        for (const auto& decision : shown.scene.decisions)
            job.decisions.push_back(fixture.record(decision));
        if (shown.scene.release)
            job.release = fixture.record(*shown.scene.release);
        if (shown.fetched)
            for (const auto& file : shown.scene.release->statement.as<wire::ReleaseBody>()->files)
                job.receipts.push_back({file.id, 1});
        job.intake = shown.intake;
        if (m_wording.said)
            job.intake.sourceProgress = said("");
        if (shown.failure)
            job.failure = std::string(codeText(*shown.failure));
        jobs.jobs.push_back(std::move(job));
    }
    return jobs;
}

wire::Trail ShownWorld::trail(const JobId& job) const
{
    wire::Trail trail;
    const auto& lines = fixture.auditLog.lines();
    for (std::uint64_t i = 0; i < lines.size(); ++i)
        if (const auto entry = wire::decode<wire::AuditEntry>(lines[i]); entry && entry->job == job.text())
            trail.entries.push_back({i, lines[i]});
    return trail;
}

std::optional<std::uint64_t> ShownWorld::trustIndexOf(const JobId& job) const
{
    for (const auto& shown : m_exports)
        if (shown.id == job)
            return fixture.record(shown.scene.decisions.back()).trustIndex;
    return std::nullopt;
}

void ShownWorld::fetchAll(const JobId& job)
{
    for (auto& shown : m_exports)
        shown.fetched = shown.fetched || shown.id == job;
}

void ShownWorld::addSignIns(int count)
{
    for (int i = 0; i < count; ++i)
        log(asks, "session.sign-in", JobId());
}

std::optional<std::string> ShownWorld::statement(const std::string& digest) const
{
    std::vector<const wire::SignedStatement*> known;
    for (const auto& shown : m_exports) {
        known.push_back(&shown.scene.request);
        if (shown.scene.release)
            known.push_back(&*shown.scene.release);
        for (const auto& decision : shown.scene.decisions)
            known.push_back(&decision);
    }
    for (const auto* one : known)
        if (one->digest.text() == digest)
            return wire::encode(fixture.record(*one));
    return std::nullopt;
}

wire::People ShownWorld::people() const
{
    wire::People people;
    for (const auto& [id, known] : fixture.state.people()) {
        wire::Person person;
        person.id = id;
        person.name = said(known.name);
        person.roles = fixture.state.rolesAt(id, fixture.state.size());
        person.enrol = wire::EnrolState::Enrolled;
        person.seen = fixture.clock.now() - minutes(11);
        people.people.push_back(std::move(person));
    }
    for (const auto& [digest, matter] : fixture.state.matters())
        if (matter.standing == wire::Standing::Open)
            people.waiting.push_back(fixture.record(matter.signedStatement));
    return people;
}

wire::KeyRows ShownWorld::keys() const
{
    wire::KeyRows rows;
    const auto add = [&](const std::string& id, wire::Sensitivity sensitivity, int days,
                         std::uint64_t files) {
        wire::KeyRow row;
        row.id = KeyId(id);
        row.environment = "production";
        row.tenant = said("St. Anna");
        row.sensitivity = sensitivity;
        row.provider = said("software");
        row.created = fixture.clock.now() - std::chrono::days(days);
        row.files = files;
        for (std::uint64_t day = 0; day < 30; ++day)
            row.use.push_back(day % 7 > 4 ? files % 3 : 20 + (day * day + files) % 9); // little at weekends
        row.lastUsed = fixture.clock.now() - std::chrono::seconds(12);
        row.lastUse = said("wrap");
        rows.keys.push_back(std::move(row));
    };
    add("kek_high", wire::Sensitivity::High, 43, 1204);
    add("kek_standard", wire::Sensitivity::Standard, 86, 18420);
    return rows;
}

wire::Sources ShownWorld::sources() const
{
    wire::Source source;
    source.id = SourceId("main");
    source.name = said("Epic production");
    source.reachable = true;
    source.types = {
        {"Patient", 4212}, {"Condition", 61022}, {"Observation", 1'600'000}, {"Encounter", 98'400}};
    source.groups = {{"dm", said("Diabetes registry"), 4212}};
    wire::Sources sources;
    sources.sources.push_back(std::move(source));
    sources.recipients.push_back({fetches.id, fetches.name, fetches.encryption.thumbprint()});
    return sources;
}

} // namespace countersign::gallery
