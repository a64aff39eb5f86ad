#include "fuzz/Fuzz.h"

#include "crypto/Checkpoint.h"

/// Signed notes, checkpoints and verifier keys. The first seed is a checkpoint by this very key.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace countersign;
    const auto text = fuzz::textOf(data, size);
    // The key of the seeds: golang.org/x/mod/sumdb/note's published example.
    static const auto verifier =
        crypto::NoteVerifier::fromText("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    fuzz::require(verifier.has_value(), "the published key is one");
    static_cast<void>(crypto::openNote(text, *verifier));
    static_cast<void>(crypto::openCheckpoint(text, *verifier));
    if (const auto key = crypto::NoteVerifier::fromText(text))
        fuzz::require(key->text() == text, "a verifier key has one text");
    return 0;
}
