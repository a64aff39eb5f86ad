#include "server/artifact/SealedObject.h"

#include "base/Base64.h"
#include "crypto/Random.h"
#include "server/artifact/ObjectFile.h"
#include "server/artifact/ObjectNames.h"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace countersign::server {

namespace {

constexpr std::size_t idBytes = 16;
constexpr std::size_t chunkSize = 512 * 1024;

class SealedObjectSource final : public http::BodySource
{
public:
    SealedObjectSource(ObjectFile file, std::uint64_t from, std::uint64_t end, ChunkHook hook)
        : m_file(std::move(file)), m_at(from), m_end(end), m_hook(std::move(hook))
    {
    }

    Result<Bytes> next() override
    {
        Bytes chunk(static_cast<std::size_t>(std::min<std::uint64_t>(chunkSize, m_end - m_at)));
        if (chunk.empty())
            return chunk;
        const auto read = m_file.read(m_at, chunk);
        if (!read)
            return tl::unexpected(read.error());
        if (*read < chunk.size())
            return fail(ErrorCode::FileAccess, m_file.path().string() + ": shorter than it was");
        if (m_hook) {
            if (auto good = m_hook(chunk.size()); !good)
                return tl::unexpected(good.error());
        }
        m_at += chunk.size();
        return chunk;
    }

private:
    ObjectFile m_file;
    std::uint64_t m_at;
    std::uint64_t m_end;
    ChunkHook m_hook;
};

} // namespace

Result<std::filesystem::path> objectPath(const std::filesystem::path& objects, const FileId& id)
{
    return fileIdBytes(id).map([&](const Bytes&) { return objects / (id.text() + ".sealed"); });
}

Result<SealedBody> openSealedObject(const std::filesystem::path& objects, const FileId& id,
                                    std::uint64_t from, ChunkHook hook)
{
    auto file = objectPath(objects, id).and_then(&ObjectFile::open);
    if (!file)
        return tl::unexpected(file.error());
    const auto length = file->length();
    if (!length)
        return tl::unexpected(length.error());
    if (from > *length)
        return fail(ErrorCode::BadRequest, "an offset behind the end of the object");
    return SealedBody{std::make_shared<SealedObjectSource>(std::move(*file), from, *length, std::move(hook)),
                      *length - from, *length};
}

Result<void> removeSealedObject(const std::filesystem::path& objects, const FileId& id)
{
    const auto path = objectPath(objects, id);
    if (!path)
        return tl::unexpected(path.error());
    if (::unlink(path->c_str()) != 0 && errno != ENOENT)
        return fileError(errno, *path);
    // Also where it was missing: the removal of a moment ago may not have lasted.
    return syncFolder(objects);
}

Result<std::size_t> removeUnfinishedObjects(const std::filesystem::path& objects)
{
    std::error_code error;
    std::vector<std::filesystem::path> parts;
    for (std::filesystem::directory_iterator at(objects, error), end; !error && at != end;
         at.increment(error))
        if (at->path().extension() == partSuffix)
            parts.push_back(at->path());
    if (error)
        return fileError(error.value(), objects);
    for (const auto& part : parts)
        if (::unlink(part.c_str()) != 0)
            return fileError(errno, part);
    return syncFolder(objects).map([&] { return parts.size(); });
}

FileId newFileId()
{
    return FileId(hex(crypto::randomBytes(idBytes)));
}

Result<Bytes> fileIdBytes(const FileId& id)
{
    const bool lower = std::ranges::none_of(id.text(), [](char c) { return c >= 'A' && c <= 'F'; });
    auto bytes = fromHex(id.text());
    if (!lower || !bytes || bytes->size() != idBytes)
        return fail(ErrorCode::BadRequest, "a file id is 32 hexadecimal digits");
    return bytes;
}

} // namespace countersign::server
