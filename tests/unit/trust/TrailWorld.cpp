#include "unit/trust/TrailWorld.h"

#include "crypto/Random.h"
#include "trust/JobName.h"

#include <stdexcept>

namespace countersign::test {

using wire::Gate;

namespace {

wire::SignedStatement opened(const std::vector<crypto::Jws>& signatures)
{
    return wire::openStatement(signatures).value();
}

} // namespace

wire::AuditEntry& TrailWorld::note(const std::string& action, const std::string& person,
                                   const std::string& object)
{
    wire::AuditEntry made;
    made.id = crypto::randomIdText("inc_");
    made.salt = crypto::randomIdText("");
    made.time = entries.empty() ? world.clock.now() : std::max(entries.back().time, world.clock.now());
    made.actor = {person, person, {}, {}};
    made.action = action;
    made.object = object;
    made.outcome = "done";
    entries.push_back(made);
    return entries.back();
}

// As `Admitting::describe` does.
void TrailWorld::describe(const wire::SignedStatement& signedStatement, wire::AuditEntry& entry) const
{
    const auto& statement = signedStatement.statement;
    if (statement.as<wire::RootBody>())
        entry.action = "founding.root";
    if (const auto* key = statement.as<wire::KeyRegistrationBody>()) {
        entry.action = "session.enrol";
        entry.detail = {{"registration", signedStatement.digest.text()},
                        {"key", key->signing.thumbprint().text()}};
    }
    if (const auto* change = statement.as<wire::RoleChangeBody>()) {
        entry.action = "people.role-change";
        entry.detail = {{"person", change->person.text()},
                        {"change", std::string(wire::enumText(change->action))}};
        if (change->role)
            entry.detail["role"] = wire::enumText(*change->role);
    }
    if (const auto* revocation = statement.as<wire::RevocationBody>()) {
        entry.action = "keys.revoke";
        entry.detail = {{"person", revocation->person.text()},
                        {"key", revocation->key.text()},
                        {"cause", std::string(wire::enumText(revocation->cause))},
                        {"voidFrom", std::to_string(revocation->voidFrom)}};
    }
    if (const auto* request = statement.as<wire::ExportRequestBody>()) {
        entry.action = "request.sign";
        entry.job = trust::jobIdOf(signedStatement.digest).text();
        entry.detail = {{"types", "Patient Condition"},
                        {"recipient", request->recipient},
                        {"sensitivity", std::string(wire::enumText(request->sensitivity))}};
    }
    if (statement.as<wire::ReleaseBody>()) {
        entry.action = "job.release-made";
        entry.object = entry.job = job.text();
    }
    if (const auto* decision = statement.as<wire::DecisionBody>()) {
        entry.detail = {{"subject", decision->subjects.front().text()},
                        {"decision", std::string(wire::enumText(decision->decision))},
                        {"gate", std::string(wire::enumText(decision->gate))}};
        entry.action = "approval.decide";
        if (const auto* matter = world.state.matter(decision->subjects.front())) {
            const auto type = matter->signedStatement.statement.type();
            entry.action = type == wire::StatementType::KeyRegistration ? "people.endorse"
                           : type == wire::StatementType::Revocation    ? "keys.revoke"
                                                                        : "people.role-change";
        } else {
            entry.job = job.text();
        }
    }
    if (const auto* withdrawal = statement.as<wire::WithdrawalBody>()) {
        entry.action = "request.withdraw";
        entry.job = job.text();
        entry.detail = {{"subject", withdrawal->subject.text()}, {"decision", "withdraw"}};
    }
}

void TrailWorld::tell()
{
    for (; m_told < world.entries.size(); ++m_told) {
        const auto& logged = world.entries[m_told];
        const auto statement =
            opened(logged.statement.empty() ? statements.at(logged.digest) : logged.statement);
        auto& entry = note("", statement.statement.author.person.text(), statement.digest.text());
        entry.time = logged.time;
        describe(statement, entry);
        if (m_told == 0)
            entry.actor.person = world.admins.back().id.text();
    }
}

void TrailWorld::enter(const wire::SignedStatement& statement)
{
    statements[statement.digest] = statement.signatures;
    world.enter(statement);
    tell();
}

void TrailWorld::ask(wire::Sensitivity sensitivity)
{
    using wire::Role;
    scene.asks = world.join("olga", {Role::ExportOperator});
    scene.approves = world.join("paul", {Role::SecurityApprover});
    scene.approvesToo = world.join("rosa", {Role::SecurityApprover});
    scene.fetches = world.join("dora", {Role::ArtifactDownloader});
    auto body = world.requestBody({scene.fetches.fetcher()});
    body.sensitivity = sensitivity;
    scene.request = world.sign(scene.asks, std::move(body));
    job = trust::jobIdOf(scene.request.digest);
    enter(scene.request);
}

void TrailWorld::decide(const TestPerson& by, Gate gate, wire::Verdict verdict)
{
    const auto subject = gate == Gate::Request ? scene.request.digest : scene.release->digest;
    enter(world.decide(by, {subject}, gate, verdict));
}

wire::AuditEntry& TrailWorld::byServer(const std::string& action, const std::string& gate)
{
    auto& entry = note(action, "server", job.text());
    entry.job = job.text();
    if (!gate.empty())
        entry.detail["gate"] = gate;
    return entry;
}

void TrailWorld::takeIn()
{
    for (const auto* action :
         {"job.kick-off", "job.accepted", "job.poll", "job.manifest", "key.create", "job.file-sealed"})
        byServer(action);
}

void TrailWorld::release()
{
    auto body = world.releaseBody(scene.request);
    body.job = job;
    scene.release = world.signByServer(std::move(body));
    enter(*scene.release);
}

void TrailWorld::released()
{
    ask();
    decide(scene.approves, Gate::Request);
    byServer("job.approved", "request");
    takeIn();
    release();
    decide(scene.approves, Gate::Release);
    byServer("job.released", "release");
}

void TrailWorld::withdraw()
{
    enter(world.sign(scene.asks, wire::WithdrawalBody{scene.request.digest, "not needed"}));
}

const wire::ReleaseFile& TrailWorld::file(std::size_t index) const
{
    return scene.release->statement.as<wire::ReleaseBody>()->files.at(index);
}

wire::AuditEntry& TrailWorld::byFetcher(const std::string& action, std::size_t which)
{
    auto& entry = note(action, scene.fetches.id.text(), file(which).id.text());
    entry.job = job.text();
    return entry;
}

void TrailWorld::open(const TestPerson& by)
{
    note("download.open", by.id.text(), scene.release->digest.text()).job = job.text();
}

wire::SignedStatement TrailWorld::receiptFor(std::size_t which) const
{
    const auto& one = file(which);
    return world.sign(scene.fetches,
                      wire::ReceiptBody{scene.release->digest, one.id, one.length, one.sha256});
}

void TrailWorld::give(const wire::SignedStatement& receipt, std::size_t which)
{
    receipts[receipt.digest] = receipt.signatures;
    byFetcher("download.receipt", which).detail = {{"receipt", receipt.digest.text()},
                                                   {"key", receipt.statement.author.key.text()}};
}

void TrailWorld::fetch(std::size_t which)
{
    byFetcher("download.ticket", which).detail = {{"release", scene.release->digest.text()},
                                                  {"key", scene.fetches.encryption.thumbprint().text()}};
    byFetcher("download.begin", which);
    byFetcher("download.end", which);
    give(receiptFor(which), which);
    world.clock.advance(std::chrono::seconds(1));
}

void TrailWorld::destroy(const std::string& state)
{
    byServer("key.destroy");
    byServer("job.destroyed").detail["state"] = state;
}

wire::AuditEntry& TrailWorld::said(const std::string& action, std::size_t which)
{
    for (auto& entry : entries)
        if (entry.action == action && which-- == 0)
            return entry;
    throw std::runtime_error("no entry " + action);
}

void TrailWorld::drop(const std::string& action, std::size_t which)
{
    entries.erase(entries.begin() + (&said(action, which) - entries.data()));
}

std::vector<std::string> TrailWorld::lines() const
{
    std::vector<std::string> made;
    for (const auto& entry : entries)
        made.push_back(wire::encode(entry));
    return made;
}

trust::TrailReport TrailWorld::check(std::uint64_t first) const
{
    MemoryLog log("test.example/audit");
    const auto all = lines();
    for (const auto& line : all)
        log.append(line);
    return check(all, log.head(), first);
}

trust::TrailReport TrailWorld::check(const std::vector<std::string>& all, const wire::SeenTree& head,
                                     std::uint64_t first) const
{
    const auto from = [](const std::map<Digest, std::vector<crypto::Jws>>& stock) {
        return [&stock](const Digest& digest) -> std::optional<std::vector<crypto::Jws>> {
            const auto found = stock.find(digest);
            return found == stock.end() ? std::nullopt : std::optional(found->second);
        };
    };
    trust::TrailSources sources{world.entries, world.root.digest, from(statements), from(receipts), first,
                                head};
    sources.elsewhere = [this](const Digest& digest) {
        const auto found = elsewhere.find(digest);
        return found == elsewhere.end() ? std::nullopt : std::optional(found->second);
    };
    trust::TrailCheck check(sources);
    for (std::uint64_t i = first; i < all.size(); ++i)
        check.take(i, all[i]);
    return check.finish();
}

Faults wrong(const trust::TrailReport& report)
{
    Faults faults;
    for (const auto& count : report.faults)
        if (count.severity == trust::TrailSeverity::Wrong)
            faults.insert(count.fault);
    return faults;
}

std::string told(const trust::TrailReport& report)
{
    std::string text;
    for (const auto& finding : report.findings)
        text += wire::encode(finding) + '\n';
    return text;
}

} // namespace countersign::test
