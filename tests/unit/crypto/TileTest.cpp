#include "crypto/Tile.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

// The paths that C2SP tlog-tiles gives as examples.
TEST(Tile, PathsOfTheSpecification)
{
    EXPECT_EQ(tilePath({0, 1234067, 256}), "tile/0/x001/x234/067");
    EXPECT_EQ(tilePath({1, 0, 8}), "tile/1/000.p/8");
    EXPECT_EQ(tilePath({-1, 0, 256}), "tile/entries/000");
    for (const TileId tile :
         {TileId{0, 0, 256}, TileId{3, 999, 1}, TileId{0, 1000, 255}, TileId{-1, 1234067, 17}})
        EXPECT_EQ(tileFromPath(tilePath(tile)).value(), tile);
}

TEST(Tile, OnePathForOneTile)
{
    for (const char* path : {"tile/0/0", "tile/0/x000/001", "tile/0/001/002", "tile/0/000.p/0",
                             "tile/0/000.p/256", "tile/0/000.p/", "tile/64/000", "tile/-1/000", "tile/00/000",
                             "tile/entries", "/tile/0/000", "tile/0/../000", "tile/0/x001", "tile/0/000/"})
        EXPECT_FALSE(tileFromPath(path)) << path;
}

TEST(Tile, BundlesKeepEntriesAndRefuseStumps)
{
    const std::vector<std::string> entries{"one", "", std::string(65535, 'x')};
    auto bytes = encodeBundle(entries);
    EXPECT_EQ(decodeBundle(bytes).value(), entries);
    bytes.pop_back();
    EXPECT_FALSE(decodeBundle(bytes));
    EXPECT_FALSE(decodeBundle(Bytes{0}));
}

TEST(Tile, NodesFromTilesProveTheTree)
{
    constexpr std::uint64_t size = 256 * 3 + 77;
    std::vector<Digest> leaves;
    CompactTree tree;
    Digest oldRoot;
    for (std::uint64_t i = 0; i < size; ++i) {
        leaves.push_back(leafHash(bytesOf("entry " + std::to_string(i))));
        tree.append(leaves.back());
        if (i + 1 == 300)
            oldRoot = tree.root();
    }
    int reads = 0;
    bool altered = false;
    const TileReader read = [&](const TileId& id) -> Result<Bytes> {
        ++reads;
        Bytes bytes;
        for (unsigned i = 0; i < id.width; ++i) {
            Digest digest = leaves.at(0);
            if (id.level == 0) {
                digest = leaves.at(id.index * 256 + i);
            } else {
                CompactTree whole;
                for (unsigned k = 0; k < 256; ++k)
                    whole.append(leaves.at((id.index * 256 + i) * 256 + k));
                digest = whole.root();
            }
            bytes.insert(bytes.end(), digest.bytes().begin(), digest.bytes().end());
        }
        if (altered)
            bytes[40] ^= 1;
        return bytes;
    };
    TileNodes nodes(size, read);
    EXPECT_EQ(rootOf(size, nodes.reader()).value(), tree.root());
    const auto readForRoot = reads;
    EXPECT_EQ(rootOf(size, nodes.reader()).value(), tree.root());
    EXPECT_EQ(reads, readForRoot) << "each tile is fetched once";
    EXPECT_TRUE(verifyInclusion(leaves[500], 500, size, inclusionProof(500, size, nodes.reader()).value(),
                                tree.root()));
    EXPECT_TRUE(verifyConsistency(300, oldRoot, size, tree.root(),
                                  consistencyProof(300, size, nodes.reader()).value()));
    EXPECT_FALSE(nodes.node(0, size));
    EXPECT_FALSE(nodes.node(2, size >> 2));

    altered = true;
    TileNodes lying(size, read);
    EXPECT_NE(rootOf(size, lying.reader()).value(), tree.root());

    // All that was fetched was among what is said to be needed.
    const auto needed = TileNodes::needed(0, size);
    EXPECT_EQ(needed.size(), 4U + 1U);
    EXPECT_EQ(needed.back(), (TileId{1, 0, 3}));
}

} // namespace
} // namespace countersign::crypto
