#include "unit/server/program/RecoveryGround.h"

#include "crypto/Random.h"
#include "server/store/LogTable.h"

#include <fstream>

namespace countersign::test {

using server::LogName;

namespace {

template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().detail);
    return std::move(*result);
}

void must(const Result<void>& result)
{
    if (!result)
        throw std::runtime_error(result.error().detail);
}

wire::AuditEntry entryFor(const std::string& action)
{
    wire::AuditEntry entry;
    entry.action = action;
    entry.outcome = "done";
    return entry;
}

} // namespace

RecoveryGround::RecoveryGround()
{
    ground.init();
    std::filesystem::create_directory(ground.at("copies"));
    open();
    found();
    close();
}

server::Configuration RecoveryGround::configuration() const
{
    auto configuration = ground.configuration();
    configuration.logCopy = ground.at("copies");
    return configuration;
}

void RecoveryGround::open()
{
    m_folder.emplace(must(server::ServerFolder::open(configuration(), ground.clock)));
}

wire::SignedStatement RecoveryGround::sign(const TestPerson& author, wire::StatementBody body) const
{
    wire::Statement statement;
    statement.id = StatementId(crypto::randomIdText("st_"));
    statement.server = configuration().facts.id;
    statement.author = author.author();
    statement.issued = ground.clock.now();
    statement.expires = ground.clock.now() + std::chrono::hours(1);
    statement.nonce = crypto::randomIdText("");
    if (m_seen.trust.size > 0)
        statement.seen = m_seen;
    statement.body = std::move(body);
    return TrustFixture::signWith(statement, author.signing);
}

void RecoveryGround::found()
{
    m_root.environment = configuration().facts.environment;
    m_root.serverName = configuration().facts.name;
    for (const auto* admin : {&amira, &boris})
        m_root.admins.push_back(
            {admin->id, admin->name, admin->signing.publicKey(), admin->encryption.publicKey()});
    m_root.serverKey = m_folder->vault->serverKey().publicKey();
    m_root.trustLog = m_folder->trustSigner->verifier().text();
    m_root.auditLog = m_folder->auditSigner->verifier().text();
    m_root.policy = configuration().policy;
    auto root = sign(amira, m_root);
    const auto also = TrustFixture::signWith(root.statement, boris.signing);
    root.signatures.push_back(also.signatures.front());
    must(enter(root));
    const auto head = [this](LogName log) {
        const auto found = must(server::readFor<server::LogHead>(
            store(), [&](soci::session& sql) { return server::recordedHead(sql, log); }));
        return wire::SeenTree{found.size, found.root};
    };
    m_seen = {head(LogName::Trust), head(LogName::Audit)};
}

void RecoveryGround::writeEntries(int count)
{
    for (int i = 0; i < count; ++i)
        must(store().write([&](server::Transaction& transaction) {
            return transaction.audit(entryFor("job.poll")).map([](std::uint64_t) {});
        }));
}

void RecoveryGround::writeStatement()
{
    auto policy = m_root.policy;
    ++policy.version;
    must(enter(sign(amira, wire::PolicyChangeBody{policy, "as it should be"})));
}

Result<void> RecoveryGround::checkCopy()
{
    return server::LogCopy(store(), configuration().logCopy).check();
}

std::string RecoveryGround::copied(const std::string& name) const
{
    return ground.read("copies/" + name);
}

void RecoveryGround::backUp(const std::string& name)
{
    std::filesystem::remove_all(ground.at(name));
    std::filesystem::copy(configuration().dataFolder, ground.at(name),
                          std::filesystem::copy_options::recursive);
}

void RecoveryGround::restore(const std::string& name)
{
    const auto folder = configuration().dataFolder;
    std::filesystem::remove_all(folder);
    std::filesystem::copy(ground.at(name), folder, std::filesystem::copy_options::recursive);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}

void RecoveryGround::loseATail(int entries)
{
    backUp("backup");
    open();
    ground.clock.advance(std::chrono::minutes(1));
    writeEntries(entries);
    writeStatement();
    close();
    open(); // publishes what was written
    must(checkCopy());
    close();
    restore("backup");
}

Result<wire::PendingRecovery> RecoveryGround::recover(const std::vector<std::filesystem::path>& lost)
{
    return server::recoverOnHost(configuration(), lost, ground.clock);
}

wire::SignedStatement RecoveryGround::proposal(const wire::PendingRecovery& pending) const
{
    return sign(amira, wire::LogRecoveryBody{pending.lost, pending.kept, pending.trustLog, pending.auditLog,
                                             "the disk failed on Monday"});
}

wire::SignedStatement RecoveryGround::nextRoot(const wire::PreparedKeys& keys) const
{
    auto root = m_root;
    ++root.version;
    root.serverKey = keys.serverKey;
    root.trustLog = keys.trustLog;
    root.auditLog = keys.auditLog;
    return sign(amira, root);
}

wire::SignedStatement RecoveryGround::approval(const wire::SignedStatement& proposal) const
{
    return sign(boris,
                wire::DecisionBody{{proposal.digest}, wire::Gate::Admin, wire::Verdict::Approve, "I saw it"});
}

Result<void> RecoveryGround::enter(const wire::SignedStatement& statement)
{
    return store().write([&](server::Transaction& transaction) -> Result<void> {
        auto entry = transaction.audit(entryFor("audit.recovery"));
        if (!entry)
            return tl::unexpected(entry.error());
        return transaction.trust(statement).map([](std::uint64_t) {});
    });
}

crypto::NoteVerifier RecoveryGround::verifier(LogName log) const
{
    return must(crypto::NoteVerifier::fromText(log == LogName::Trust ? m_root.trustLog : m_root.auditLog));
}

std::uint64_t RecoveryGround::size(LogName log)
{
    return must(server::readFor<std::uint64_t>(store(), [&](soci::session& sql) {
        return server::recordedHead(sql, log).map([](const server::LogHead& head) { return head.size; });
    }));
}

} // namespace countersign::test
