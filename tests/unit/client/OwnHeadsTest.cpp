#include "client/OwnHeads.h"

#include "base/Bytes.h"
#include "crypto/Merkle.h"

#include <gtest/gtest.h>

namespace countersign::client {
namespace {

wire::SeenTree head(std::uint64_t size)
{
    return {size, crypto::leafHash(bytesOf(std::to_string(size)))};
}

std::vector<std::uint64_t> sizes(const OwnHeads& heads)
{
    std::vector<std::uint64_t> all;
    for (const auto& one : heads.all())
        all.push_back(one.size);
    return all;
}

TEST(OwnHeads, TheLastOnesStayAndOlderOnesGrowSparser)
{
    constexpr std::uint64_t step = 7, last = 100'000 * step;
    OwnHeads heads;
    for (std::uint64_t size = step; size <= last; size += step)
        heads.add(head(size));
    const auto all = sizes(heads);
    ASSERT_EQ(all.size(), OwnHeads::most);
    EXPECT_EQ(all.front(), step) << "the first ever";
    for (std::uint64_t i = 0; i < 32; ++i)
        EXPECT_EQ(all[all.size() - 1 - i], last - i * step);
    // A loss of any length finds a head that is no more than its own length again away.
    for (std::size_t i = 1; i + 1 < all.size(); ++i)
        EXPECT_LE(all[i + 1] - all[i], last - all[i + 1] + 32 * step) << all[i];
}

TEST(OwnHeads, AreReadAsTheyWereWritten)
{
    OwnHeads heads;
    for (const std::uint64_t size : {3, 8, 8, 5, 12})
        heads.add(head(size));
    const auto bytes = heads.bytes();
    const auto read =
        OwnHeads::fromBytes(bytesOf({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    EXPECT_EQ(sizes(read), (std::vector<std::uint64_t>{3, 8, 12}));
    EXPECT_EQ(read.all().back().root, head(12).root);
    EXPECT_EQ(sizes(read.upTo(8)), (std::vector<std::uint64_t>{3, 8}));
    EXPECT_TRUE(read.upTo(2).all().empty());
}

TEST(OwnHeads, WhatIsNoneOfTheirFilesHoldsNone)
{
    for (const char* text : {"", "{", "[]", "{\"heads\":[{\"size\":1}]}"})
        EXPECT_TRUE(OwnHeads::fromBytes(bytesOf(std::string_view(text))).all().empty()) << text;
    OwnHeads heads;
    heads.add(head(3));
    heads.add(head(8));
    auto bytes = heads.bytes();
    bytes.replace("\"size\":3", "\"size\":9");
    EXPECT_TRUE(OwnHeads::fromBytes(bytesOf({bytes.constData(), static_cast<std::size_t>(bytes.size())}))
                    .all()
                    .empty());
}

} // namespace
} // namespace countersign::client
