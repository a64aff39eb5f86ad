#include "crypto/TlogProof.h"

#include "base/Base64.h"
#include "crypto/Sha256.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

// The hashes of C2SP tlog-proof's example; its `extra` is cut short there, and so are its signatures.
const std::vector<std::string> hashes{
    "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=", "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=",
    "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=", "RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=",
    "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk="};
const std::string checkpoint =
    "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n\xE2\x80\x94 "
    "example.com/fancylog hI2DJwAA\n";

std::string example(const std::string& extra = {}, const std::string& index = "73894")
{
    std::string text = "c2sp.org/tlog-proof@v1\n" + extra + "index " + index + "\n";
    for (const auto& hash : hashes)
        text += hash + "\n";
    return text + "\n" + checkpoint;
}

TEST(TlogProof, TheSpecificationsExample)
{
    const auto proof = parseTlogProof(example()).value();
    EXPECT_EQ(proof.index, 73894U);
    EXPECT_FALSE(proof.extra);
    ASSERT_EQ(proof.hashes.size(), hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i)
        EXPECT_EQ(base64(proof.hashes[i].bytes()), hashes[i]);
    EXPECT_EQ(proof.checkpoint, checkpoint);
    EXPECT_EQ(encodeTlogProof(proof), example());
}

// As transparency-dev/formats' TestMarshal has it.
TEST(TlogProof, WithExtraAndWithoutHashes)
{
    const auto h1 = sha256(std::string_view("hash1"));
    const std::string extra = "extra information";
    const TlogProof with{10, {h1}, "checkpoint data\n", copyOf(bytesOf(extra))};
    EXPECT_EQ(encodeTlogProof(with), "c2sp.org/tlog-proof@v1\nextra " + base64(bytesOf(extra)) +
                                         "\nindex 10\n" + base64(h1.bytes()) + "\n\ncheckpoint data\n");
    EXPECT_EQ(textOf(*parseTlogProof(encodeTlogProof(with))->extra), extra);
    const TlogProof none{0, {}, "checkpoint\n"};
    EXPECT_EQ(encodeTlogProof(none), "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n");
    EXPECT_EQ(parseTlogProof(encodeTlogProof(none))->hashes.size(), 0U);
}

TEST(TlogProof, RefusesEveryOtherText)
{
    const auto whole = example();
    const std::vector<std::string> others{
        "",
        "not a proof at all",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v2\n" + whole.substr(whole.find('\n') + 1),
        example({}, "073894"),
        example({}, "-1"),
        example({}, "notanumber"),
        example({}, ""),
        example({}, "18446744073709551616"),
        example("extra !!notbase64!!\n"),
        example("extra YQ==\nextra YQ==\n"),
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nAHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vl=\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\r\nindex 1\n\ncheckpoint\n"};
    for (const auto& text : others)
        EXPECT_FALSE(parseTlogProof(text)) << text;
}

} // namespace
} // namespace countersign::crypto
