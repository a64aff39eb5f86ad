#include "server/store/Writer.h"
#include "StoreFixture.h"
#include "server/store/Migrations.h"
#include "server/store/Sqlite.h"
#include "support/TrustFixture.h"

namespace countersign::test {
namespace {

using namespace server;
using Change = Store::Change;

// A writer without its thread: the test says what stands in one batch.
class WriterTest : public testing::Test
{
protected:
    WriterTest()
    {
        sqlite::connect(sql, folder.database(), sqlite::Use::Writer);
        EXPECT_TRUE(migrate(sql, storeMigrations(), world.clock.now()));
        writer.emplace(sql, trust, world.clock,
                       [this] { committed.push_back(writer->head(LogName::Audit).size); });
        EXPECT_TRUE(writer->load());
    }

    std::vector<Result<void>> run(const std::vector<Change>& changes)
    {
        std::vector<WaitingChange> waiting(changes.size());
        std::vector<WaitingChange*> batch;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            waiting[i].change = &changes[i];
            batch.push_back(&waiting[i]);
        }
        writer->run(batch);
        std::vector<Result<void>> results;
        for (auto& one : waiting)
            results.push_back(std::move(one.result));
        return results;
    }

    static Change good(const std::string& key)
    {
        return [key](Transaction& transaction) { return put(transaction, key).map([](std::uint64_t) {}); };
    }

    long long count(const std::string& what)
    {
        long long found = 0;
        sql << "SELECT count(*) FROM " + what, soci::into(found);
        return found;
    }

    // What `run` left must be what a fresh start finds.
    void expectConsistent()
    {
        EXPECT_TRUE(verifyLog(sql, LogName::Audit));
        EXPECT_TRUE(verifyLog(sql, LogName::Trust));
        const auto head = recordedHead(sql, LogName::Audit);
        ASSERT_TRUE(head);
        EXPECT_EQ(head->size, writer->head(LogName::Audit).size);
        EXPECT_EQ(head->root, writer->head(LogName::Audit).root);
        EXPECT_EQ(count("open_entry WHERE idx IS NOT NULL"), 0) << "no table stays open";
    }

    PrivateFolder folder;
    TrustFixture world;
    soci::session sql;
    TrustKeeper trust;
    std::vector<std::uint64_t> committed; ///< size of the audit log
    std::optional<Writer> writer;
};

TEST_F(WriterTest, AFailingChangeLeavesTheOthersOfItsBatchIntact)
{
    int after = 0;
    const auto results = run({
        good("first"),
        [&](Transaction& transaction) -> Result<void> {
            transaction.afterCommit([&] { after += 100; });
            EXPECT_TRUE(put(transaction, "refused"));
            return fail(ErrorCode::Conflict, "it thought better of it");
        },
        good("second"),
        [](Transaction& transaction) -> Result<void> { // SOCI throws: the key is there
            return put(transaction, "first").map([](std::uint64_t) {});
        },
        [](Transaction&) -> Result<void> { throw std::runtime_error("name of a patient"); },
        [&](Transaction& transaction) -> Result<void> {
            transaction.afterCommit([&] { ++after; });
            transaction.afterCommit([] { throw std::runtime_error("a listener's own trouble"); });
            transaction.afterCommit([&] { ++after; });
            return put(transaction, "third").map([](std::uint64_t) {});
        },
    });
    EXPECT_TRUE(results[0]);
    EXPECT_EQ(results[1].error().code, ErrorCode::Conflict);
    EXPECT_TRUE(results[2]);
    EXPECT_EQ(results[3].error().code, ErrorCode::Storage);
    EXPECT_EQ(results[4].error().code, ErrorCode::Internal);
    EXPECT_EQ(results[4].error().detail.find("patient"), std::string::npos);
    EXPECT_TRUE(results[5]);
    EXPECT_EQ(after, 2) << "after the commit of those that happened, whatever a listener does";
    EXPECT_EQ(count("founding"), 3);
    EXPECT_EQ(count("audit_entries"), 3) << "what did not happen has no entry";
    EXPECT_EQ(committed, std::vector<std::uint64_t>{3}) << "one head a batch";
    expectConsistent();
}

TEST_F(WriterTest, ABatchThatCannotBeCommittedLeavesNoTrace)
{
    ASSERT_TRUE(run({good("before")})[0]);
    const auto size = writer->head(LogName::Audit);
    bool told = false;
    const auto results =
        run(
            {
                good("lost"),
                [&](Transaction& transaction) -> Result<void> {
                    transaction.afterCommit([&] { told = true; });
                    // A broken reference that only shows when all is to be committed.
                    transaction.sql() << "PRAGMA defer_foreign_keys=ON";
                    const auto index = transaction.audit(entryFor("x"));
                    const auto entry = static_cast<long long>(*index);
                    transaction.sql()
                        << "INSERT INTO recovery_codes (person, hash, entry) VALUES ('nobody', 'h', :e)",
                        soci::use(entry);
                    return transaction.trust(world.root).map([](std::uint64_t) {});
                },
            });
    EXPECT_FALSE(results[0]) << "nobody is told that a lost change happened";
    EXPECT_FALSE(results[1]);
    EXPECT_FALSE(told);
    EXPECT_EQ(writer->head(LogName::Audit).root, size.root);
    EXPECT_EQ(trust.state().size(), 0u);
    EXPECT_EQ(count("founding"), 1);
    expectConsistent();
    const auto again = run({good("after"), [&](Transaction& transaction) -> Result<void> {
                                EXPECT_TRUE(transaction.audit(entryFor("root")));
                                return transaction.trust(world.root).map([](std::uint64_t) {});
                            }});
    EXPECT_TRUE(again[0]) << again[0].error().detail;
    EXPECT_TRUE(again[1]) << again[1].error().detail;
    EXPECT_TRUE(trust.state().founded());
    expectConsistent();
}

TEST_F(WriterTest, ManyBatchesOverTheEdgesOfTilesWithFailuresBetween)
{
    for (int i = 0; i < 90; ++i) {
        const auto name = std::to_string(i);
        const auto results = run({good("a" + name),
                                  [&](Transaction& transaction) -> Result<void> {
                                      for (int j = 0; j < 200; ++j) // completes tiles that must not stay
                                          EXPECT_TRUE(transaction.audit(entryFor("gone")));
                                      return fail(ErrorCode::Conflict);
                                  },
                                  good("b" + name), good("c" + name)});
        ASSERT_TRUE(results[0] && results[2] && results[3]);
    }
    EXPECT_EQ(count("audit_entries"), 270);
    EXPECT_EQ(count("tiles WHERE log = 'audit'"), 1);
    // With its quotes: random salts hold such a word now and then.
    EXPECT_EQ(count("audit_entries WHERE line LIKE '%\"a0\"%'"), 1);
    EXPECT_EQ(count("audit_entries WHERE line LIKE '%\"gone\"%'"), 0);
    expectConsistent();
}

TEST_F(WriterTest, AStatementNeedsAnEntryAndAStatementThatIsRefusedLeavesNoTrace)
{
    const auto results = run({
        [&](Transaction& transaction) -> Result<void> {
            return transaction.trust(world.root).map([](std::uint64_t) {});
        },
        [&](Transaction& transaction) -> Result<void> {
            EXPECT_TRUE(transaction.audit(entryFor("x")));
            auto early = transaction.trust(world.registration(makePerson("nils")));
            EXPECT_FALSE(early) << "nothing enters before there is a root";
            EXPECT_EQ(transaction.trustState().size(), 0u);
            return transaction.trust(world.root).map([](std::uint64_t) {});
        },
    });
    ASSERT_FALSE(results[0]);
    EXPECT_EQ(results[0].error().code, ErrorCode::Internal);
    EXPECT_TRUE(results[1]) << results[1].error().detail;
    EXPECT_EQ(count("trust_entries"), 1);
    expectConsistent();
}

TEST_F(WriterTest, TimeNeverDecreases)
{
    std::vector<Time> times;
    const Change note = [&](Transaction& transaction) -> Result<void> {
        times.push_back(transaction.now());
        return transaction.audit(entryFor("x")).map([](std::uint64_t) {});
    };
    ASSERT_TRUE(run({note})[0]);
    world.clock.advance(-std::chrono::hours(1));
    ASSERT_TRUE(run({note})[0]);
    world.clock.advance(std::chrono::hours(2));
    ASSERT_TRUE(run({note})[0]);
    EXPECT_EQ(times[1], times[0]);
    EXPECT_EQ(times[2], times[0] + std::chrono::hours(1));
}

TEST_F(WriterTest, AFullDiskIsToldAndHealsItself)
{
    ASSERT_TRUE(run({good("before")})[0]);
    long long pages = 0;
    sql << "PRAGMA page_count", soci::into(pages);
    long long most = 0;
    sql << "PRAGMA max_page_count = " + std::to_string(pages), soci::into(most);
    const auto results = run({[](Transaction& transaction) -> Result<void> {
        return put(transaction, "big", std::string(1 << 20, 'x')).map([](std::uint64_t) {});
    }});
    ASSERT_FALSE(results[0]);
    EXPECT_EQ(results[0].error().code, ErrorCode::ServerDiskFull) << results[0].error().detail;
    EXPECT_EQ(results[0].error().detail.find("xxx"), std::string::npos) << "the row does not go to the log";
    sql << "PRAGMA max_page_count = 1000000", soci::into(most);
    EXPECT_TRUE(run({good("after")})[0]);
    EXPECT_EQ(count("founding"), 2);
    expectConsistent();
}

} // namespace
} // namespace countersign::test
