#include "server/store/RightEdge.h"
#include "StoreFixture.h"

namespace countersign::test {
namespace {

using server::RightEdge;

Digest leafAt(std::uint64_t index)
{
    return crypto::leafHash(bytesOf("entry " + std::to_string(index)));
}

std::vector<Digest> leaves(std::uint64_t count)
{
    std::vector<Digest> all;
    for (std::uint64_t i = 0; i < count; ++i)
        all.push_back(leafAt(i));
    return all;
}

// Where tiles of one and of two levels fill up.
const std::uint64_t sizes[] = {0,   1,   2,   3,   7,   8,     255,   256,   257,
                               511, 512, 513, 767, 768, 65535, 65536, 65537, 65536 + 256};

TEST(RightEdge, HasTheRootOfTheDefinitionAtEverySize)
{
    const ReferenceTree reference(leaves(65536 + 256));
    RightEdge edge;
    std::vector<RightEdge::CompleteTile> completed;
    crypto::CompactTree other;
    std::uint64_t next = 0;
    for (const auto size : sizes) {
        for (; next < size; ++next) {
            edge.append(leafAt(next), completed);
            other.append(leafAt(next));
        }
        EXPECT_EQ(edge.root(), reference.root(size)) << size;
        EXPECT_EQ(edge.root(), other.root()) << size;
    }
    ASSERT_EQ(completed.size(), 257u + 1u) << "257 tiles of leaves, one above";
    for (const auto& tile : completed) {
        Bytes bytes;
        for (const auto& hash : tile.hashes)
            bytes.insert(bytes.end(), hash.bytes().begin(), hash.bytes().end());
        EXPECT_EQ(bytes, reference.tile({tile.level, tile.index, 256})) << tile.level << '/' << tile.index;
    }
    EXPECT_EQ(completed[256].level, 1) << "a tile follows the last that it stands on";
}

TEST(RightEdge, GoesOnFromItsIncompleteTiles)
{
    const ReferenceTree reference(leaves(1100));
    for (const std::uint64_t size : {1u, 5u, 255u, 256u, 257u, 512u, 1000u}) {
        std::vector<std::vector<Digest>> tiles;
        for (unsigned level = 0; level < RightEdge::levels(size); ++level) {
            const auto whole = size >> (8 * level);
            const auto width = static_cast<unsigned>(whole % 256);
            const auto bytes = reference.tile({static_cast<int>(level), whole / 256, width});
            std::vector<Digest> hashes;
            for (unsigned i = 0; i < width; ++i)
                hashes.push_back(*Digest::fromBytes(ByteView(bytes).subspan(i * 32, 32)));
            tiles.push_back(std::move(hashes));
        }
        auto edge = RightEdge::from(size, tiles);
        ASSERT_TRUE(edge) << size;
        std::vector<RightEdge::CompleteTile> completed;
        for (auto next = size; next < 1100; ++next) {
            ASSERT_EQ(edge->root(), reference.root(next)) << size << " grown to " << next;
            edge->append(leafAt(next), completed);
        }
    }
}

TEST(RightEdge, RefusesTilesOfAnotherSize)
{
    const auto all = leaves(5);
    EXPECT_TRUE(RightEdge::from(5, {all}));
    EXPECT_FALSE(RightEdge::from(4, {all}));
    EXPECT_FALSE(RightEdge::from(6, {all}));
    EXPECT_FALSE(RightEdge::from(5, {}));
    EXPECT_FALSE(RightEdge::from(5, {all, {}}));
    EXPECT_FALSE(RightEdge::from(256 + 5, {all, {}})) << "the tile above has one hash";
}

} // namespace
} // namespace countersign::test
