#pragma once

#include "crypto/SignedNote.h"

namespace countersign::crypto {

/// C2SP tlog-cosignature, `cosignature/v1`: a witness says when it saw that a checkpoint continues all that
/// it saw before. Its verifier key has type 0x04.
class WitnessKey
{
public:
    WitnessKey() = default;
    [[nodiscard]] static Result<WitnessKey> fromText(std::string_view vkey);
    WitnessKey(std::string name, const Ed25519PublicKey& key);

    [[nodiscard]] const std::string& name() const { return m_key.name; }
    [[nodiscard]] std::uint32_t keyId() const { return m_id; }
    [[nodiscard]] std::string text() const { return m_key.text(); }

    /// Whether the line names this witness and this key; not whether it holds.
    [[nodiscard]] bool named(const NoteSignature& signature) const;
    /// When this witness cosigned `text`, in seconds since 1970. `LogSignature` if the line is not its
    /// signature of this text.
    [[nodiscard]] Result<std::uint64_t> verify(std::string_view text, const NoteSignature& signature) const;

private:
    NoteKey m_key;
    std::uint32_t m_id = 0;
};

/// What a witness does: the line to be added to the note.
[[nodiscard]] NoteSignature cosign(const Note& note, const std::string& witness, const Ed25519Key& key,
                                   std::uint64_t time);

} // namespace countersign::crypto
