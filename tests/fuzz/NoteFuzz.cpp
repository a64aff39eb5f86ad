#include "fuzz/Fuzz.h"

#include "crypto/Checkpoint.h"

/// Signed notes, checkpoints and verifier keys.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto text = fuzz::textOf(data, size);
    static const auto verifier = crypto::NoteVerifier::fromText(fuzz::publishedNoteKey);
    fuzz::require(verifier.has_value(), "the published key is one");
    static_cast<void>(crypto::openNote(text, *verifier));
    static_cast<void>(crypto::openCheckpoint(text, *verifier));
    if (const auto key = crypto::NoteVerifier::fromText(text))
        fuzz::require(key->text() == text, "a verifier key has one text");
    return 0;
}
