#include "crypto/Cosignature.h"

namespace countersign::crypto {

namespace {

constexpr std::uint8_t cosignatureType = 0x04;
constexpr std::size_t timeBytes = 8;

std::string signedText(std::uint64_t time, std::string_view text)
{
    return "cosignature/v1\ntime " + std::to_string(time) + '\n' + std::string(text);
}

} // namespace

Result<WitnessKey> WitnessKey::fromText(std::string_view vkey)
{
    auto key = NoteKey::fromText(vkey, cosignatureType);
    if (!key)
        return tl::unexpected(key.error());
    return WitnessKey(std::move(key->name), key->key);
}

WitnessKey::WitnessKey(std::string name, const Ed25519PublicKey& key)
    : m_key{std::move(name), cosignatureType, key}, m_id(m_key.id())
{
}

bool WitnessKey::named(const NoteSignature& signature) const
{
    return signature.name == m_key.name && signature.keyId == m_id;
}

Result<std::uint64_t> WitnessKey::verify(std::string_view text, const NoteSignature& signature) const
{
    const ByteView bytes(signature.bytes);
    if (!named(signature) || bytes.size() < timeBytes)
        return fail(ErrorCode::LogSignature, "not a cosignature by " + m_key.name);
    std::uint64_t time = 0;
    for (const auto byte : bytes.first(timeBytes))
        time = time << 8 | byte;
    // The specification's bound.
    if (time > INT64_MAX || !m_key.key.verify(bytesOf(signedText(time, text)), bytes.subspan(timeBytes)))
        return fail(ErrorCode::LogSignature, "a cosignature by " + m_key.name + " that does not verify");
    return time;
}

NoteSignature cosign(const Note& note, const std::string& witness, const Ed25519Key& key, std::uint64_t time)
{
    Bytes bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(time >> shift));
    const auto signature = key.sign(bytesOf(signedText(time, note.text)));
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    return {witness, WitnessKey(witness, key.publicKey()).keyId(), std::move(bytes)};
}

} // namespace countersign::crypto
