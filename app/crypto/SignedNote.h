#pragma once

#include "crypto/Ed25519.h"

#include <string>
#include <vector>

namespace countersign::crypto {

/// One signature line of a note.
struct NoteSignature
{
    std::string name;
    std::uint32_t keyId = 0;
    Bytes bytes; ///< behind the key id

    /// With its newline.
    [[nodiscard]] std::string line() const;
};

/// A note taken apart; no signature is looked at.
struct Note
{
    std::string text; ///< what is signed, with its final newline
    std::vector<NoteSignature> signatures;

    [[nodiscard]] std::string whole() const;
};
/// `LogSignature` for what is no signed note.
[[nodiscard]] Result<Note> parseNote(std::string_view note);

/// A verifier key (C2SP signed-note) of any kind whose key has 32 bytes; `type` is the kind's byte.
struct NoteKey
{
    std::string name;
    std::uint8_t type = 0;
    Ed25519PublicKey key;

    [[nodiscard]] static Result<NoteKey> fromText(std::string_view vkey, std::uint8_t type);
    /// First four bytes of SHA-256(name ‖ newline ‖ type ‖ key).
    [[nodiscard]] std::uint32_t id() const;
    [[nodiscard]] std::string text() const;
};

/// C2SP signed-note. A verifier key is `<name>+<8 hex of key id>+<base64 of 0x01 ‖ 32 bytes>`.
class NoteVerifier
{
public:
    NoteVerifier() = default;
    [[nodiscard]] static Result<NoteVerifier> fromText(std::string_view vkey);
    NoteVerifier(std::string name, Ed25519PublicKey key);

    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] std::uint32_t keyId() const { return m_id; }
    [[nodiscard]] const Ed25519PublicKey& key() const { return m_key; }
    [[nodiscard]] std::string text() const;

private:
    std::string m_name;
    Ed25519PublicKey m_key;
    std::uint32_t m_id = 0;
};

/// The name in a vkey; empty where it is none.
[[nodiscard]] std::string nameOfVerifier(std::string_view vkey);

class NoteSigner
{
public:
    NoteSigner(std::string name, Ed25519Key key);
    [[nodiscard]] const NoteVerifier& verifier() const { return m_verifier; }
    /// `text` ends with a newline; the answer is the whole note with this signature.
    [[nodiscard]] std::string sign(std::string_view text) const;

private:
    Ed25519Key m_key;
    NoteVerifier m_verifier;
};

/// The text (with its final newline) of a note that `verifier` signed; signatures by unknown keys are
/// ignored, a bad one by this key refused (`LogSignature`).
[[nodiscard]] Result<std::string> openNote(std::string_view note, const NoteVerifier& verifier);

} // namespace countersign::crypto
