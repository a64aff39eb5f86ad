#include "client/LogDifference.h"

#include "support/MemoryLog.h"

#include <gtest/gtest.h>

#include <set>

namespace countersign::client {
namespace {

using test::MemoryLog;
using Kind = LogDifference::Kind;

MemoryLog logOf(std::uint64_t size)
{
    MemoryLog log("test.example/audit");
    while (log.size() < size)
        log.append("entry " + std::to_string(log.size()));
    return log;
}

// The same, with other entries from `first` to before `end`, to another size.
MemoryLog altered(const MemoryLog& log, std::uint64_t first, std::uint64_t end, std::uint64_t size)
{
    MemoryLog other("test.example/audit");
    while (other.size() < size) {
        const auto index = other.size();
        const bool forged = index >= first && index < end;
        other.append(!forged && index < log.size() ? log.lines()[index] : "other " + std::to_string(index));
    }
    return other;
}

crypto::TileReader withBundles(const MemoryLog& log)
{
    return [&log](const crypto::TileId& tile) -> Result<Bytes> {
        if (tile.level >= 0)
            return log.tiles()(tile);
        const auto first = log.lines().begin() + static_cast<std::ptrdiff_t>(tile.index * 256);
        return crypto::encodeBundle({first, first + tile.width});
    };
}

LogSide all(const MemoryLog& log)
{
    return {log.head(), withBundles(log)};
}

LogSide without(const MemoryLog& log, std::set<std::string> lacking)
{
    auto side = all(log);
    side.tiles = [lacking = std::move(lacking), tiles = side.tiles](const crypto::TileId& tile) {
        return lacking.contains(crypto::tilePath(tile)) ? fail(ErrorCode::LogTileMissing) : tiles(tile);
    };
    return side;
}

TEST(LogDifferenceTest, FindsTheVeryEntry)
{
    // Within the first tile, at its ends, in a whole one and in the last.
    const auto ours = logOf(70'000);
    for (const std::uint64_t first : {0ULL, 255ULL, 256ULL, 40'000ULL, 65'535ULL, 65'536ULL, 69'999ULL}) {
        const auto theirs = altered(ours, first, first + 1, 70'400);
        const auto found = firstDifference(all(ours), all(theirs));
        ASSERT_TRUE(found) << first;
        EXPECT_EQ(found->kind, Kind::Altered);
        EXPECT_TRUE(found->exact());
        EXPECT_EQ(found->first, first);
        EXPECT_EQ(found->ours.root, ours.head().root);
        EXPECT_EQ(found->theirs.size, 70'400U);
    }
}

TEST(LogDifferenceTest, FindsTheFirstOfMany)
{
    const auto ours = logOf(1000);
    const auto theirs = altered(ours, 700, 2000, 1000); // as many
    const auto found = firstDifference(all(ours), all(theirs));
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->exact());
    EXPECT_EQ(found->first, 700U);
}

TEST(LogDifferenceTest, ALogThatGoesOnIsNone)
{
    const auto ours = logOf(700);
    EXPECT_FALSE(firstDifference(all(ours), all(logOf(700))));
    EXPECT_FALSE(firstDifference(all(ours), all(logOf(1300))));
    EXPECT_FALSE(firstDifference(all(logOf(0)), all(ours)));
}

TEST(LogDifferenceTest, NamesARangeWhereOnlyAHigherTileWasKept)
{
    const auto ours = logOf(1000);
    const auto theirs = altered(ours, 300, 301, 1100);
    const auto found = firstDifference(without(ours, {"tile/0/001"}), all(theirs));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, Kind::Altered);
    EXPECT_FALSE(found->exact());
    EXPECT_EQ(found->first, 256U);
    EXPECT_EQ(found->end, 512U);
}

TEST(LogDifferenceTest, WhatTheServerDoesNotShowWidensTheRange)
{
    const auto ours = logOf(1000);
    const auto theirs = altered(ours, 300, 301, 1100);
    const auto found = firstDifference(all(ours), without(theirs, {"tile/0/001"}));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first, 256U);
    EXPECT_EQ(found->end, 512U);
}

TEST(LogDifferenceTest, ARollbackIsFromWhereItEnds)
{
    const auto ours = logOf(1000);
    const auto found = firstDifference(all(ours), all(logOf(612)));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, Kind::Gone);
    EXPECT_TRUE(found->exact());
    EXPECT_EQ(found->first, 612U);
    EXPECT_EQ(found->end, 1000U);
    const auto nothing = firstDifference(all(ours), all(logOf(0)));
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->first, 0U);
    // Shorter, and another one.
    const auto rewritten = firstDifference(all(ours), all(altered(ours, 5, 6, 612)));
    ASSERT_TRUE(rewritten);
    EXPECT_EQ(rewritten->kind, Kind::Altered);
    EXPECT_EQ(rewritten->first, 5U);
}

TEST(LogDifferenceTest, WithoutTilesNothingIsKnown)
{
    const auto ours = logOf(1000);
    const auto theirs = altered(ours, 300, 301, 1100);
    const LogSide nothing{ours.head(), [](const auto&) { return fail(ErrorCode::LogTileMissing); }};
    EXPECT_FALSE(firstDifference(nothing, all(theirs)));
    const LogSide silent{theirs.head(), [](const auto&) { return fail(ErrorCode::LogTileMissing); }};
    EXPECT_FALSE(firstDifference(all(ours), silent));
}

TEST(LogDifferenceTest, TilesThatAreNoneOfTheTreeCountAsNone)
{
    const auto ours = logOf(1000);
    const auto theirs = altered(ours, 300, 301, 1100);
    // The tiles of its old tree under the new checkpoint, as if nothing had been.
    EXPECT_FALSE(firstDifference(all(ours), {theirs.head(), withBundles(ours)}));
    // One that would accuse another entry.
    const auto accusing = altered(ours, 0, 1, 1100);
    LogSide liar = all(theirs);
    liar.tiles = [&](const crypto::TileId& tile) {
        return crypto::tilePath(tile) == "tile/0/001" ? accusing.tiles()(tile) : theirs.tiles()(tile);
    };
    const auto found = firstDifference(all(ours), liar);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first, 256U);
    EXPECT_EQ(found->end, 512U);
}

TEST(LogDifferenceTest, ReadsAnEntryThatIsTheSidesOwn)
{
    const auto log = logOf(600);
    for (const std::uint64_t index : {0U, 511U, 599U})
        EXPECT_EQ(lineOf(all(log), index), log.lines()[index]);
    EXPECT_FALSE(lineOf(all(log), 600));
    EXPECT_FALSE(lineOf(without(log, {"tile/entries/001"}), 300));
    EXPECT_FALSE(lineOf(without(log, {"tile/0/001"}), 300)) << "nothing to check it by";
    const auto other = altered(log, 300, 301, 600);
    LogSide liar = all(log);
    liar.tiles = [&](const crypto::TileId& tile) {
        return tile.level < 0 ? withBundles(other)(tile) : log.tiles()(tile);
    };
    EXPECT_FALSE(lineOf(liar, 300)) << "none of its tree";
    EXPECT_EQ(lineOf(liar, 299), log.lines()[299]);
}

} // namespace
} // namespace countersign::client
