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
/// Opens note and body; the origin must be the verifier's name.
[[nodiscard]] Result<Checkpoint> openCheckpoint(std::string_view note, const NoteVerifier& verifier);

} // namespace countersign::crypto
