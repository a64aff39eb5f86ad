#include "StoreFixture.h"

#include <atomic>
#include <thread>

namespace countersign::test {
namespace {

using namespace server;

class StoreTest : public StoreFixture
{
protected:
    void SetUp() override { open(); }
};

// Else its time would tell what it is there to hide, and a full disk would look writable.
TEST_F(StoreTest, ACommitOfNothingIsWrittenAllTheSame)
{
    ASSERT_TRUE(write("first"));
    const auto wal = folder.database().string() + "-wal";
    const auto before = std::filesystem::file_size(wal);
    constexpr int commits = 64; // a page each, at least: more than any checkpoint meanwhile
    for (int i = 0; i < commits; ++i)
        ASSERT_TRUE(commitNothing(*store));
    EXPECT_GE(std::filesystem::file_size(wal) - before, commits * 4096U);
}

TEST_F(StoreTest, EachOfManyConcurrentWritesHappensWholeOrNotAtAll)
{
    constexpr int threads = 12;
    constexpr int each = 40;
    std::atomic<int> wrong = 0;
    const auto work = [&](int thread) {
        for (int i = 0; i < each; ++i) {
            const auto key = std::to_string(thread) + "-" + std::to_string(i);
            const bool refuse = i % 5 == 4;
            const auto done = store->write([&](Transaction& transaction) -> Result<void> {
                const auto entry = put(transaction, key + "a");
                if (!entry)
                    return tl::unexpected(entry.error());
                const auto index = static_cast<long long>(*entry);
                const auto second = key + "b"; // SOCI reads it after temporaries are gone
                transaction.sql() << "INSERT INTO founding (digest, kind, person, json, entry) VALUES (:key, "
                                     "'test', 'olga', '{}', :entry)",
                    soci::use(second), soci::use(index);
                return refuse ? fail(ErrorCode::Conflict) : Result<void>{};
            });
            wrong += done.has_value() == refuse ? 1 : 0;
        }
    };
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back(work, i);
    for (auto& thread : running)
        thread.join();
    EXPECT_EQ(wrong, 0);
    constexpr std::size_t happened = threads * each / 5 * 4;
    EXPECT_EQ(keys().size(), 2 * happened);
    EXPECT_EQ(auditSize(), happened);
    const auto entries = audit();
    const auto mismatched = readFor<long long>(*store, [&](soci::session& sql) -> Result<long long> {
        long long found = 0;
        std::string key;
        long long entry = 0;
        soci::statement select =
            (sql.prepare << "SELECT digest, entry FROM founding", soci::into(key), soci::into(entry));
        select.execute();
        while (select.fetch()) {
            key.back() = 'a'; // the entry names the first of the two
            found += entries[static_cast<std::size_t>(entry)].object == key ? 0 : 1;
        }
        return found;
    });
    EXPECT_EQ(mismatched, 0) << "each row names the entry of its own change";
    EXPECT_TRUE(store->verifyWholeLog(LogName::Audit));
}

TEST_F(StoreTest, EntriesHaveIdSaltAndTime)
{
    ASSERT_TRUE(write("one"));
    clock.advance(std::chrono::seconds(5));
    ASSERT_TRUE(write("two"));
    const auto entries = audit();
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_TRUE(entries[0].id.starts_with("ent_"));
    EXPECT_NE(entries[0].id, entries[1].id);
    EXPECT_EQ(entries[0].salt.size(), 22u) << "128 bits";
    EXPECT_NE(entries[0].salt, entries[1].salt);
    EXPECT_EQ(entries[1].time - entries[0].time, std::chrono::seconds(5));
}

TEST_F(StoreTest, AChangeInsideAChangeIsRefusedAndReadersCannotWrite)
{
    Result<void> inner;
    EXPECT_TRUE(store->write([&](Transaction& transaction) {
        inner = store->write([](Transaction&) { return Result<void>{}; });
        return put(transaction, "outer").map([](std::uint64_t) {});
    }));
    ASSERT_FALSE(inner);
    EXPECT_EQ(inner.error().code, ErrorCode::Internal);
    const auto done = store->read([](soci::session& sql) -> Result<void> {
        sql << "UPDATE open_entry SET idx = 0";
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Storage);
}

TEST_F(StoreTest, AReaderSeesOneMomentOnly)
{
    ASSERT_TRUE(write("a"));
    long long before = 0;
    long long after = 0;
    ASSERT_TRUE(store->read([&](soci::session& sql) -> Result<void> {
        sql << "SELECT count(*) FROM founding", soci::into(before);
        EXPECT_TRUE(write("b"));
        sql << "SELECT count(*) FROM founding", soci::into(after);
        return {};
    }));
    EXPECT_EQ(before, 1);
    EXPECT_EQ(after, 1);
    EXPECT_EQ(keys().size(), 2u);
}

TEST_F(StoreTest, AReaderThatThrowsGivesItsSessionBack)
{
    for (int i = 0; i < 5; ++i) // more often than there are sessions
        EXPECT_FALSE(store->read([](soci::session& sql) -> Result<void> {
            sql << "SELECT * FROM no_such_table";
            return {};
        }));
    EXPECT_TRUE(keys().empty());
}

TEST_F(StoreTest, GoesOnWhereItStoppedEvenIfTheClockWentBack)
{
    for (int i = 0; i < 300; ++i)
        ASSERT_TRUE(write("a" + std::to_string(i)));
    const auto last = audit().back().time;
    close();
    clock.advance(-std::chrono::hours(24));
    open();
    ASSERT_TRUE(write("b"));
    const auto entries = audit();
    ASSERT_EQ(entries.size(), 301u);
    EXPECT_EQ(entries.back().object, "b");
    EXPECT_EQ(entries.back().time, last);
    EXPECT_TRUE(store->verifyWholeLog(LogName::Audit));
}

TEST_F(StoreTest, EntriesOfAJobInOrderAndNoMoreThanAsked)
{
    for (const auto* job : {"job_1", "", "job_2", "job_1", "job_1"})
        ASSERT_TRUE(store->write([&](Transaction& transaction) {
            auto entry = entryFor("x");
            entry.job = job;
            return transaction.audit(entry).map([](std::uint64_t) {});
        }));
    const auto entries = store->auditEntriesOfJob(JobId("job_1"), 2);
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 2u);
    EXPECT_EQ((*entries)[0].index, 0u);
    EXPECT_EQ((*entries)[1].index, 3u);
    EXPECT_TRUE(store->auditEntriesOfJob(JobId(""), 10)->empty()) << "no job is no job";
    EXPECT_FALSE(store->auditEntries({99}));
    EXPECT_FALSE(store->auditEntries({UINT64_MAX}));
}

} // namespace
} // namespace countersign::test
