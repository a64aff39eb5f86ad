#include "unit/server/session/ServerFixture.h"

#include "crypto/Dpop.h"
#include "crypto/Random.h"
#include "crypto/Sealing.h"
#include "server/approval/FoundingRoutes.h"
#include "server/approval/PreparedRoutes.h"
#include "server/approval/StatementRoutes.h"
#include "server/people/PeopleRoutes.h"
#include "server/request/SourceRoutes.h"
#include "server/session/SessionRoutes.h"
#include "server/session/Totp.h"
#include "server/store/LogTable.h"
#include "wire/Submission.h"

#include <filesystem>
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

std::filesystem::path temporaryFolder()
{
    auto text = (std::filesystem::temp_directory_path() / "countersign-XXXXXX").string();
    if (!mkdtemp(text.data()))
        throw std::runtime_error("no temporary folder");
    return text;
}

std::shared_ptr<crypto::NoteSigner> signer(const std::string& name)
{
    return std::make_shared<crypto::NoteSigner>(name, crypto::Ed25519Key::generate());
}

} // namespace

MemoryVault::MemoryVault() : m_root(crypto::randomSecret(32)) {}

Result<crypto::Ed25519Key> MemoryVault::logKey(std::string_view log)
{
    return crypto::Ed25519Key::fromSeed(must(serverSecret(log)));
}

Result<crypto::Ed25519PublicKey> MemoryVault::newLogKey()
{
    m_logKeys.push_back(crypto::Ed25519Key::generate());
    return m_logKeys.back().publicKey();
}

Result<crypto::Ed25519Key> MemoryVault::logKeyOf(const crypto::Ed25519PublicKey& half)
{
    for (const auto& key : m_logKeys)
        if (key.publicKey() == half)
            return crypto::Ed25519Key::fromSeed(key.seed());
    return fail(ErrorCode::KeyMissing);
}

Result<crypto::PublicKey> MemoryVault::newServerKey()
{
    m_serverKeys.push_back(std::make_shared<const crypto::SigningKey>(crypto::SigningKey::generate()));
    return m_serverKeys.back()->publicKey();
}

Result<std::shared_ptr<const crypto::SigningKey>>
MemoryVault::serverKeyOf(const KeyThumbprint& thumbprint) const
{
    using Key = std::shared_ptr<const crypto::SigningKey>;
    if (m_serverKey.thumbprint() == thumbprint)
        return Key(Key(), &m_serverKey);
    for (const auto& key : m_serverKeys)
        if (key->thumbprint() == thumbprint)
            return key;
    return fail(ErrorCode::KeyMissing);
}

Result<Secret> MemoryVault::serverSecret(std::string_view name)
{
    auto& secret = m_secrets[std::string(name)];
    if (secret.empty())
        secret = crypto::randomSecret(32);
    return secret.clone();
}

Result<server::KeyVault::NewFileKey> MemoryVault::newFileKey(const FileId& file, const server::KeySlot&,
                                                             const server::KeyRecord&)
{
    m_files[file] = crypto::randomSecret(32);
    return NewFileKey{m_files[file].clone(), KeyId("kek_1")};
}

Result<Secret> MemoryVault::fileKey(const FileId& file)
{
    const auto found = m_files.find(file);
    if (found == m_files.end())
        return fail(ErrorCode::KeyMissing);
    return found->second.clone();
}

Result<void> MemoryVault::destroyFileKey(const FileId& file, const server::KeyRecord&)
{
    m_files.erase(file);
    return {};
}

Bytes MemoryVault::sealSmall(ByteView plaintext, std::string_view purpose)
{
    return crypto::seal(m_root, plaintext, bytesOf(purpose));
}

Result<Secret> MemoryVault::openSmall(ByteView sealed, std::string_view purpose)
{
    return crypto::open(m_root, sealed, bytesOf(purpose));
}

Result<JobId> StatementJobs::requested(server::Transaction&, const trust::Entered& request, std::uint64_t)
{
    if (auto why = std::exchange(refuseNext, {}))
        return tl::unexpected(*why);
    told.emplace_back("requested");
    return server::jobIdOf(request.signedStatement.digest);
}

Result<void> StatementJobs::decided(server::Transaction&, const JobId&, wire::Gate gate,
                                    wire::Standing standing, std::uint64_t)
{
    if (auto why = std::exchange(refuseNext, {}))
        return tl::unexpected(*why);
    told.push_back("decided " + std::string(wire::enumText(gate)) + ' ' +
                   std::string(wire::enumText(standing)));
    return {};
}

Result<void> StatementJobs::withdrawn(server::Transaction&, const JobId&, std::uint64_t)
{
    told.emplace_back("withdrawn");
    return {};
}

Result<void> StatementJobs::revoked(server::Transaction&)
{
    told.emplace_back("revoked");
    return {};
}

Result<bool> StatementJobs::receipted(server::Transaction&, const FileId&, std::uint64_t)
{
    told.emplace_back("receipted");
    return true;
}

Result<wire::Job> StatementJobs::job(const JobId& id) const
{
    return server::readFor<wire::Job>(*m_store, [&](soci::session& sql) -> Result<wire::Job> {
        for (const auto& row : server::statementsOfType(sql, wire::StatementType::ExportRequest))
            if (row.job == id) {
                wire::Job job;
                job.id = id;
                job.request = row.record();
                return job;
            }
        return fail(ErrorCode::NotFound);
    });
}

Result<trust::ExportCase> StatementJobs::exportCase(soci::session& sql, const JobId& job) const
{
    trust::ExportCase theCase;
    const auto entered = [](const server::StatementRow& row) {
        return trust::Entered{must(wire::openStatement(row.signatures)), *row.trustIndex, row.entered};
    };
    for (const auto& row : server::statementsOfType(sql, wire::StatementType::ExportRequest))
        if (row.job == job)
            theCase.request = entered(row);
    for (const auto& row : server::statementsOfType(sql, wire::StatementType::Decision))
        if (row.job == job)
            theCase.decisions.push_back(entered(row));
    for (const auto& row : server::statementsOfType(sql, wire::StatementType::Withdrawal))
        if (row.job == job)
            theCase.withdrawal = entered(row);
    return theCase;
}

ServerFixture::ServerFixture() : folder(temporaryFolder())
{
    using namespace server;
    trustSigner = signer("test.example/trust");
    auditSigner = signer("test.example/audit");
    store = must(Store::open({folder, &clock, trustSigner, auditSigner, 2}));
    refusals = std::make_unique<Refusals>(*store, clock);
    sessions = std::make_unique<Sessions>(Sessions::Options{store.get(), &clock, facts});
    SecondFactor::Options factor;
    factor.store = store.get();
    factor.keys = &vault;
    factor.clock = &clock;
    factor.endSessions = [this](Transaction& transaction, const PersonId& person, std::uint64_t entry) {
        sessions->endAll(transaction, person, entry);
    };
    codes = std::make_unique<SecondFactor>(std::move(factor));
    pending = std::make_unique<PendingSignIns>(clock);
    signIns = std::make_unique<SignIn>(
        SignIn::Options{store.get(), &clock, codes.get(), sessions.get(), refusals.get(), pending.get()});
    enrolment = std::make_unique<Enrolment>(
        Enrolment::Options{store.get(), &clock, codes.get(), sessions.get(), pending.get(), facts, {}});
    Dispatcher::Options options;
    options.authority = sessions.get();
    options.refusals = refusals.get();
    options.clock = &clock;
    options.origin = origin;
    addSessionRoutes(options.routes, *signIns, *enrolment, *sessions);
    addPeopleRoutes(options.routes, {store.get(), codes.get(), sessions.get(), &events});
    addStatementRoutes(options.routes,
                       {store.get(), codes.get(), sessions.get(), &jobs, refusals.get(), &events});
    addFoundingRoutes(options.routes,
                      {store.get(), codes.get(), &vault, &events, facts, trustSigner->verifier().text(),
                       auditSigner->verifier().text(), TrustFixture::defaultPolicy()});
    addPreparedRoutes(options.routes, *store);
    addSourceRoutes(options.routes, jobs, *store);
    dispatcher = std::make_unique<Dispatcher>(std::move(options));
}

ServerFixture::~ServerFixture()
{
    dispatcher.reset();
    store.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

http::Response ServerFixture::send(const crypto::SigningKey& device, const std::string& access,
                                   const std::string& method, const std::string& path, std::string body)
{
    http::Request request;
    request.method = method;
    request.target = path;
    request.path = path;
    request.peer.address = address;
    // Every answer brings a nonce, that to a path that leads nowhere included; and nothing of it is logged.
    http::Request nowhere;
    nowhere.method = "GET";
    nowhere.path = "/nowhere";
    const auto nonce = std::string(dispatcher->handle(nowhere).fields.first("DPoP-Nonce"));
    crypto::DpopClaims claims;
    claims.jti = crypto::randomIdText("jti_");
    claims.htm = method;
    claims.htu = origin + path;
    claims.iat = std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
    claims.nonce = nonce;
    request.fields = {};
    if (!access.empty()) {
        claims.ath = crypto::dpopTokenHash(access);
        request.fields.add("Authorization", "DPoP " + access);
    }
    request.fields.add("DPoP", crypto::makeDpopProof(claims, device));
    if (!body.empty())
        request.fields.add("Content-Type", "application/json");
    request.body = std::move(body);
    return dispatcher->handle(request);
}

std::string ServerFixture::codeOf(const http::Response& response)
{
    if (response.status < 300)
        return {};
    const auto problem = wire::decode<wire::Problem>(response.body);
    return problem ? problem->code : "not a problem: " + response.body;
}

Member ServerFixture::member(const std::string& id, const std::vector<wire::Role>& invited)
{
    Member made{makePerson(id), crypto::SigningKey::generate(), {}, {}};
    const auto secret = crypto::randomSecret(server::totpSecretBytes);
    made.totp = std::string(secret.revealText());
    must(store->write([&](server::Transaction& transaction) -> Result<void> {
        wire::AuditEntry entry;
        entry.action = "session.enrol";
        entry.outcome = "done";
        const auto index = must(transaction.audit(entry));
        server::PersonRow row;
        row.id = made.who.id;
        row.name = made.who.name;
        row.invited = invited;
        row.enrol = wire::EnrolState::Enrolled;
        row.totp = codes->sealed(secret, made.who.id);
        server::insertPerson(transaction.sql(), row, index);
        return {};
    }));
    signIn(made);
    return made;
}

void ServerFixture::signIn(Member& member)
{
    auto opened = must(server::writeFor<server::Sessions::Opened>(
        *store, [&](server::Transaction& transaction) -> Result<server::Sessions::Opened> {
            wire::AuditEntry entry;
            entry.action = "session.sign-in";
            entry.outcome = "done";
            const auto index = must(transaction.audit(entry));
            const auto row = server::findPerson(transaction.sql(), member.who.id);
            return server::Sessions::open(transaction, SessionId(crypto::randomIdText("ses_")), *row,
                                          member.device.publicKey().thumbprint(), index);
        }));
    member.access = std::string(sessions->grant(std::move(opened)).accessToken.revealText());
}

std::string ServerFixture::codeNow(const Member& member) const
{
    return server::totpCode(Secret(std::string_view(member.totp)), server::totpStepAt(clock.now()));
}

std::string ServerFixture::freshCode(const Member& member)
{
    clock.advance(std::chrono::seconds(server::totpPeriod));
    return codeNow(member);
}

wire::Statement ServerFixture::draft(const TestPerson& author, wire::StatementBody body) const
{
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = facts.id;
    statement.author = author.author();
    statement.issued = clock.now();
    statement.expires = clock.now() + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    statement.seen = heads();
    statement.body = std::move(body);
    return statement;
}

wire::Seen ServerFixture::heads() const
{
    return must(server::readFor<wire::Seen>(*store, [](soci::session& sql) -> Result<wire::Seen> {
        const auto trust = must(server::recordedHead(sql, server::LogName::Trust));
        const auto audit = must(server::recordedHead(sql, server::LogName::Audit));
        return wire::Seen{{trust.size, trust.root}, {audit.size, audit.root}};
    }));
}

wire::SignedStatement ServerFixture::sign(const TestPerson& author, wire::StatementBody body) const
{
    auto statement = draft(author, std::move(body));
    if (const auto* root = statement.as<wire::RootBody>(); root && root->version == 1)
        statement.seen.reset();
    return TrustFixture::signWith(statement, author.signing);
}

std::string ServerFixture::submission(const std::vector<wire::SignedStatement>& statements,
                                      const std::string& code) const
{
    wire::Submission body;
    std::vector<Digest> digests;
    for (const auto& statement : statements) {
        digests.push_back(statement.digest);
        body.statements.push_back(statement.signatures.front());
    }
    body.action = wire::actionDigest(digests);
    body.code = Secret(std::string_view(code));
    return wire::encode(body);
}

http::Response ServerFixture::post(const Member& member, const wire::SignedStatement& statement)
{
    auto again = member; // a session of a long test has ended by now
    const auto code = freshCode(member);
    signIn(again);
    return send(again, "POST", "/v1/statements", submission({statement}, code));
}

void ServerFixture::mustPost(const Member& member, const wire::SignedStatement& statement)
{
    const auto response = post(member, statement);
    if (response.status != 200)
        throw std::runtime_error(response.body);
}

void ServerFixture::inviteAdmins()
{
    amira = member("amira", {wire::Role::Admin});
    boris = member("boris", {wire::Role::Admin});
    for (const auto* admin : {&amira, &boris}) {
        const auto& who = admin->who;
        const auto registration =
            sign(who, wire::KeyRegistrationBody{who.id, who.name, "desk", who.signing.publicKey(),
                                                who.encryption.publicKey()});
        must(store->write([&](server::Transaction& transaction) -> Result<void> {
            wire::AuditEntry entry;
            entry.action = "session.enrol";
            entry.outcome = "done";
            const auto index = static_cast<long long>(must(transaction.audit(entry)));
            const auto digest = registration.digest.text();
            const auto json = server::signaturesText(registration.signatures);
            transaction.sql() << "INSERT INTO founding (digest, kind, person, json, entry) VALUES (:digest, "
                                 "'registration', :person, :json, :entry)",
                soci::use(digest), soci::use(who.id.text()), soci::use(json), soci::use(index);
            return {};
        }));
    }
}

wire::RootBody ServerFixture::rootBody() const
{
    wire::RootBody body;
    body.environment = facts.environment;
    body.serverName = facts.name;
    for (const auto* admin : {&amira, &boris})
        body.admins.push_back({admin->who.id, admin->who.name, admin->who.signing.publicKey(),
                               admin->who.encryption.publicKey()});
    body.serverKey = vault.serverKey().publicKey();
    body.trustLog = trustSigner->verifier().text();
    body.auditLog = auditSigner->verifier().text();
    body.policy = TrustFixture::defaultPolicy();
    return body;
}

http::Response ServerFixture::found(const Member& admin, const wire::SignedStatement& root)
{
    const auto code = freshCode(admin);
    return send(admin, "POST", "/v1/founding", submission({root}, code));
}

void ServerFixture::foundAll()
{
    inviteAdmins();
    const auto root = sign(amira.who, rootBody());
    if (found(amira, root).status != 200 ||
        found(boris, TrustFixture::signWith(root.statement, boris.who.signing)).status != 200)
        throw std::runtime_error("not founded");
}

Member ServerFixture::joined(const std::string& id, const std::vector<wire::Role>& roles)
{
    auto person = member(id, roles);
    const auto& who = person.who;
    const auto registration =
        sign(who, wire::KeyRegistrationBody{who.id, who.name, "desk", who.signing.publicKey(),
                                            who.encryption.publicKey()});
    mustPost(person, registration);
    for (const auto* admin : {&amira, &boris})
        mustPost(*admin,
                 sign(admin->who,
                      wire::DecisionBody{
                          {registration.digest}, wire::Gate::Admin, wire::Verdict::Approve, "read out"}));
    for (const auto role : roles) {
        const auto change =
            sign(amira.who, wire::RoleChangeBody{who.id, wire::RoleAction::Grant, role, "joins"});
        mustPost(amira, change);
        mustPost(boris,
                 sign(boris.who, wire::DecisionBody{
                                     {change.digest}, wire::Gate::Admin, wire::Verdict::Approve, "agreed"}));
    }
    signIn(person);
    return person;
}

std::uint64_t ServerFixture::trustSize() const
{
    std::uint64_t size = 0;
    store->withTrust([&](const trust::TrustState& state) { size = state.size(); });
    return size;
}

std::vector<wire::AuditEntry> ServerFixture::audit() const
{
    const auto count = must(server::readFor<long long>(*store, [](soci::session& sql) -> Result<long long> {
        long long found = 0;
        sql << "SELECT count(*) FROM audit_entries", soci::into(found);
        return found;
    }));
    std::vector<std::uint64_t> indexes;
    for (long long i = 0; i < count; ++i)
        indexes.push_back(static_cast<std::uint64_t>(i));
    std::vector<wire::AuditEntry> entries;
    for (const auto& placed : must(store->auditEntries(indexes)))
        entries.push_back(must(wire::decode<wire::AuditEntry>(placed.line)));
    return entries;
}

int ServerFixture::audited(const std::string& action, const std::string& outcome) const
{
    const auto entries = audit();
    return static_cast<int>(std::count_if(entries.begin(), entries.end(), [&](const auto& entry) {
        return entry.action == action && entry.outcome == outcome;
    }));
}

} // namespace countersign::test
