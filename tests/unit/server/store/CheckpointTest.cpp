#include "StoreFixture.h"

#include <condition_variable>
#include <mutex>

namespace countersign::test {
namespace {

using namespace server;

class CheckpointTest : public StoreFixture
{
protected:
    ReferenceTree reference()
    {
        std::vector<Digest> leaves;
        for (const auto& line : auditLines())
            leaves.push_back(crypto::leafHash(bytesOf(line)));
        return ReferenceTree(std::move(leaves));
    }
};

TEST_F(CheckpointTest, AnEmptyLogHasOneAtOnce)
{
    open();
    const auto note = store->checkpoint(LogName::Trust);
    ASSERT_TRUE(note);
    const auto checkpoint = opened(*note, *trustSigner);
    EXPECT_EQ(checkpoint.size, 0u);
    EXPECT_EQ(checkpoint.root, crypto::emptyRoot());
    EXPECT_FALSE(crypto::openCheckpoint(*note, auditSigner->verifier())) << "each log signs with its own key";
}

TEST_F(CheckpointTest, ReopeningPublishesWhatIsOnTheDisk)
{
    open();
    for (int i = 0; i < 257; ++i)
        ASSERT_TRUE(write(std::to_string(i)));
    close();
    open();
    const auto note = *store->checkpoint(LogName::Audit);
    const auto checkpoint = opened(note, *auditSigner);
    EXPECT_EQ(checkpoint.size, 257u);
    EXPECT_EQ(checkpoint.root, reference().root(257));
    close();
    open();
    EXPECT_EQ(*store->checkpoint(LogName::Audit), note) << "nothing is new: nothing is signed";
}

TEST_F(CheckpointTest, TilesEndWithThePublishedSize)
{
    open();
    for (int i = 0; i < 257; ++i)
        ASSERT_TRUE(write(std::to_string(i)));
    close();
    open();
    const auto tree = reference();
    for (const crypto::TileId& tile : {crypto::TileId{0, 0, 256}, {0, 1, 1}, {1, 0, 1}, {0, 0, 3}}) {
        const auto read = store->tile(LogName::Audit, tile);
        ASSERT_TRUE(read) << crypto::tilePath(tile);
        EXPECT_EQ(*read, tree.tile(tile)) << crypto::tilePath(tile);
    }
    EXPECT_TRUE(store->tile(LogName::Audit, {-1, 1, 1}));
    for (const crypto::TileId& tile : {crypto::TileId{0, 1, 2},
                                       {0, 1, 256},
                                       {0, 2, 1},
                                       {1, 0, 2},
                                       {2, 0, 1},
                                       {-2, 0, 1},
                                       {-1, 1, 2},
                                       {0, 0, 0},
                                       {0, 0, 257},
                                       {8, 0, 1},
                                       {63, 0, 1},
                                       {1000, 0, 1},
                                       {0, UINT64_MAX, 1},
                                       {0, UINT64_MAX / 256 + 1, 1},
                                       {-1, UINT64_MAX, 256}}) {
        const auto read = store->tile(LogName::Audit, tile);
        ASSERT_FALSE(read) << tile.level << '/' << tile.index << '/' << tile.width;
        EXPECT_EQ(read.error().code, ErrorCode::NotFound);
    }
    // On the disk, but not yet signed.
    ASSERT_TRUE(write("new"));
    if (opened(*store->checkpoint(LogName::Audit), *auditSigner).size == 257) {
        EXPECT_FALSE(store->tile(LogName::Audit, {0, 1, 2}));
    }
}

TEST_F(CheckpointTest, AtMostOneASecondAndEachRight)
{
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> notes;
    open();
    const auto began = std::chrono::steady_clock::now();
    store->onPublished([&](LogName log) {
        if (log != LogName::Audit)
            return;
        const std::lock_guard lock(mutex);
        notes.push_back(*store->checkpoint(log));
        changed.notify_all();
    });
    for (int i = 0; i < 400; ++i)
        ASSERT_TRUE(write(std::to_string(i)));
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !notes.empty() && opened(notes.back(), *auditSigner).size == 400; });
        // An upper bound that holds however slow the machine is.
        const auto seconds =
            std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - began);
        EXPECT_LE(notes.size(), static_cast<std::size_t>(seconds.count()) + 1);
    }
    const auto tree = reference();
    std::uint64_t last = 0;
    for (const auto& note : notes) {
        const auto checkpoint = opened(note, *auditSigner);
        EXPECT_EQ(checkpoint.origin, "test.example/audit");
        EXPECT_GT(checkpoint.size, last) << "sizes grow";
        EXPECT_EQ(checkpoint.root, tree.root(checkpoint.size));
        last = checkpoint.size;
    }
}

} // namespace
} // namespace countersign::test
