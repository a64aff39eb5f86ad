#include "support/TrustFixture.h"

#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "trust/Entry.h"

#include <stdexcept>

namespace countersign::test {

namespace {

template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error(std::string(codeText(result.error().code)) + ": " + result.error().detail);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace

TestPerson makePerson(const std::string& id)
{
    return {PersonId(id), "Person " + id, crypto::SigningKey::generate(), crypto::SigningKey::generate()};
}

trust::ClaimedExport ExportScene::claim() const
{
    trust::ClaimedExport claimed;
    claimed.request = request.signatures;
    for (const auto& decision : decisions)
        claimed.decisions.push_back(decision.signatures);
    if (release)
        claimed.release = release->signatures;
    return claimed;
}

TrustFixture::TrustFixture(const Options& options) : m_typed(options.typed)
{
    const std::vector<std::string> names{"amira", "boris", "chen", "dana"};
    for (int i = 0; i < options.admins; ++i)
        admins.push_back(makePerson(names.at(static_cast<std::size_t>(i))));
    rootBody = makeRootBody(options);
    std::vector<const TestPerson*> signers;
    for (const auto& admin : admins)
        signers.push_back(&admin);
    root = signRoot(rootBody, signers);
    state = trust::TrustState(root.digest);
    enter(root);
}

wire::Policy TrustFixture::defaultPolicy()
{
    wire::Policy policy;
    policy.highTypes = {"Observation"};
    policy.downloads = 3;
    return policy;
}

wire::RootBody TrustFixture::makeRootBody(const Options& options) const
{
    wire::RootBody body;
    body.environment = options.environment;
    body.serverName = "Test server";
    for (const auto& admin : admins)
        body.admins.push_back(
            {admin.id, admin.name, admin.signing.publicKey(), admin.encryption.publicKey()});
    body.serverKey = serverKey.publicKey();
    body.trustLog = trustLog.verifier().text();
    body.auditLog = auditLog.verifier().text();
    body.policy = options.policy;
    return body;
}

wire::Statement TrustFixture::draft(const TestPerson& author, wire::StatementBody body) const
{
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = server;
    statement.author = author.author();
    statement.issued = clock.now();
    statement.expires = clock.now() + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    statement.seen = wire::Seen{trustLog.head(), auditLog.head()};
    statement.body = std::move(body);
    return statement;
}

wire::SignedStatement TrustFixture::signWith(const wire::Statement& statement, const crypto::SigningKey& key)
{
    const auto payload = wire::encodeStatement(statement);
    return must(wire::openStatement({crypto::signJws(bytesOf(payload), wire::statementTyp, key)}));
}

wire::SignedStatement TrustFixture::sign(const TestPerson& author, wire::StatementBody body) const
{
    return signWith(draft(author, std::move(body)), author.signing);
}

wire::SignedStatement TrustFixture::signByServer(wire::ReleaseBody body) const
{
    const TestPerson self{wire::serverAuthor, "", serverKey, {}};
    return sign(self, std::move(body));
}

wire::SignedStatement TrustFixture::signRoot(const wire::RootBody& body,
                                             const std::vector<const TestPerson*>& signers) const
{
    auto statement = draft(*signers.at(0), body);
    statement.seen.reset();
    const auto payload = wire::encodeStatement(statement);
    std::vector<crypto::Jws> signatures;
    for (const auto* signer : signers)
        signatures.push_back(crypto::signJws(bytesOf(payload), wire::statementTyp, signer->signing));
    return must(wire::openStatement(std::move(signatures)));
}

wire::TrustEntry TrustFixture::entryOf(const wire::SignedStatement& statement) const
{
    return trust::entryOf(statement, clock.now());
}

wire::StatementRecord TrustFixture::record(const wire::SignedStatement& statement) const
{
    wire::StatementRecord made;
    made.signatures = statement.signatures;
    if (const auto place = state.place(statement.digest)) {
        made.trustIndex = place->index;
        made.entered = place->time;
    }
    return made;
}

Result<void> TrustFixture::tryEnter(const wire::SignedStatement& statement)
{
    return tryEnter(entryOf(statement));
}

Result<void> TrustFixture::tryEnter(const wire::TrustEntry& entry)
{
    auto done = state.apply(entry);
    if (done) {
        entries.push_back(entry);
        trustLog.append(wire::encode(entry));
        clock.advance(std::chrono::seconds(1));
    }
    return done;
}

trust::Entered TrustFixture::enter(const wire::SignedStatement& statement)
{
    auto entered = next(statement);
    must(tryEnter(statement));
    return entered;
}

trust::Entered TrustFixture::next(const wire::SignedStatement& statement) const
{
    return {statement, state.size(), clock.now()};
}

void TrustFixture::enterNoise()
{
    wire::TrustEntry entry{clock.now(),
                           wire::StatementType::ExportRequest,
                           StatementId(crypto::randomIdText("st_")),
                           crypto::sha256(crypto::randomIdText("noise")),
                           {}};
    must(tryEnter(entry));
}

wire::SignedStatement TrustFixture::registration(const TestPerson& person, const std::string& device) const
{
    return sign(person, wire::KeyRegistrationBody{person.id, person.name, device, person.signing.publicKey(),
                                                  person.encryption.publicKey()});
}

wire::SignedStatement TrustFixture::enterRegistration(const TestPerson& person)
{
    auto statement = registration(person);
    enter(statement);
    return statement;
}

wire::SignedStatement TrustFixture::enterFurther(const TestPerson& before, const TestPerson& after,
                                                 bool replaces)
{
    wire::KeyRegistrationBody body{after.id, after.name, "laptop", after.signing.publicKey(),
                                   after.encryption.publicKey()};
    if (replaces)
        body.replaces = before.signing.thumbprint();
    auto statement = sign(after, std::move(body));
    enter(statement);
    enter(decide(before, {statement.digest}, wire::Gate::Admin));
    return statement;
}

void TrustFixture::revoke(const TestPerson& person, std::uint64_t voidFrom, wire::RevocationCause cause)
{
    propose(wire::RevocationBody{person.id, person.signing.thumbprint(), cause, voidFrom,
                                 typed("her laptop was stolen", 500)});
}

wire::SignedStatement TrustFixture::propose(wire::StatementBody body)
{
    auto statement = sign(admins.at(0), std::move(body));
    enter(statement);
    enter(decide(admins.at(1), {statement.digest}, wire::Gate::Admin));
    return statement;
}

wire::RootBody TrustFixture::nextRoot() const
{
    auto body = state.root();
    ++body.version;
    body.policy = state.policy();
    return body;
}

void TrustFixture::endorse(const TestPerson& person)
{
    const auto statement = enterRegistration(person);
    for (std::size_t i = 0; i < 2; ++i)
        enter(decide(admins.at(i), {statement.digest}, wire::Gate::Admin));
}

void TrustFixture::change(const PersonId& person, wire::RoleAction action, std::optional<wire::Role> role)
{
    propose(wire::RoleChangeBody{person, action, role, typed("for the test", 500)});
}

TestPerson TrustFixture::join(const std::string& id, const std::vector<wire::Role>& roles)
{
    auto person = makePerson(id);
    person.name = typed(person.name, 120);
    endorse(person);
    for (const auto role : roles)
        grant(person, role);
    return person;
}

wire::SignedStatement TrustFixture::decide(const TestPerson& author, std::vector<Digest> subjects,
                                           wire::Gate gate, wire::Verdict verdict) const
{
    return sign(author, wire::DecisionBody{std::move(subjects), gate, verdict, typed("looked at it", 500)});
}

wire::ExportRequestBody TrustFixture::requestBody(std::vector<wire::Fetcher> fetchers) const
{
    wire::ExportRequestBody body;
    body.title = typed("Diabetes registry, third quarter", 120);
    body.source = SourceId("main");
    body.sourceName = typed("Main hospital", 120);
    body.types = {"Patient", "Condition"};
    body.legalBasis = typed("Contract 12/2026", 400);
    body.recipient = typed("Registry of the region", 200);
    body.fetchers = std::move(fetchers);
    body.downloads = 2;
    body.ends = clock.now() + std::chrono::days(7);
    body.estimate = {1000, 100};
    return body;
}

std::string TrustFixture::contentOf(const std::string& type)
{
    auto content = type + " content\n";
    content.resize(1000, '.');
    return content;
}

wire::ReleaseBody TrustFixture::releaseBody(const wire::SignedStatement& request) const
{
    const auto& asked = std::get<wire::ExportRequestBody>(request.statement.body);
    wire::ReleaseBody body;
    body.job = JobId("job_1");
    body.request = request.digest;
    body.transactionTime = "2026-11-24T08:00:00Z";
    for (const auto& type : asked.types)
        body.files.push_back({FileId(crypto::sha256(type).hexText().substr(0, 32)), type + ".000.ndjson",
                              type, 10, 1000, crypto::sha256(contentOf(type))});
    body.fetchers = asked.fetchers;
    body.downloads = asked.downloads;
    body.ends = asked.ends;
    return body;
}

ExportScene TrustFixture::ask(wire::Sensitivity sensitivity)
{
    using wire::Role;
    ExportScene scene;
    scene.asks = join("olga", {Role::ExportOperator});
    scene.approves = join("paul", {Role::SecurityApprover});
    scene.approvesToo = join("rosa", {Role::SecurityApprover});
    scene.fetches = join("dora", {Role::ArtifactDownloader});
    auto body = requestBody({scene.fetches.fetcher()});
    body.sensitivity = sensitivity;
    scene.request = sign(scene.asks, std::move(body));
    enter(scene.request);
    return scene;
}

void TrustFixture::approve(ExportScene& scene, const TestPerson& by, wire::Gate gate)
{
    const auto subject = gate == wire::Gate::Request ? scene.request.digest : scene.release->digest;
    scene.decisions.push_back(decide(by, {subject}, gate));
    enter(scene.decisions.back());
}

void TrustFixture::release(ExportScene& scene, const JobId& job)
{
    auto body = releaseBody(scene.request);
    body.job = job;
    scene.release = signByServer(std::move(body));
    enter(*scene.release);
}

ExportScene TrustFixture::releasedExport(wire::Sensitivity sensitivity)
{
    auto scene = ask(sensitivity);
    const bool high = sensitivity == wire::Sensitivity::High;
    for (const auto gate : {wire::Gate::Request, wire::Gate::Release}) {
        if (gate == wire::Gate::Release)
            release(scene);
        approve(scene, scene.approves, gate);
        if (high)
            approve(scene, scene.approvesToo, gate);
    }
    return scene;
}

} // namespace countersign::test
