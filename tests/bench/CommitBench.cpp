#include "bench/Ratio.h"
#include "bench/Scratch.h"

#include "base/Time.h"
#include "crypto/Random.h"
#include "crypto/Sha256.h"
#include "server/approval/StatementRows.h"
#include "server/store/Store.h"
#include "support/TrustFixture.h"

#include <thread>

#include <sqlite3.h>

/// Statements committed at the storage interface, each with its audit entry, its trust entry and its row, by
/// 16 writers; against SQLite alone, committing the same statements one after the other with full sync.
namespace countersign::bench {

namespace {

constexpr int writers = 16;
constexpr int statementsEach = 1000;
constexpr int bareCommits = 4000;

std::vector<wire::SignedStatement> signDecisions(std::size_t count)
{
    test::TrustFixture world;
    const auto paul = test::makePerson("paul");
    std::vector<wire::SignedStatement> signedOnes;
    signedOnes.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        signedOnes.push_back(
            world.decide(paul, {crypto::sha256(crypto::randomIdText("request"))}, wire::Gate::Request));
    return signedOnes;
}

std::unique_ptr<server::Store> openStore(const std::filesystem::path& folder, const Clock& clock)
{
    const auto signer = [](const char* name) {
        return std::make_shared<crypto::NoteSigner>(name, crypto::Ed25519Key::generate());
    };
    auto store = must(server::Store::open(
        {folder / "data", &clock, signer("bench.example/trust"), signer("bench.example/audit"), 2}));
    // A log begins with its root.
    test::TrustFixture world;
    must(store->write([&](server::Transaction& transaction) -> Result<void> {
        wire::AuditEntry entry;
        entry.action = "founding.root";
        entry.outcome = "done";
        must(transaction.audit(entry));
        auto body = world.rootBody;
        auto statement = world.root.statement;
        statement.issued = transaction.now();
        statement.expires = transaction.now() + std::chrono::hours(1);
        std::vector<crypto::Jws> signatures;
        const auto payload = wire::encodeStatement(statement);
        for (const auto& admin : world.admins)
            signatures.push_back(crypto::signJws(bytesOf(payload), wire::statementTyp, admin.signing));
        must(transaction.trust(must(wire::openStatement(signatures))));
        return {};
    }));
    return store;
}

void commitOne(server::Store& store, const wire::SignedStatement& statement)
{
    must(store.write([&](server::Transaction& transaction) -> Result<void> {
        wire::AuditEntry entry;
        entry.actor = {"paul", "Paul", {wire::Role::SecurityApprover}, {}};
        entry.action = "approval.decide";
        entry.object = statement.digest.text();
        entry.outcome = "done";
        entry.network = wire::AuditNetwork{"192.0.2.7", "TLSv1.3", "TLS_AES_256_GCM_SHA384", ""};
        const auto auditIndex = transaction.audit(std::move(entry));
        if (!auditIndex)
            return tl::unexpected(auditIndex.error());
        const auto trustIndex = transaction.trust(statement);
        if (!trustIndex)
            return tl::unexpected(trustIndex.error());
        server::insertStatement(transaction, server::rowOf(statement, *trustIndex, *auditIndex,
                                                           transaction.now(), wire::Standing::Effective));
        return {};
    }));
}

double ours(const std::vector<wire::SignedStatement>& statements)
{
    const ScratchFolder folder;
    const SystemClock clock;
    const auto store = openStore(folder.path(), clock);
    return secondsOf([&] {
        std::vector<std::jthread> threads;
        for (int w = 0; w < writers; ++w)
            threads.emplace_back([&, w] {
                for (int i = 0; i < statementsEach; ++i)
                    commitOne(*store, statements[static_cast<std::size_t>(w * statementsEach + i)]);
            });
    });
}

void run(sqlite3* database, const char* sql)
{
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database));
}

/// Seconds for as many commits as `ours` has statements, extrapolated from fewer. The rows are the same
/// signed statements, alone: no entries, no trees, no rules.
double bare(const std::vector<wire::SignedStatement>& statements)
{
    const ScratchFolder folder;
    sqlite3* database = nullptr;
    if (sqlite3_open((folder.path() / "bare.db").c_str(), &database) != SQLITE_OK)
        throw std::runtime_error("no database");
    run(database, "PRAGMA journal_mode=WAL");
    run(database, "PRAGMA synchronous=FULL");
    run(database, "CREATE TABLE t (id INTEGER PRIMARY KEY, line TEXT NOT NULL)");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database, "INSERT INTO t (line) VALUES (?)", -1, &insert, nullptr);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < bareCommits; ++i)
        lines.push_back(server::signaturesText(statements[i].signatures));
    const auto seconds = secondsOf([&] {
        for (const auto& line : lines) {
            run(database, "BEGIN IMMEDIATE");
            sqlite3_bind_text(insert, 1, line.data(), static_cast<int>(line.size()), SQLITE_STATIC);
            if (sqlite3_step(insert) != SQLITE_DONE)
                throw std::runtime_error(sqlite3_errmsg(database));
            sqlite3_reset(insert);
            run(database, "COMMIT");
        }
    });
    sqlite3_finalize(insert);
    sqlite3_close(database);
    return seconds * (writers * statementsEach) / bareCommits;
}

void committedStatements(benchmark::State& state)
{
    const auto statements = signDecisions(static_cast<std::size_t>(writers) * statementsEach);
    compareRates(
        state, writers * statementsEach, [&] { return ours(statements); }, [&] { return bare(statements); });
}
void committedStatementsGuarded(benchmark::State& state)
{
    guarded(state, [&] { committedStatements(state); });
}
BENCHMARK(committedStatementsGuarded)
    ->Name("committedStatements")
    ->Iterations(5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

} // namespace countersign::bench
