#include "server/audit/CopiedLog.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

namespace countersign::server {

namespace {

constexpr std::uint64_t bundleEntries = 256;

Result<std::string> contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return fail(ErrorCode::Configuration, file.string() + " cannot be read: " + std::strerror(errno));
    return content;
}

bool namesFolder(const std::string& name)
{
    return !name.empty() && name.front() != '.' && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

/// All that the logs ever had.
std::set<std::string> originsOf(const Store& store)
{
    std::set<std::string> origins;
    store.withTrust([&](const trust::TrustState& state) {
        if (!state.founded())
            return;
        for (const auto& keys : state.logKeys())
            for (const auto& vkey : {keys.trust, keys.audit})
                if (const auto verifier = crypto::NoteVerifier::fromText(vkey))
                    origins.insert(verifier->name());
    });
    return origins;
}

} // namespace

Result<std::filesystem::path> copyFolderOf(const std::filesystem::path& copies, const std::string& origin)
{
    const auto name = origin.substr(origin.rfind('/') + 1);
    if (!namesFolder(name))
        return fail(ErrorCode::Configuration, "the origin " + origin + " names no folder");
    return copies / name;
}

Result<void> checkNoLaterLogs(const Store& store, const std::filesystem::path& copies)
{
    const auto known = originsOf(store);
    if (known.empty()) // not founded: nothing can have been recovered
        return {};
    std::error_code fault;
    for (std::filesystem::directory_iterator folder(copies, fault), end; !fault && folder != end;
         folder.increment(fault)) {
        const auto name = folder->path().filename().string();
        const auto file = folder->path() / "checkpoint";
        std::error_code ignored;
        if (!(name.starts_with("trust-") || name.starts_with("audit-")) ||
            !std::filesystem::exists(file, ignored))
            continue;
        const auto note = contentOf(file);
        if (!note)
            return tl::unexpected(note.error());
        const auto origin = note->substr(0, note->find('\n'));
        if (!known.contains(origin))
            return fail(ErrorCode::Configuration,
                        "[log] copy: " + folder->path().string() + " holds " + origin +
                            ", which a recovery began that this server's state is older than: restore one "
                            "from after that recovery");
    }
    if (fault)
        return fail(ErrorCode::Configuration,
                    "[log] copy: " + copies.string() + " cannot be read: " + fault.message());
    return {};
}

CopiedLog::CopiedLog(std::filesystem::path folder, crypto::Checkpoint head)
    : m_folder(std::move(folder)), m_head(std::move(head))
{
}

Result<std::optional<CopiedLog>> CopiedLog::open(const std::filesystem::path& folder,
                                                 const crypto::NoteVerifier& verifier)
{
    const auto file = folder / "checkpoint";
    std::error_code fault;
    if (!std::filesystem::exists(file, fault)) {
        if (fault)
            return fail(ErrorCode::Configuration, file.string() + " cannot be read: " + fault.message());
        return std::nullopt;
    }
    const auto note = contentOf(file);
    if (!note)
        return tl::unexpected(note.error());
    auto head = crypto::openCheckpoint(*note, verifier);
    if (!head)
        return fail(head.error().code, file.string() + ": " + head.error().detail);
    return std::optional(CopiedLog(folder, std::move(*head)));
}

// What is partial lies there in the width that the copy had last; whoever asks for less gets its beginning.
Result<Bytes> CopiedLog::tile(const crypto::TileId& tile) const
{
    const auto content = contentOf(m_folder / crypto::tilePath(tile));
    if (!content)
        return fail(ErrorCode::LogTileMissing, content.error().detail);
    return copyOf(bytesOf(*content));
}

Result<std::uint64_t> CopiedLog::commonWith(std::uint64_t size, const Roots& rootAt) const
{
    // Nodes of the copied tree serve every smaller size: complete subtrees stay what they are.
    crypto::TileNodes nodes(m_head.size, [this](const crypto::TileId& id) { return tile(id); });
    const auto whole = crypto::rootOf(m_head.size, nodes.reader());
    if (!whole)
        return tl::unexpected(whole.error());
    if (*whole != m_head.root)
        return fail(ErrorCode::LogTileBroken,
                    m_folder.string() + ": the tiles are not those of the checkpoint");
    const auto same = [&](std::uint64_t first) -> Result<bool> {
        const auto theirs = crypto::rootOf(first, nodes.reader());
        if (!theirs)
            return tl::unexpected(theirs.error());
        return rootAt(first).map([&](const Digest& ours) { return ours == *theirs; });
    };
    // Where the first n entries are the same, so are the first of any fewer.
    std::uint64_t common = 0;
    for (auto end = std::min(size, m_head.size); common < end;) {
        const auto tried = common == 0 ? end : common + (end - common + 1) / 2;
        const auto equal = same(tried);
        if (!equal)
            return tl::unexpected(equal.error());
        if (*equal)
            common = tried;
        else
            end = tried - 1;
    }
    return common;
}

Result<std::string> CopiedLog::entry(std::uint64_t index) const
{
    if (index >= m_head.size)
        return fail(ErrorCode::NotFound, "beyond the end");
    const auto first = index - index % bundleEntries;
    const auto bytes = tile(
        {-1, index / bundleEntries, static_cast<unsigned>(std::min(bundleEntries, m_head.size - first))});
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto lines = crypto::decodeBundle(*bytes);
    if (!lines)
        return tl::unexpected(lines.error());
    if (lines->size() <= index - first)
        return fail(ErrorCode::LogTileBroken, "a bundle without entry " + std::to_string(index));
    return std::move((*lines)[index - first]);
}

} // namespace countersign::server
