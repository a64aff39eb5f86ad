#pragma once

#include "base/Ids.h"
#include "crypto/SignedNote.h"

namespace countersign::crypto {

/// The body of a C2SP tlog-checkpoint: origin, size, root.
struct Checkpoint
{
    std::string origin;
    std::uint64_t size = 0;
    Digest root;

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

[[nodiscard]] std::string signCheckpoint(const Checkpoint& checkpoint, const NoteSigner& signer);
/// What a checkpoint claims, whoever signed it: the first three lines of a note, or of its text.
/// `LogSignature` where they are not those of a checkpoint.
[[nodiscard]] Result<Checkpoint> checkpointBody(std::string_view note);
/// Opens note and body; the origin must be the verifier's name (`LogOrigin`).
[[nodiscard]] Result<Checkpoint> openCheckpoint(std::string_view note, const NoteVerifier& verifier);

} // namespace countersign::crypto
