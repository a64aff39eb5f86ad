#include "StoreFixture.h"
#include "server/store/Migrations.h"
#include "server/store/Sqlite.h"

namespace countersign::test {
namespace {

using namespace server;
using crypto::TileId;

// The table alone, without a writer: many entries in one transaction.
class LogTableTest : public testing::Test
{
protected:
    LogTableTest()
    {
        sqlite::connect(sql, folder.database(), sqlite::Use::Writer);
        const auto done = migrate(sql, storeMigrations(), clock.now());
        EXPECT_TRUE(done);
    }

    void grow(LogTable& log, std::uint64_t size)
    {
        soci::transaction transaction(sql);
        while (log.size() < size) {
            lines.push_back("{\"n\":" + std::to_string(log.size()) + "}");
            leaves.push_back(crypto::leafHash(bytesOf(lines.back())));
            ASSERT_TRUE(log.append(lines.back(), {}));
        }
        log.recordHead();
        transaction.commit();
    }

    // Every tile at the right edge, and the first of each level.
    void expectTiles(const ReferenceTree& reference, std::uint64_t size)
    {
        for (int level = 0; size >> (8 * level) != 0; ++level) {
            const auto hashes = size >> (8 * level);
            std::vector<TileId> tiles;
            if (hashes >= 256) {
                tiles.push_back({level, 0, 256});
                tiles.push_back({level, hashes / 256 - 1, 256});
            }
            if (hashes % 256 != 0)
                tiles.push_back({level, hashes / 256, static_cast<unsigned>(hashes % 256)});
            for (const auto& tile : tiles) {
                const auto read = readTile(sql, LogName::Audit, tile);
                ASSERT_TRUE(read) << crypto::tilePath(tile) << " at " << size;
                EXPECT_EQ(*read, reference.tile(tile)) << crypto::tilePath(tile) << " at " << size;
            }
        }
    }

    PrivateFolder folder;
    ManualClock clock;
    soci::session sql;
    std::vector<std::string> lines;
    std::vector<Digest> leaves;
};

TEST_F(LogTableTest, TilesAndRootsAreThoseOfTheDefinition)
{
    LogTable log(sql, LogName::Audit);
    ASSERT_TRUE(log.load());
    for (const std::uint64_t size : {1u, 255u, 256u, 257u, 512u, 65535u, 65536u, 65537u}) {
        grow(log, size);
        const ReferenceTree reference(leaves);
        EXPECT_EQ(log.head().root, reference.root(size)) << size;
        expectTiles(reference, size);
        LogTable again(sql, LogName::Audit);
        const auto loaded = again.load();
        ASSERT_TRUE(loaded) << size << ": " << loaded.error().detail;
        EXPECT_EQ(again.head().root, log.head().root) << size;
    }
    const ReferenceTree reference(leaves);
    for (const std::uint64_t old : {0u, 1u, 255u, 256u, 257u, 1000u, 65535u, 65536u}) {
        const auto root = rootAt(sql, LogName::Audit, old);
        ASSERT_TRUE(root) << old;
        EXPECT_EQ(*root, reference.root(old)) << old;
    }
    EXPECT_TRUE(verifyLog(sql, LogName::Audit));
}

TEST_F(LogTableTest, BundlesHoldTheLinesAsWritten)
{
    LogTable log(sql, LogName::Audit);
    ASSERT_TRUE(log.load());
    grow(log, 300);
    const auto whole = readTile(sql, LogName::Audit, {-1, 0, 256});
    ASSERT_TRUE(whole);
    const auto entries = crypto::decodeBundle(*whole);
    ASSERT_TRUE(entries);
    EXPECT_EQ(*entries, std::vector<std::string>(lines.begin(), lines.begin() + 256));
    const auto rest = readTile(sql, LogName::Audit, {-1, 1, 44});
    ASSERT_TRUE(rest);
    EXPECT_EQ(crypto::decodeBundle(*rest), std::vector<std::string>(lines.begin() + 256, lines.end()));
    EXPECT_FALSE(readTile(sql, LogName::Audit, {-1, 1, 45}));
    EXPECT_FALSE(readTile(sql, LogName::Audit, {0, 1, 45}));
    EXPECT_FALSE(readTile(sql, LogName::Audit, {0, 0, 0}));
    EXPECT_FALSE(readTile(sql, LogName::Audit, {0, 0, 257}));
}

TEST_F(LogTableTest, AnEntryIsAtMostSixteenKibibytes)
{
    LogTable log(sql, LogName::Audit);
    ASSERT_TRUE(log.load());
    const auto tooLong = log.append(std::string(16 * 1024 + 1, 'x'), {});
    ASSERT_FALSE(tooLong);
    EXPECT_EQ(tooLong.error().code, ErrorCode::TooLarge);
    EXPECT_EQ(log.size(), 0u);
    EXPECT_TRUE(log.append(std::string(16 * 1024, 'x'), {}));
}

} // namespace
} // namespace countersign::test
