#include "fuzz/Fuzz.h"

#include "crypto/Cosignature.h"
#include "crypto/TlogProof.h"

/// C2SP tlog-proofs, the notes in them, and witnesses' keys: each has one text.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto text = fuzz::textOf(data, size);
    // A witness's published key (see CosignatureTest); nobody here has the private half.
    static const auto witness =
        crypto::WitnessKey::fromText("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");
    fuzz::require(witness.has_value(), "the published key is one");
    if (const auto proof = crypto::parseTlogProof(text))
        fuzz::require(crypto::encodeTlogProof(*proof) == text, "a proof has one text");
    if (const auto key = crypto::WitnessKey::fromText(text))
        fuzz::require(key->text() == text, "a witness's key has one text");
    if (const auto note = crypto::parseNote(text)) {
        fuzz::require(note->whole() == text, "a note has one text");
        for (const auto& line : note->signatures)
            static_cast<void>(witness->verify(note->text, line));
    }
    return 0;
}
