#include "crypto/StreamingSeal.h"

#include "base/Base64.h"
#include "crypto/Random.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

using streaming::Parameters;

Result<Bytes> opened(const Secret& key, ByteView aad, ByteView sealed, std::size_t piece,
                     const Parameters& parameters = {})
{
    StreamingOpener opener(key, aad, parameters);
    Bytes out;
    while (!sealed.empty()) {
        const auto part = sealed.first(std::min(piece, sealed.size()));
        if (auto added = opener.add(part, out); !added)
            return tl::unexpected(added.error());
        sealed = sealed.subspan(part.size());
    }
    if (auto finished = opener.finish(out); !finished)
        return tl::unexpected(finished.error());
    return out;
}

struct Vector
{
    const char *key, *salt, *prefix, *aad, *plain, *sealed;
    Parameters parameters;
};

// Tink's own vectors for AES-GCM-HKDF streaming (tink-java, AesGcmHkdfStreamingTestUtil: vectors 0, 2, 5 and
// 7).
const Vector vectors[] = {
    {"6eb56cdc726dfbe5d57f2fcdc6e9345b",
     "93b3af5e14ab378d065addfc8484da64",
     "2c0862877baea8",
     "616164",
     "This is a fairly long plaintext. It is of the exact length to create three output blocks. ",
     "1893b3af5e14ab378d065addfc8484da642c0862877baea8"
     "db92d9c77406a406168478821c4298eab3e6d531277f4c1a051714faebcaefcbca7b7be05e9445ea"
     "a0bb2904153398a25084dd80ae0edcd1c3079fcea2cd3770630ee36f7539207b8ec9d754956d486b71cdf989f0ed6fba6779b63"
     "558be0a66e668df"
     "14e1603cd2af8944844078345286d0b292e772e7190775c51a0f83e40c0b75821027e7e538e111",
     {64, 16, "SHA1"}},
    {"6eb56cdc726dfbe5d57f2fcdc6e9345b",
     "be78bce0cab6fd38a9041eea8ab0ffc4",
     "cf17e3c00b661d",
     "",
     "",
     "18be78bce0cab6fd38a9041eea8ab0ffc4cf17e3c00b661d3927f5f79069f41a210fedc40b25648c",
     {64, 16, "SHA256"}},
    {"00112233445566778899aabbccddeeff6eb56cdc726dfbe5d57f2fcdc6e9345b",
     "fae780c70a82d1256c8303a1261ac6a98cf557b4e173967a62f3c149517ba5b2",
     "431da93b3c6e90",
     "",
     "",
     "28fae780c70a82d1256c8303a1261ac6a98cf557b4e173967a62f3c149517ba5b2431da93b3c6e90f508b34dc14bfda59bab056"
     "81c6ad3fa",
     {128, 32, "SHA1"}},
    {"00112233445566778899aabbccddeeff6eb56cdc726dfbe5d57f2fcdc6e9345b",
     "782994617714a80fa085e15051a16854522330d6d0f26c049b2192f09cdd98b2",
     "eb90c753bfff27",
     "00010203",
     "BLOCK 1.BLOCK 2.BLOCK 3.BLOCK 4.BLOCK 5.BLOCK 6.BLOCK 7.BLOCK 8.",
     "28782994617714a80fa085e15051a16854522330d6d0f26c049b2192f09cdd98b2eb90c753bfff277a29e54fa4afb15d648c284"
     "77eb07f012535c7"
     "67f5fdce24ffffae318480c1d37357d6d3c511159318afa09ef38aa3f5456fd7817c5c02dd6e1a7fef174c8bd24e38b5982ac10"
     "5497c0101ac5581"
     "fe5b",
     {120, 32, "SHA1"}},
};

TEST(StreamingSeal, TinksVectors)
{
    for (const auto& vector : vectors) {
        const Secret key(fromHex(vector.key).value());
        const auto aad = fromHex(vector.aad).value();
        for (const std::size_t piece : {1U, 7U, 1000U}) {
            StreamingSealer sealer(key, aad, fromHex(vector.salt).value(), fromHex(vector.prefix).value(),
                                   vector.parameters);
            Bytes out;
            const std::string_view plain = vector.plain;
            for (std::size_t at = 0; at < plain.size(); at += piece)
                sealer.add(bytesOf(plain.substr(at, piece)), out);
            sealer.finish(out);
            EXPECT_EQ(hex(out), vector.sealed);
            EXPECT_EQ(
                textOf(opened(key, aad, fromHex(vector.sealed).value(), piece, vector.parameters).value()),
                plain);
        }
    }
}

Bytes sealedOf(const Secret& key, ByteView aad, ByteView plain)
{
    StreamingSealer sealer(key, aad);
    Bytes out;
    sealer.add(plain, out);
    sealer.finish(out);
    return out;
}

TEST(StreamingSeal, LengthsAroundTheSegments)
{
    const auto key = randomSecret(32);
    const std::size_t first = streaming::segmentSize - streaming::headerSize - streaming::tagSize;
    const std::size_t other = streaming::segmentSize - streaming::tagSize;
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1}, first - 1, first, first + 1, first + other, first + other + 1}) {
        const auto plain = randomBytes(length);
        const auto sealed = sealedOf(key, bytesOf("aad"), plain);
        EXPECT_EQ(sealed.size(), streaming::sealedLength(length)) << length;
        EXPECT_EQ(opened(key, bytesOf("aad"), sealed, 300'000).value(), plain) << length;
    }
}

TEST(StreamingSeal, CutSwappedOrChangedIsBroken)
{
    const auto key = randomSecret(32);
    const auto plain = randomBytes(2 * streaming::segmentSize + 5);
    const auto sealed = sealedOf(key, bytesOf("aad"), plain);
    const auto refused = [&](Bytes bytes, ErrorCode code = ErrorCode::SealBroken) {
        const auto result = opened(key, bytesOf("aad"), bytes, 1 << 20);
        return !result && result.error().code == code;
    };
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused(Bytes(sealed.begin(), sealed.begin() + 40)));
    // Cut at a segment's end, a stream lacks its last segment, whose nonce says so.
    EXPECT_TRUE(refused(Bytes(sealed.begin(), sealed.begin() + streaming::segmentSize)));
    EXPECT_TRUE(refused(Bytes(sealed.begin(), sealed.begin() + 2 * streaming::segmentSize)));
    EXPECT_TRUE(refused(Bytes(sealed.begin(), sealed.end() - 1)));
    auto longer = sealed;
    longer.push_back(0);
    EXPECT_TRUE(refused(longer));
    auto swapped = sealed;
    std::swap_ranges(swapped.begin() + 40, swapped.begin() + 40 + 1000,
                     swapped.begin() + static_cast<std::ptrdiff_t>(streaming::segmentSize));
    EXPECT_TRUE(refused(swapped, ErrorCode::SealForeign)); // the first segment
    auto reordered = sealedOf(key, bytesOf("aad"), randomBytes(4 * streaming::segmentSize));
    const auto second = reordered.begin() + static_cast<std::ptrdiff_t>(streaming::segmentSize);
    std::swap_ranges(second, second + streaming::segmentSize, second + streaming::segmentSize);
    EXPECT_TRUE(refused(reordered, ErrorCode::SealReordered));
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{5}, std::size_t{35}, std::size_t{100}, sealed.size() - 1}) {
        auto changed = sealed;
        changed[at] ^= 0x80;
        const bool inFirst = at > 0 && at < streaming::segmentSize; // its salt, prefix or bytes
        EXPECT_TRUE(refused(changed, inFirst ? ErrorCode::SealForeign : ErrorCode::SealBroken)) << at;
    }
    EXPECT_FALSE(opened(key, bytesOf("other"), sealed, 1 << 20));
    EXPECT_FALSE(opened(randomSecret(32), bytesOf("aad"), sealed, 1 << 20));
}

TEST(StreamingSeal, NothingComesOutOfABrokenSegmentNorAfterIt)
{
    const auto key = randomSecret(32);
    auto sealed = sealedOf(key, {}, randomBytes(3 * streaming::segmentSize));
    sealed[streaming::segmentSize + 10] ^= 1;
    StreamingOpener opener(key, {});
    Bytes out;
    EXPECT_FALSE(opener.add(sealed, out));
    EXPECT_EQ(out.size(), streaming::segmentSize - streaming::headerSize - streaming::tagSize);
    EXPECT_FALSE(opener.add(Bytes(10), out));
    EXPECT_FALSE(opener.finish(out));
}

} // namespace
} // namespace countersign::crypto
