#include "trust/Packing.h"

#include "base/Base64.h"

namespace countersign::trust::packing {

namespace {

// What a statement has around its body; that comes behind, by its type.
template <typename V>
void envelope(V& v, wire::Statement& m)
{
    v("id", m.id);
    v("server", m.server);
    v("author", m.author);
    v("issued", m.issued);
    v("expires", m.expires);
    v("nonce", m.nonce);
    v("seen", m.seen);
}

template <std::size_t I = 0>
bool emplaceBody(wire::StatementBody& body, std::uint64_t index)
{
    if constexpr (I < std::variant_size_v<wire::StatementBody>) {
        if (index != I)
            return emplaceBody<I + 1>(body, index);
        body.emplace<I>();
        return true;
    }
    return false;
}

} // namespace

// LEB128.
void Packer::putNumber(std::uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        m_out.push_back(static_cast<std::uint8_t>(number | 0x80));
    m_out.push_back(static_cast<std::uint8_t>(number));
}

void Packer::putBytes(ByteView bytes)
{
    putNumber(bytes.size());
    append(bytes);
}

// The payload's text has one spelling, so the bytes say it.
void Packer::put(const crypto::Jws& jws)
{
    put(jws.protectedText);
    put(jws.signatureText);
    put(jws.typ);
    put(jws.kid);
    putBytes(jws.payload);
}

void Packer::put(const wire::Statement& statement)
{
    envelope(*this, const_cast<wire::Statement&>(statement)); // NOLINT: this only reads
    putNumber(statement.body.index());
    std::visit([this](const auto& body) { put(body); }, statement.body);
}

void Packer::put(const wire::SignedStatement& statement)
{
    put(statement.signatures);
    put(statement.statement);
    put(statement.digest);
}

std::uint64_t Unpacker::getNumber()
{
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const auto byte = next(1);
        if (byte.empty())
            return 0;
        number |= std::uint64_t{byte.front() & 0x7fU} << shift;
        if (byte.front() < 0x80)
            return number;
    }
    m_broken = true;
    return 0;
}

ByteView Unpacker::next(std::uint64_t count)
{
    if (m_broken || count > m_rest.size()) {
        m_broken = true;
        return {};
    }
    const auto bytes = m_rest.first(count);
    m_rest = m_rest.subspan(count);
    return bytes;
}

void Unpacker::get(Digest& digest)
{
    if (const auto read = Digest::fromBytes(next(Digest::size)))
        digest = *read;
}

void Unpacker::get(KeyThumbprint& key)
{
    Digest digest;
    get(digest);
    key = KeyThumbprint(digest);
}

void Unpacker::get(Time& time)
{
    time = Time(std::chrono::milliseconds(static_cast<std::int64_t>(getNumber())));
}

void Unpacker::get(crypto::PublicKey& key)
{
    const auto text = textOf(getBytes());
    if (text.empty())
        return;
    auto known = m_keys.find(text);
    if (known == m_keys.end()) {
        auto parsed = crypto::PublicKey::fromJwkText(text);
        if (!parsed) {
            m_broken = true;
            return;
        }
        known = m_keys.emplace(text, std::move(*parsed)).first;
    }
    key = known->second;
}

void Unpacker::get(crypto::Jws& jws)
{
    get(jws.protectedText);
    get(jws.signatureText);
    get(jws.typ);
    get(jws.kid);
    jws.payload = copyOf(getBytes());
    jws.payloadText = base64Url(jws.payload);
}

void Unpacker::get(wire::Statement& statement)
{
    envelope(*this, statement);
    if (!emplaceBody(statement.body, getNumber())) {
        m_broken = true;
        return;
    }
    std::visit([this](auto& body) { get(body); }, statement.body);
}

void Unpacker::get(wire::SignedStatement& statement)
{
    get(statement.signatures);
    get(statement.statement);
    get(statement.digest);
}

} // namespace countersign::trust::packing
