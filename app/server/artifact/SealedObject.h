#pragma once

#include "base/Ids.h"
#include "base/Secret.h"
#include "server/http/Http.h"

#include <filesystem>

/// Sealed files on the server's disk (protocols.md §4): ciphertext from the first byte to the last.
namespace countersign::server {

/// What a file turned out to be. `length` and `sha256` are of the plaintext.
struct SealedFacts
{
    std::uint64_t count = 0; ///< resources
    std::uint64_t length = 0;
    Digest sha256;
    std::uint64_t sealedLength = 0; ///< of the object on disk
};

/// Takes a file in: each chunk of plaintext is checked (`NdjsonCheck`), hashed and sealed at once, and only
/// ciphertext reaches the disk. Written as `<objects>/<id>.sealed.part`, mode 0600; `finish` gives it its
/// name. One that is not finished removes its part when destroyed. For one thread at a time.
class SealedObjectWriter
{
public:
    struct Order
    {
        std::filesystem::path objects; ///< folder, must exist
        FileId id;                     ///< 32 hexadecimal digits, see `newFileId`
        std::string type;              ///< FHIR resource type of every line
        Digest request;                ///< of the export request's payload: part of the associated data
    };

    /// `fileKey` (32 bytes) must be fresh: a key seals one file once. `BadRequest` for an id of another form,
    /// `Conflict` where the object exists, `ServerDiskFull`, `FileAccess`.
    [[nodiscard]] static Result<SealedObjectWriter> begin(const Order& order, const Secret& fileKey);
    ~SealedObjectWriter();
    SealedObjectWriter(SealedObjectWriter&&) noexcept;
    SealedObjectWriter& operator=(SealedObjectWriter&&) noexcept;

    /// What `NdjsonCheck` says, `ServerDiskFull`, `FileAccess`. After an error the object can only be
    /// dropped.
    [[nodiscard]] Result<void> add(ByteView plaintext);
    /// When this has returned success, the object is on stable storage under its name (file and folder
    /// synced).
    [[nodiscard]] Result<SealedFacts> finish();

    /// Plaintext bytes and resources so far.
    [[nodiscard]] std::uint64_t length() const;
    [[nodiscard]] std::uint64_t count() const;

private:
    struct State;
    explicit SealedObjectWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Called with the number of bytes before each chunk is given out; an error cuts the transfer there.
using ChunkHook = std::function<Result<void>(std::uint64_t bytes)>;

struct SealedBody
{
    std::shared_ptr<http::BodySource> source;
    std::uint64_t length = 0; ///< bytes that the source gives: from `from` to the end
    std::uint64_t objectLength = 0;
};

/// The ciphertext from an offset on, in chunks of 512 KiB. The file stays readable when it is removed
/// meanwhile. `NotFound`; `BadRequest` for an offset behind the end; `FileAccess`. An object that is shorter
/// than it was ends the body with an error.
[[nodiscard]] Result<SealedBody> openSealedObject(const std::filesystem::path& objects, const FileId& id,
                                                  std::uint64_t from = 0, ChunkHook hook = {});

/// Removes the object and syncs the folder; success where there was none (deletion goes on after a crash).
[[nodiscard]] Result<void> removeSealedObject(const std::filesystem::path& objects, const FileId& id);
/// Removes the `.part` files that a crash left; only at start, while nobody writes. Answers how many.
[[nodiscard]] Result<std::size_t> removeUnfinishedObjects(const std::filesystem::path& objects);

/// 128 random bits as 32 lower-case hexadecimal digits.
[[nodiscard]] FileId newFileId();
/// The 16 bytes that the id stands for; `BadRequest` unless it is 32 lower-case hexadecimal digits. So no id
/// can name a path.
[[nodiscard]] Result<Bytes> fileIdBytes(const FileId& id);

} // namespace countersign::server
