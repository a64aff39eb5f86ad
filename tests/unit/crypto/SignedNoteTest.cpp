#include "crypto/Checkpoint.h"

#include "base/Base64.h"

#include <gtest/gtest.h>

namespace countersign::crypto {
namespace {

// The example of Go's golang.org/x/mod/sumdb/note, the origin of C2SP signed-note.
const std::string text = "If you think cryptography is the answer to your problem,\n"
                         "then you don't know what your problem is.\n";
const std::string signature =
    "\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const std::string vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string skeySeed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

NoteSigner peter()
{
    auto seed = fromBase64(skeySeed).value();
    seed.erase(seed.begin()); // the algorithm
    return {"PeterNeumann", Ed25519Key::fromSeed(Secret(std::move(seed))).value()};
}

TEST(SignedNote, PublishedExample)
{
    const auto verifier = NoteVerifier::fromText(vkey).value();
    EXPECT_EQ(verifier.name(), "PeterNeumann");
    EXPECT_EQ(verifier.keyId(), 0xc74f20a3U);
    EXPECT_EQ(verifier.text(), vkey);
    EXPECT_EQ(openNote(text + "\n" + signature, verifier).value(), text);
    EXPECT_EQ(peter().sign(text), text + "\n" + signature);
}

TEST(SignedNote, RefusesWhatIsNotThisNote)
{
    const auto verifier = NoteVerifier::fromText(vkey).value();
    auto changed = text;
    changed[0] = 'i';
    EXPECT_EQ(openNote(changed + "\n" + signature, verifier).error().code, ErrorCode::LogSignature);
    EXPECT_FALSE(openNote(text, verifier));
    EXPECT_FALSE(openNote(text + signature, verifier));                   // no blank line
    EXPECT_FALSE(openNote(text + "\n" + signature + "more\n", verifier)); // something behind
    EXPECT_FALSE(openNote("\x01" + text + "\n" + signature, verifier));   // a control
    const NoteSigner other("PeterNeumann", Ed25519Key::generate());
    EXPECT_FALSE(openNote(other.sign(text), verifier)) << "another key of the same name is another key";
    EXPECT_FALSE(
        NoteVerifier::fromText("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
    EXPECT_FALSE(
        NoteVerifier::fromText("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
}

TEST(SignedNote, UnknownCosignaturesAreIgnored)
{
    const auto verifier = NoteVerifier::fromText(vkey).value();
    const NoteSigner witness("witness.example", Ed25519Key::generate());
    const auto line = witness.sign(text).substr(text.size() + 1);
    EXPECT_EQ(openNote(text + "\n" + line + signature, verifier).value(), text);
}

TEST(Checkpoint, BodyAndOrigin)
{
    const NoteSigner signer("log.example/trust", Ed25519Key::generate());
    const Checkpoint checkpoint{"log.example/trust", 42, Digest()};
    const auto note = signCheckpoint(checkpoint, signer);
    EXPECT_EQ(note.substr(0, note.find("\n\n") + 1), "log.example/trust\n42\n" + base64(Bytes(32)) + "\n");
    EXPECT_EQ(openCheckpoint(note, signer.verifier()).value(), checkpoint);
}

TEST(Checkpoint, ItsBodyIsReadWhoeverSignedIt)
{
    const Checkpoint checkpoint{"log.example/trust", 42, Digest()};
    const auto note = signCheckpoint(checkpoint, NoteSigner("somebody.else", Ed25519Key::generate()));
    EXPECT_EQ(checkpointBody(note).value(), checkpoint);
    EXPECT_EQ(checkpointBody(note.substr(0, note.find("\n\n") + 1)).value(), checkpoint) << "the text alone";
    const auto root = base64(Bytes(32));
    for (const auto& other :
         {std::string(), std::string("log.example/trust"), "log.example/trust\n42\n" + root,
          "log.example/trust\n\n" + root + "\n", "log.example/trust\n42 \n" + root + "\n",
          "log.example/trust\n18446744073709551616\n" + root + "\n",
          "log.example/trust\n42\n" + root + "AA\n"})
        EXPECT_EQ(checkpointBody(other).error().code, ErrorCode::LogSignature) << other;
}

TEST(Checkpoint, RefusesOtherFormsThoughSigned)
{
    const NoteSigner signer("log.example/trust", Ed25519Key::generate());
    const auto root = base64(Bytes(32));
    for (const auto& body :
         {"other.example\n42\n" + root + "\n", "log.example/trust\n042\n" + root + "\n",
          "log.example/trust\n-1\n" + root + "\n", "log.example/trust\n42\n" + base64(Bytes(31)) + "\n",
          std::string("log.example/trust\n42\n")})
        EXPECT_FALSE(openCheckpoint(signer.sign(body), signer.verifier())) << body;
}

} // namespace
} // namespace countersign::crypto
