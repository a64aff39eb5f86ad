#include "crypto/Cosignature.h"

#include "base/Base64.h"
#include "crypto/Checkpoint.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

// A checkpoint of the certificate transparency log Arche 2025h1 (staging) with its witnesses' cosignatures,
// as published; the keys are those that the witnesses and Sigsum's policy for tests publish.
const std::string body = "arche2025h1.staging.ct.transparency.dev\n"
                         "1432088532\n"
                         "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n";
const std::string dash = "\xE2\x80\x94 ";
const std::string published =
    body + "\n" + dash +
    "arche2025h1.staging.ct.transparency.dev "
    "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n" +
    dash +
    "transparency.dev/DEV:witness-little-garden "
    "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/"
    "KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n" +
    dash +
    "remora.n621.de "
    "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/"
    "zZ0WBxtqB0DrAWfBw==\n" +
    dash +
    "witness.stagemole.eu "
    "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/"
    "TmN9DAg==\n";
constexpr std::uint64_t cosigned = 0x6a122120;
const std::string remora = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

WitnessKey witness(const std::string& name, const std::string& hexKey)
{
    return {name, Ed25519PublicKey::fromBytes(fromHex(hexKey).value()).value()};
}

TEST(Cosignature, PublishedCheckpointAndWitnesses)
{
    const auto log = NoteVerifier::fromText(
        "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f");
    EXPECT_EQ(openCheckpoint(published, log.value())->size, 1432088532U);
    const auto note = parseNote(published).value();
    EXPECT_EQ(note.whole(), published);
    ASSERT_EQ(note.signatures.size(), 4U);
    const std::vector witnesses{
        witness("transparency.dev/DEV:witness-little-garden",
                "2b6eb0ec483503544cde4e8fc1ce6d1921db21dffccc186865f808f7625443cc"),
        WitnessKey::fromText(remora).value(),
        witness("witness.stagemole.eu", "4a921b7caef58ae670cdc11ef4184f1c058f7b9259a9107a969f69fa54aa496f")};
    EXPECT_EQ(witnesses.at(1).text(), remora);
    for (std::size_t i = 0; i < witnesses.size(); ++i) {
        EXPECT_EQ(witnesses[i].verify(note.text, note.signatures[i + 1]).value(), cosigned) << i;
        EXPECT_FALSE(witnesses[i].verify(note.text, note.signatures[0])) << "the log's own line";
    }
}

// The example of C2SP tlog-cosignature: its key is not published, so only name, key id and time can be read.
TEST(Cosignature, TheSpecificationsExample)
{
    const std::string example =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" + dash +
        "example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n" +
        dash +
        "witness.example.com/w1 "
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/"
        "zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    const auto note = parseNote(example).value();
    ASSERT_EQ(note.signatures.size(), 2U);
    EXPECT_EQ(note.signatures[1].name, "witness.example.com/w1");
    EXPECT_EQ(note.signatures[1].keyId, 0x8d66cf3fU);
    EXPECT_EQ(note.signatures[1].bytes.size(), 72U);
    EXPECT_EQ(hex(ByteView(note.signatures[1].bytes).first(8)), "00000000641850cb"); // 1679315147
}

TEST(Cosignature, OfAnotherTextOrTimeOrKey)
{
    auto note = parseNote(published).value();
    const auto key = WitnessKey::fromText(remora).value();
    auto& line = note.signatures[2];
    EXPECT_FALSE(key.verify(note.text + "more\n", line)) << "extension lines are covered";
    line.bytes[7] ^= 1;
    EXPECT_EQ(key.verify(note.text, line).error().code, ErrorCode::LogSignature) << "another time";
    line.bytes[7] ^= 1;
    line.bytes.resize(7);
    EXPECT_FALSE(key.verify(note.text, line)) << "cut within the time";
    EXPECT_FALSE(WitnessKey::fromText("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        << "a log's key is no witness's";
    EXPECT_FALSE(NoteVerifier::fromText(remora)) << "nor the other way round";
}

TEST(Cosignature, GoesThereAndBack)
{
    const auto key = Ed25519Key::generate();
    auto note = parseNote(published).value();
    note.signatures.push_back(cosign(note, "witness.example", key, 1700000000));
    const auto again = parseNote(note.whole()).value();
    const WitnessKey shown("witness.example", key.publicKey());
    EXPECT_EQ(shown.verify(again.text, again.signatures.back()).value(), 1700000000U);
    EXPECT_FALSE(
        WitnessKey("witness.example", Ed25519Key::generate().publicKey()).named(again.signatures.back()));
}

} // namespace
} // namespace countersign::crypto
