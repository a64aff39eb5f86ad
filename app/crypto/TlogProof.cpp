#include "crypto/TlogProof.h"

#include "base/Base64.h"

#include <charconv>

namespace countersign::crypto {

namespace {

constexpr std::string_view header = "c2sp.org/tlog-proof@v1";
constexpr std::size_t mostHashes = 64; // a tree's size has as many bits

tl::unexpected<Error> broken(const char* what)
{
    return fail(ErrorCode::LogInconsistent, what);
}

/// The next line without its newline; nothing where none ends.
std::optional<std::string_view> takeLine(std::string_view& text)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

/// What follows a word and a space.
std::optional<std::string_view> behind(std::string_view line, std::string_view word)
{
    if (!line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ')
        return std::nullopt;
    return line.substr(word.size() + 1);
}

std::optional<std::uint64_t> decimal(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // No leading zeros: one index has one text.
    if (error != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    return value;
}

Result<Digest> hashLine(std::string_view line)
{
    const auto bytes = fromBase64(line);
    if (!bytes || bytes->size() != Digest::size)
        return broken("a proof's line that is no hash");
    return Digest::fromBytes(*bytes);
}

} // namespace

std::string encodeTlogProof(const TlogProof& proof)
{
    std::string text = std::string(header) + '\n';
    if (proof.extra)
        text += "extra " + base64(*proof.extra) + '\n';
    text += "index " + std::to_string(proof.index) + '\n';
    for (const auto& hash : proof.hashes)
        text += base64(hash.bytes()) + '\n';
    return text + '\n' + proof.checkpoint;
}

Result<TlogProof> parseTlogProof(std::string_view text)
{
    TlogProof proof;
    if (takeLine(text) != header)
        return broken("not a tlog-proof of version 1");
    auto line = takeLine(text);
    if (const auto extra = line ? behind(*line, "extra") : std::nullopt) {
        auto bytes = fromBase64(*extra);
        if (!bytes)
            return broken("a proof's extra data is not base64");
        proof.extra = std::move(*bytes);
        line = takeLine(text);
    }
    const auto digits = line ? behind(*line, "index") : std::nullopt;
    const auto index = digits ? decimal(*digits) : std::nullopt;
    if (!index)
        return broken("a proof without index");
    proof.index = *index;
    for (line = takeLine(text); line && !line->empty(); line = takeLine(text)) {
        const auto hash = hashLine(*line);
        if (!hash)
            return tl::unexpected(hash.error());
        proof.hashes.push_back(*hash);
        if (proof.hashes.size() > mostHashes)
            return broken("a proof that is too long");
    }
    if (!line || text.empty())
        return broken("a proof without checkpoint");
    proof.checkpoint = text;
    return proof;
}

} // namespace countersign::crypto
