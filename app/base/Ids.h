#pragma once

#include "base/Bytes.h"
#include "base/Error.h"

#include <array>
#include <compare>
#include <functional>

namespace countersign {

/// An identifier of one kind. Texts are 1 to 64 characters of `[A-Za-z0-9_.-]`; kinds do not mix.
template <typename Kind>
class Id
{
public:
    Id() = default;
    explicit Id(std::string text) : m_text(std::move(text)) {}

    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] bool empty() const { return m_text.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string m_text;
};

/// Whether a text may be an identifier at all.
bool isIdText(std::string_view text);

using PersonId = Id<struct PersonKind>;
using StatementId = Id<struct StatementKind>;
using JobId = Id<struct JobKind>;
using FileId = Id<struct FileKind>;
using SourceId = Id<struct SourceKind>;
using ServerId = Id<struct ServerKind>;
using KeyId = Id<struct KeyKind>;
using SessionId = Id<struct SessionKind>;
using RetrievalId = Id<struct RetrievalKind>;

/// A SHA-256 digest. As text: base64url, 43 characters.
class Digest
{
public:
    static constexpr std::size_t size = 32;

    Digest() = default;
    explicit Digest(const std::array<std::uint8_t, size>& bytes) : m_bytes(bytes) {}
    [[nodiscard]] static Result<Digest> fromBytes(ByteView bytes);
    [[nodiscard]] static Result<Digest> fromText(std::string_view text);

    [[nodiscard]] ByteView bytes() const { return m_bytes; }
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string hexText() const;
    friend auto operator<=>(const Digest&, const Digest&) = default;

private:
    std::array<std::uint8_t, size> m_bytes{};
};

/// The RFC 7638 SHA-256 thumbprint of a public key.
class KeyThumbprint
{
public:
    KeyThumbprint() = default;
    explicit KeyThumbprint(const Digest& digest) : m_digest(digest) {}
    [[nodiscard]] static Result<KeyThumbprint> fromText(std::string_view text);

    [[nodiscard]] const Digest& digest() const { return m_digest; }
    [[nodiscard]] std::string text() const { return m_digest.text(); }
    friend auto operator<=>(const KeyThumbprint&, const KeyThumbprint&) = default;

private:
    Digest m_digest;
};

} // namespace countersign

template <typename Kind>
struct std::hash<countersign::Id<Kind>>
{
    std::size_t operator()(const countersign::Id<Kind>& id) const
    {
        return std::hash<std::string>{}(id.text());
    }
};

template <>
struct std::hash<countersign::Digest>
{
    std::size_t operator()(const countersign::Digest& digest) const
    {
        return std::hash<std::string_view>{}(countersign::textOf(digest.bytes()));
    }
};
