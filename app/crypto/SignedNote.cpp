#include "crypto/SignedNote.h"

#include "base/Base64.h"
#include "base/Text.h"
#include "crypto/Sha256.h"

#include <algorithm>

namespace countersign::crypto {

namespace {

constexpr std::uint8_t ed25519 = 0x01;
// C2SP signed-note: a signature line starts with U+2014 and a space.
constexpr std::string_view mark = "\xE2\x80\x94 ";
constexpr std::size_t longestNote = 64 * 1024;

bool isKeyName(std::string_view name)
{
    return !name.empty() && isUtf8(name) && std::none_of(name.begin(), name.end(), [](unsigned char c) {
        return c == '+' || c <= 0x20 || c == 0x7F;
    });
}

std::uint32_t keyIdOf(std::string_view name, const Ed25519PublicKey& key)
{
    Bytes text(name.begin(), name.end());
    text.push_back('\n');
    text.push_back(ed25519);
    text.insert(text.end(), key.bytes().begin(), key.bytes().end());
    const auto digest = sha256(text);
    const auto bytes = digest.bytes();
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
           bytes[3];
}

Bytes idBytes(std::uint32_t id)
{
    return {static_cast<std::uint8_t>(id >> 24), static_cast<std::uint8_t>(id >> 16),
            static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
}

struct SignatureLine
{
    std::string_view name;
    Bytes bytes; ///< key id ‖ signature
};

Result<SignatureLine> signatureLine(std::string_view line)
{
    const auto broken = fail(ErrorCode::LogSignature, "a signature line that is none");
    if (!line.starts_with(mark))
        return broken;
    line.remove_prefix(mark.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !isKeyName(line.substr(0, space)))
        return broken;
    auto bytes = fromBase64(line.substr(space + 1));
    if (!bytes || bytes->size() < 5)
        return broken;
    return SignatureLine{line.substr(0, space), std::move(*bytes)};
}

} // namespace

NoteVerifier::NoteVerifier(std::string name, Ed25519PublicKey key)
    : m_name(std::move(name)), m_key(key), m_id(keyIdOf(m_name, key))
{
}

Result<NoteVerifier> NoteVerifier::fromText(std::string_view vkey)
{
    const auto first = vkey.find('+');
    const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
    if (second == std::string_view::npos || !isKeyName(vkey.substr(0, first)))
        return fail(ErrorCode::LogSignature, "not a verifier key: name+id+key");
    const auto id = fromHex(vkey.substr(first + 1, second - first - 1));
    const auto key = fromBase64(vkey.substr(second + 1));
    if (!id || id->size() != 4 || !key || key->size() != 33 || key->front() != ed25519)
        return fail(ErrorCode::LogSignature, "not an Ed25519 verifier key");
    auto shown = Ed25519PublicKey::fromBytes(ByteView(*key).subspan(1));
    if (!shown)
        return tl::unexpected(shown.error());
    NoteVerifier out(std::string(vkey.substr(0, first)), *shown);
    if (idBytes(out.m_id) != *id)
        return fail(ErrorCode::LogSignature, "the verifier key's id is not that of its key");
    return out;
}

std::string NoteVerifier::text() const
{
    Bytes key{ed25519};
    key.insert(key.end(), m_key.bytes().begin(), m_key.bytes().end());
    return m_name + '+' + hex(idBytes(m_id)) + '+' + base64(key);
}

NoteSigner::NoteSigner(std::string name, Ed25519Key key)
    : m_key(std::move(key)), m_verifier(std::move(name), m_key.publicKey())
{
}

std::string NoteSigner::sign(std::string_view text) const
{
    auto bytes = idBytes(m_verifier.keyId());
    const auto signature = m_key.sign(bytesOf(text));
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    return std::string(text) + '\n' + std::string(mark) + m_verifier.name() + ' ' + base64(bytes) + '\n';
}

Result<std::string> openNote(std::string_view note, const NoteVerifier& verifier)
{
    if (note.size() > longestNote || !isUtf8(note) || !note.ends_with('\n') ||
        std::any_of(note.begin(), note.end(), [](unsigned char c) { return c < 0x20 && c != '\n'; }))
        return fail(ErrorCode::LogSignature, "not a signed note");
    // The last blank line parts text from signatures: the text itself may have blank lines.
    const auto parting = note.rfind("\n\n");
    if (parting == std::string_view::npos)
        return fail(ErrorCode::LogSignature, "a note without signatures");
    const auto text = note.substr(0, parting + 1);
    auto rest = note.substr(parting + 2);
    bool verified = false;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        auto line = signatureLine(rest.substr(0, end));
        if (!line)
            return tl::unexpected(line.error());
        rest.remove_prefix(end + 1);
        const auto id = ByteView(line->bytes).first(4);
        const auto mine = idBytes(verifier.keyId());
        if (line->name != verifier.name() || !std::equal(id.begin(), id.end(), mine.begin(), mine.end()))
            continue;
        if (!verifier.key().verify(bytesOf(text), ByteView(line->bytes).subspan(4)))
            return fail(ErrorCode::LogSignature,
                        "a signature by " + verifier.name() + " that does not verify");
        verified = true;
    }
    if (!verified)
        return fail(ErrorCode::LogSignature, "no signature by " + verifier.name());
    return std::string(text);
}

} // namespace countersign::crypto
