#include "crypto/Checkpoint.h"

#include "base/Base64.h"

#include <charconv>

namespace countersign::crypto {

namespace {

/// Cuts a line off; false when there is none.
bool takeLine(std::string_view& text, std::string_view& line)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        return false;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return true;
}

Result<std::uint64_t> treeSize(std::string_view text)
{
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    // No leading zeros: one size has one text.
    if (error != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text.front() == '0'))
        return fail(ErrorCode::LogSignature, "a checkpoint whose size is no number");
    return size;
}

} // namespace

Result<Checkpoint> checkpointBody(std::string_view note)
{
    std::string_view origin, size, root;
    if (!takeLine(note, origin) || !takeLine(note, size) || !takeLine(note, root))
        return fail(ErrorCode::LogSignature, "a checkpoint has origin, size and root");
    const auto count = treeSize(size);
    if (!count)
        return tl::unexpected(count.error());
    const auto bytes = fromBase64(root);
    if (!bytes)
        return fail(ErrorCode::LogSignature, "a checkpoint whose root is not base64");
    const auto digest = Digest::fromBytes(*bytes);
    if (!digest)
        return fail(ErrorCode::LogSignature, "a checkpoint whose root is no SHA-256");
    return Checkpoint{std::string(origin), *count, *digest};
}

std::string signCheckpoint(const Checkpoint& checkpoint, const NoteSigner& signer)
{
    return signer.sign(checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' +
                       base64(checkpoint.root.bytes()) + '\n');
}

Result<Checkpoint> openCheckpoint(std::string_view note, const NoteVerifier& verifier)
{
    const auto claimed = checkpointBody(note);
    // One of another log says so itself, whoever signed it.
    if (claimed && claimed->origin != verifier.name())
        return fail(ErrorCode::LogOrigin, "a checkpoint of another log");
    // What is signed, not what was shown around it.
    return openNote(note, verifier).and_then([](const std::string& text) { return checkpointBody(text); });
}

} // namespace countersign::crypto
