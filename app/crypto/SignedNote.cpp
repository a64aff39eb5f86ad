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

Bytes idBytes(std::uint32_t id)
{
    return {static_cast<std::uint8_t>(id >> 24), static_cast<std::uint8_t>(id >> 16),
            static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
}

std::uint32_t idOf(ByteView bytes)
{
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
           bytes[3];
}

Result<NoteSignature> signatureLine(std::string_view line)
{
    const auto broken = fail(ErrorCode::LogSignature, "a signature line that is none");
    if (!line.starts_with(mark))
        return broken;
    line.remove_prefix(mark.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !isKeyName(line.substr(0, space)))
        return broken;
    const auto bytes = fromBase64(line.substr(space + 1));
    if (!bytes || bytes->size() < 5)
        return broken;
    return NoteSignature{std::string(line.substr(0, space)), idOf(*bytes),
                         copyOf(ByteView(*bytes).subspan(4))};
}

} // namespace

std::string NoteSignature::line() const
{
    auto all = idBytes(keyId);
    all.insert(all.end(), bytes.begin(), bytes.end());
    return std::string(mark) + name + ' ' + base64(all) + '\n';
}

std::string Note::whole() const
{
    auto out = text + '\n';
    for (const auto& signature : signatures)
        out += signature.line();
    return out;
}

Result<Note> parseNote(std::string_view note)
{
    if (note.size() > longestNote || !isUtf8(note) || !note.ends_with('\n') ||
        std::any_of(note.begin(), note.end(), [](unsigned char c) { return c < 0x20 && c != '\n'; }))
        return fail(ErrorCode::LogSignature, "not a signed note");
    // The last blank line parts text from signatures: the text itself may have blank lines.
    const auto parting = note.rfind("\n\n");
    if (parting == std::string_view::npos)
        return fail(ErrorCode::LogSignature, "a note without signatures");
    Note parsed{std::string(note.substr(0, parting + 1)), {}};
    auto rest = note.substr(parting + 2);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        auto signature = signatureLine(rest.substr(0, end));
        if (!signature)
            return tl::unexpected(signature.error());
        parsed.signatures.push_back(std::move(*signature));
        rest.remove_prefix(end + 1);
    }
    return parsed;
}

Result<NoteKey> NoteKey::fromText(std::string_view vkey, std::uint8_t type)
{
    const auto first = vkey.find('+');
    const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
    if (second == std::string_view::npos || !isKeyName(vkey.substr(0, first)))
        return fail(ErrorCode::LogSignature, "not a verifier key: name+id+key");
    const auto id = fromHex(vkey.substr(first + 1, second - first - 1));
    const auto bytes = fromBase64(vkey.substr(second + 1));
    if (!id || id->size() != 4 || !bytes || bytes->size() != 33 || bytes->front() != type)
        return fail(ErrorCode::LogSignature, "not a verifier key of the kind that belongs here");
    const auto key = Ed25519PublicKey::fromBytes(ByteView(*bytes).subspan(1));
    if (!key)
        return tl::unexpected(key.error());
    NoteKey out{std::string(vkey.substr(0, first)), type, *key};
    if (idBytes(out.id()) != *id)
        return fail(ErrorCode::LogSignature, "the verifier key's id is not that of its key");
    return out;
}

std::uint32_t NoteKey::id() const
{
    Bytes all(name.begin(), name.end());
    all.push_back('\n');
    all.push_back(type);
    all.insert(all.end(), key.bytes().begin(), key.bytes().end());
    return idOf(sha256(all).bytes());
}

std::string NoteKey::text() const
{
    Bytes all{type};
    all.insert(all.end(), key.bytes().begin(), key.bytes().end());
    return name + '+' + hex(idBytes(id())) + '+' + base64(all);
}

NoteVerifier::NoteVerifier(std::string name, Ed25519PublicKey key)
    : m_name(std::move(name)), m_key(key), m_id(NoteKey{m_name, ed25519, key}.id())
{
}

Result<NoteVerifier> NoteVerifier::fromText(std::string_view vkey)
{
    auto key = NoteKey::fromText(vkey, ed25519);
    if (!key)
        return tl::unexpected(key.error());
    return NoteVerifier(std::move(key->name), key->key);
}

std::string NoteVerifier::text() const
{
    return NoteKey{m_name, ed25519, m_key}.text();
}

std::string nameOfVerifier(std::string_view vkey)
{
    const auto verifier = NoteVerifier::fromText(vkey);
    return verifier ? verifier->name() : std::string();
}

NoteSigner::NoteSigner(std::string name, Ed25519Key key)
    : m_key(std::move(key)), m_verifier(std::move(name), m_key.publicKey())
{
}

std::string NoteSigner::sign(std::string_view text) const
{
    return Note{std::string(text), {{m_verifier.name(), m_verifier.keyId(), m_key.sign(bytesOf(text))}}}
        .whole();
}

Result<std::string> openNote(std::string_view note, const NoteVerifier& verifier)
{
    auto parsed = parseNote(note);
    if (!parsed)
        return tl::unexpected(parsed.error());
    bool verified = false;
    for (const auto& signature : parsed->signatures) {
        if (signature.name != verifier.name() || signature.keyId != verifier.keyId())
            continue;
        if (!verifier.key().verify(bytesOf(parsed->text), signature.bytes))
            return fail(ErrorCode::LogSignature,
                        "a signature by " + verifier.name() + " that does not verify");
        verified = true;
    }
    if (!verified)
        return fail(ErrorCode::LogSignature, "no signature by " + verifier.name());
    return std::move(parsed->text);
}

} // namespace countersign::crypto
