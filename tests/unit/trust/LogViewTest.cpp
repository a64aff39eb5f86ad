#include "trust/LogView.h"

#include "support/MemoryLog.h"

#include <gtest/gtest.h>

namespace countersign::trust {
namespace {

using test::MemoryLog;

MemoryLog grown(crypto::Ed25519Key key, int entries, int differentFrom = -1)
{
    MemoryLog log("test.example/audit", std::move(key));
    for (int i = 0; i < entries; ++i)
        log.append("entry " + std::to_string(i) +
                   (differentFrom >= 0 && i >= differentFrom ? " altered" : ""));
    return log;
}

TEST(LogView, FollowsALogThatGrows)
{
    auto log = grown(crypto::Ed25519Key::generate(), 3);
    LogView view(log.verifier(), {});
    EXPECT_TRUE(view.advance(log.note(), log.tiles()));
    EXPECT_EQ(view.head().size, 3U);
    for (int i = 3; i < 700; ++i) {
        log.append("entry " + std::to_string(i));
        if (i % 97 == 0) {
            ASSERT_TRUE(view.advance(log.note(), log.tiles())) << i;
        }
    }
    ASSERT_TRUE(view.advance(log.note(), log.tiles()));
    EXPECT_TRUE(view.contains(0, "entry 0", log.tiles()));
    EXPECT_TRUE(view.contains(699, "entry 699", log.tiles()));
    EXPECT_FALSE(view.contains(699, "entry 698", log.tiles()));
    EXPECT_FALSE(view.contains(700, "entry 700", log.tiles()));
    EXPECT_TRUE(view.covers(log.head(300), log.tiles()));
    EXPECT_TRUE(view.containsAll(10, {log.lines().begin() + 10, log.lines().begin() + 300}, log.tiles()));
}

TEST(LogView, AChangedEntryIsNoticed)
{
    const auto key = crypto::Ed25519Key::generate();
    const auto honest = grown(key, 10);
    LogView view(honest.verifier(), {});
    ASSERT_TRUE(view.advance(honest.note(), honest.tiles()));
    const auto lying = grown(key, 20, 4); // entry 4 and all that follow are others now
    const auto refused = view.advance(lying.note(), lying.tiles());
    EXPECT_EQ(refused.error().code, ErrorCode::LogInconsistent);
    EXPECT_EQ(view.head().size, 10U) << "the view stays as it was";
    const auto shorter = grown(key, 5);
    EXPECT_EQ(view.advance(shorter.note(), shorter.tiles()).error().code, ErrorCode::LogRolledBack);
    const auto sameSize = grown(key, 10, 9);
    EXPECT_EQ(view.advance(sameSize.note(), sameSize.tiles()).error().code, ErrorCode::LogForked);
}

TEST(LogView, ALieAcrossARestartIsNoticed)
{
    const auto key = crypto::Ed25519Key::generate();
    const auto honest = grown(key, 10);
    LogView before(honest.verifier(), {});
    ASSERT_TRUE(before.advance(honest.note(), honest.tiles()));
    LogView after(honest.verifier(), before.last());
    const auto lying = grown(key, 20, 4);
    EXPECT_FALSE(after.advance(lying.note(), lying.tiles()));
}

TEST(LogView, SignedBySomebodyElse)
{
    const auto honest = grown(crypto::Ed25519Key::generate(), 3);
    const auto other = grown(crypto::Ed25519Key::generate(), 3);
    LogView view(honest.verifier(), {});
    EXPECT_EQ(view.advance(other.note(), other.tiles()).error().code, ErrorCode::LogSignature);
}

TEST(LogView, AnotherTreeThatSomebodySaw)
{
    auto log = grown(crypto::Ed25519Key::generate(), 10);
    LogView view(log.verifier(), {});
    ASSERT_TRUE(view.advance(log.note(), log.tiles()));
    auto seen = log.head(5);
    seen.root = crypto::leafHash(bytesOf("another"));
    EXPECT_EQ(view.covers(seen, log.tiles()).error().code, ErrorCode::LogSplit);
    log.append("eleven");
    EXPECT_EQ(view.covers(log.head(), log.tiles()).error().code, ErrorCode::LogHidden);
}

TEST(LogView, HowShownEntriesDifferIsTold)
{
    const auto log = grown(crypto::Ed25519Key::generate(), 300);
    LogView view(log.verifier(), {});
    ASSERT_TRUE(view.advance(log.note(), log.tiles()));
    const std::vector<std::string> held(log.lines().begin() + 250, log.lines().begin() + 260); // over tiles
    const auto faultOf = [&](const std::vector<std::string>& shown) {
        return view.containsAll(250, shown, log.tiles()).error().code;
    };
    auto altered = held;
    altered[5] = "another";
    EXPECT_EQ(faultOf(altered), ErrorCode::LogEntryAltered);
    auto moved = held;
    std::swap(moved[2], moved[8]);
    EXPECT_EQ(faultOf(moved), ErrorCode::LogEntryMoved);
    auto added = held;
    added.insert(added.begin() + 3, "another");
    added.pop_back();
    EXPECT_EQ(faultOf(added), ErrorCode::LogEntryAdded);
    auto lacking = held;
    lacking.erase(lacking.begin() + 3);
    lacking.push_back(log.lines()[260]);
    EXPECT_EQ(faultOf(lacking), ErrorCode::LogEntryLacking);
    altered = held;
    altered.back() = "another"; // nothing follows to tell by
    EXPECT_EQ(faultOf(altered), ErrorCode::LogEntryAltered);
}

// Whoever proves the past by spoilt tiles accuses the server of more than it did.
TEST(LogView, ASpoiltTileIsNoRewrittenLog)
{
    auto log = grown(crypto::Ed25519Key::generate(), 300);
    LogView view(log.verifier(), {});
    ASSERT_TRUE(view.advance(log.note(), log.tiles()));
    for (int i = 0; i < 300; ++i)
        log.append("later " + std::to_string(i));
    // One that the root is not read from, one that it is, and one of hashes of tiles.
    for (const auto& path : {"tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"}) {
        const crypto::TileReader spoilt = [&](const crypto::TileId& tile) {
            auto bytes = log.tiles()(tile);
            if (bytes && crypto::tilePath(tile) == path)
                bytes->back() ^= 1;
            return bytes;
        };
        auto after = view;
        EXPECT_EQ(after.advance(log.note(), spoilt).error().code, ErrorCode::LogTileBroken) << path;
        EXPECT_EQ(after.head().size, 300U);
    }
}

} // namespace
} // namespace countersign::trust
